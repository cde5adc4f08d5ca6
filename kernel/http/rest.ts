import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { ORPCError, os } from '@orpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Actor, Caller, Tenant } from '../context.ts';
import type { Door } from '../contract/fields.ts';
import { routeOf } from '../contract/orpc.ts';
import { AppError, httpStatus, invalid } from '../errors.ts';
import type { Kernel } from '../kernel.ts';
import { doorPrefix } from './doors.ts';

/** Who a request comes from at a door; supplied by the identity module. Anonymous when nobody signed in. */
export type Identify = (door: Door, request: FastifyRequest) => Promise<{ actor: Actor; tenant: Tenant | null }>;

/** RFC 9457 problem document. */
export function problem(error: AppError, requestId: string) {
  return {
    type: `urn:dotmac:problem:${error.code}`,
    title: error.code.replace('_', ' '),
    status: httpStatus[error.code],
    code: error.code,
    detail: error.message,
    ...(error.field ? { field: error.field } : {}),
    ...(error.issues && error.issues.length > 1 ? { issues: error.issues } : {}),
    requestId,
  };
}

export function sendProblem(reply: FastifyReply, error: unknown) {
  const known = toAppError(error);
  if (known.code === 'internal') reply.log.error({ err: error, requestId: reply.request.id }, 'request failed');
  if (known.retryAfterSeconds) void reply.header('retry-after', known.retryAfterSeconds);
  const status = statusOf(error) === 413 ? 413 : httpStatus[known.code];
  return reply
    .status(status)
    .type('application/problem+json')
    .send({ ...problem(known, reply.request.id), status });
}

const statusOf = (error: unknown): unknown =>
  error && typeof error === 'object' && 'statusCode' in error ? error.statusCode : 500;

/** Errors of the HTTP host (unreadable JSON, too large a body) become ours; anything unknown is a defect. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const status = statusOf(error);
  if (status === 413) return new AppError('invalid', 'The request is too large.', { cause: error });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new AppError(
      'invalid',
      `The request could not be read: ${error instanceof Error ? error.message : 'malformed'}`,
      { cause: error },
    );
  return new AppError('internal', 'Something went wrong on our side.', { cause: error });
}

export async function callerOf(identify: Identify, door: Door, request: FastifyRequest): Promise<Caller> {
  const { actor, tenant } = await identify(door, request);
  const key = request.headers['idempotency-key'];
  return {
    door,
    actor,
    tenant,
    requestId: request.id,
    ipAddress: request.ip,
    ...(typeof key === 'string' && key !== '' ? { idempotencyKey: key } : {}),
  };
}

/** Downloaded under its name and never shown by the browser, which would run what somebody uploaded (RFC 6266). */
function asDownload(view: unknown, type: string) {
  const { filename, body } = view as { filename: string; body: string | Uint8Array<ArrayBuffer> };
  const ascii = filename.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const exact = encodeURIComponent(filename.toWellFormed()).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return {
    headers: {
      'content-disposition': `attachment; filename="${ascii}"; filename*=UTF-8''${exact}`,
      'x-content-type-options': 'nosniff',
    },
    body: new File([body], filename, { type }),
  };
}

/** The transport drops what it cannot place; here that is refused, like every field that is not known. */
function assertPlaceable({ method, body, query }: FastifyRequest): void {
  if (method === 'GET') return;
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body)))
    throw invalid('Send a JSON object.');
  const [stray] = Object.keys(query as object);
  if (stray) throw invalid(`${stray}: Send it in the body.`, stray);
}

/** Mounts a door's operations as REST under its prefix. An operation of another door is not there: 404. */
export function mountRest(app: FastifyInstance, kernel: Kernel, door: Door, identify: Identify): void {
  type Context = { caller: Caller; reply: FastifyReply };
  const router: Record<string, Record<string, never>> = {};
  for (const { key, contract, operation } of kernel.registry.operations.values()) {
    if (!operation.for.includes(door)) continue;
    const name = key.slice(contract.name.length + 1);
    router[contract.name] ??= {};
    router[contract.name]![name] = os
      .$context<Context>()
      .route({
        ...routeOf(contract, name, operation),
        ...(operation.out.kind === 'file' ? { outputStructure: 'detailed' as const } : {}),
      })
      // No schema here: invoke() validates for every transport alike, and audits what it refuses.
      .handler(async ({ context, input }) => {
        try {
          const view = await kernel.invoke(context.caller, key, input);
          return operation.out.kind === 'file' ? asDownload(view, operation.out.mediaType) : view;
        } catch (cause) {
          const known = toAppError(cause);
          if (known.retryAfterSeconds) void context.reply.header('retry-after', known.retryAfterSeconds);
          throw new ORPCError(known.code, {
            status: httpStatus[known.code],
            message: known.message,
            cause: known,
            data: problem(known, context.caller.requestId),
          });
        }
      }) as never;
  }
  const handler = new OpenAPIHandler<Context>(router as never, {
    customErrorResponseBodyEncoder: (error) => error.data ?? error.toJSON(),
  });
  const prefix = doorPrefix[door];

  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await callerOf(identify, door, request);
    assertPlaceable(request);
    const { matched } = await handler.handle(request, reply, { prefix, context: { caller, reply } });
    if (!matched)
      throw new AppError('not_found', `There is no ${request.method} ${request.url.split('?')[0]} at this door.`);
  };
  app.all(`${prefix}/*`, serve);
}

/** Request ids, problem documents for errors, and no caching of answers that depend on who asks. */
export function httpManners(app: FastifyInstance): void {
  // A command without input may be sent with the header of JSON and no body.
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeContentTypeParser('application/json');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) =>
    body === '' ? done(null, undefined) : parse(request, String(body), done),
  );
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, error));
  app.addHook('onSend', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    if (request.url.startsWith('/api/')) {
      if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
      if (reply.statusCode >= 400 && String(reply.getHeader('content-type')).startsWith('application/json'))
        void reply.header('content-type', 'application/problem+json');
    }
  });
}
