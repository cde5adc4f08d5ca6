import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode, httpStatus } from '../errors.ts';
import { problem } from '../http/rest.ts';
import { addressHeader } from './realms.ts';

/** What a browser sends along by itself must come from our own pages. */
export function assertOwnOrigin(request: FastifyRequest, baseUrl: string): void {
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const foreign = new AppError('forbidden', 'This request came from another site.');
  if (site !== undefined) {
    if (site !== 'same-origin' && site !== 'none') throw foreign;
    return;
  }
  if (origin === undefined || origin === baseUrl) return;
  if (URL.parse(origin)?.host !== request.host) throw foreign;
}

/** A call as the realm's web-standard handler takes it: the caller's headers, the path and body that were checked. */
export function toRealmRequest(request: FastifyRequest, url: URL, body: unknown, method = 'POST'): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    // The length was that of the text as it came; fetch metadata and origin have been judged already.
    if (value === undefined || name === 'content-length' || name.startsWith('sec-fetch-') || name === 'referer')
      continue;
    headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.set('origin', url.origin);
  headers.set('content-type', 'application/json');
  headers.set(addressHeader, request.ip);
  return new Request(url, { method, headers, ...(method === 'GET' ? {} : { body: JSON.stringify(body) }) });
}

const codeOfStatus = new Map<number, ErrorCode>([
  ...Object.entries(httpStatus).map(([code, status]) => [status, code as ErrorCode] as const),
  [422, 'invalid'],
]);

/** Sends the realm's answer; a refusal becomes a problem document like every other. */
export async function sendRealmResponse(
  request: FastifyRequest,
  reply: FastifyReply,
  response: Response,
): Promise<FastifyReply> {
  for (const cookie of response.headers.getSetCookie()) void reply.header('set-cookie', cookie);
  const text = await response.text();
  if (response.status < 400)
    return reply
      .status(response.status)
      .type('application/json')
      .send(text || '{}');
  const code = codeOfStatus.get(response.status) ?? (response.status < 500 ? 'invalid' : 'internal');
  const said = messageIn(text);
  const retryAfter = response.headers.get('x-retry-after');
  if (retryAfter) void reply.header('retry-after', retryAfter);
  const error = new AppError(code, said && code !== 'internal' ? said : 'Something went wrong on our side.');
  return reply.status(httpStatus[code]).type('application/problem+json').send(problem(error, request.id));
}

function messageIn(text: string): string | undefined {
  try {
    const body: unknown = JSON.parse(text);
    if (body && typeof body === 'object' && 'message' in body && typeof body.message === 'string')
      return body.message.replace(/([^.!?])$/, '$1.');
  } catch {
    // Not JSON: there is no sentence in it.
  }
  return undefined;
}
