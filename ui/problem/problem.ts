import type { ErrorCode } from '#kernel/errors.ts';

/** What went wrong, in the shape pages show: one sentence, the field it belongs to, and the id to quote to support. */
export interface Problem {
  code: ErrorCode | 'offline';
  message: string;
  field?: string;
  issues: { field: string; message: string }[];
  requestId?: string;
  retryAfterSeconds?: number;
}

const codes = new Set<string>([
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'limit',
  'not_configured',
  'unavailable',
  'internal',
] satisfies ErrorCode[]);

// oRPC's own names, for errors raised before our transport maps them.
const orpcCodes: Record<string, ErrorCode> = {
  BAD_REQUEST: 'invalid',
  UNAUTHORIZED: 'unauthenticated',
  FORBIDDEN: 'forbidden',
  NOT_FOUND: 'not_found',
  CONFLICT: 'conflict',
  TOO_MANY_REQUESTS: 'limit',
  NOT_IMPLEMENTED: 'not_configured',
  SERVICE_UNAVAILABLE: 'unavailable',
  INTERNAL_SERVER_ERROR: 'internal',
};

const record = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

function toCode(value: unknown): ErrorCode {
  const code = text(value);
  if (!code) return 'internal';
  if (codes.has(code)) return code as ErrorCode;
  return orpcCodes[code] ?? 'internal';
}

function toIssues(value: unknown): { field: string; message: string }[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const issue = record(item);
    const path = Array.isArray(issue['path']) ? issue['path'].join('.') : undefined;
    const field = text(issue['field']) ?? path;
    const message = text(issue['message']);
    return field && message ? [{ field, message }] : [];
  });
}

/** Reads any thrown thing (ORPCError, RFC 9457 body, a failed fetch) into a Problem. Never throws. */
export function toProblem(error: unknown): Problem {
  const source = record(error);
  const data = record(source['data']);
  // A fetch that never reached a server rejects with a TypeError in every browser.
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) {
    return {
      code: 'offline',
      message: 'The server could not be reached. Check your connection and try again.',
      issues: [],
    };
  }
  const field = text(data['field']) ?? text(source['field']);
  const requestId = text(data['requestId']) ?? text(source['requestId']);
  const retryAfterSeconds = data['retryAfterSeconds'] ?? source['retryAfterSeconds'];
  return {
    code: toCode(source['code']),
    message:
      text(data['detail']) ??
      text(source['detail']) ??
      text(source['message']) ??
      'Something went wrong on our side. Nothing was changed.',
    ...(field ? { field } : {}),
    issues: toIssues(data['issues'] ?? source['issues']),
    ...(requestId ? { requestId } : {}),
    ...(typeof retryAfterSeconds === 'number' ? { retryAfterSeconds } : {}),
  };
}

/** Trying again can help (the server, not the request, was at fault). */
export const isRetryable = ({ code }: Problem) =>
  code === 'unavailable' || code === 'internal' || code === 'offline' || code === 'limit';

/** An error raised by our own fetches (session, sign-in), in the same shape as the typed client's. */
export class ProblemError extends Error {
  readonly code: Problem['code'];
  readonly data: { field?: string | undefined; requestId?: string | undefined; detail: string };
  readonly status: number;

  constructor(status: number, body: unknown) {
    const problem = record(body);
    const message = text(problem['detail']) ?? text(problem['message']) ?? `The server answered ${status}.`;
    super(message);
    this.name = 'ProblemError';
    this.status = status;
    const named = text(problem['code']);
    this.code = named && (codes.has(named) || named in orpcCodes) ? toCode(named) : codeOfStatus(status);
    this.data = { field: text(problem['field']), requestId: text(problem['requestId']), detail: message };
  }
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 401) return 'unauthenticated';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not_found';
  if (status === 409) return 'conflict';
  if (status === 429) return 'limit';
  if (status === 502 || status === 503 || status === 504) return 'unavailable';
  return status < 500 ? 'invalid' : 'internal';
}
