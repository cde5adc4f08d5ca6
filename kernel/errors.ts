/** The closed set of error codes. Each transport maps it once: HTTP status, exit code, RADIUS outcome. */
export const errorCodes = [
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'conflict',
  'limit',
  'not_configured',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** HTTP status of each code (RFC 9110). `not_configured` is 501: the installation lacks a part, the request was fine. */
export const httpStatus: Record<ErrorCode, number> = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  limit: 429,
  not_configured: 501,
  unavailable: 503,
  internal: 500,
};

export interface ErrorDetails {
  /** Path of the offending input field, e.g. `price.amountMinor`. */
  field?: string;
  /** Every field that was wrong, when there is more than one. */
  issues?: { field: string; message: string }[];
  /** Seconds after which trying again makes sense (`limit`, `unavailable`). */
  retryAfterSeconds?: number;
  cause?: unknown;
}

/** An error a person may read: `message` is a sentence saying what to do; `cause` goes to the log only. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly issues: { field: string; message: string }[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.name = 'AppError';
    this.code = code;
    this.field = details.field;
    this.issues = details.issues;
    this.retryAfterSeconds = details.retryAfterSeconds;
  }
}

export const invalid = (message: string, field?: string) => new AppError('invalid', message, field ? { field } : {});
export const notFound = (what: string) => new AppError('not_found', `There is no such ${what}.`);
export const conflict = (message: string, field?: string) => new AppError('conflict', message, field ? { field } : {});
export const forbidden = (message: string) => new AppError('forbidden', message);
