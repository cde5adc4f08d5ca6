import { DrizzleQueryError } from 'drizzle-orm/errors';
import pg from 'pg';
import { AppError, type ErrorDetails } from '../errors.ts';

export type ConflictKind = 'unique' | 'exclusion' | 'foreign_key' | 'check' | 'not_null';
const conflictKinds: Record<string, ConflictKind> = {
  '23505': 'unique',
  '23P01': 'exclusion',
  '23503': 'foreign_key',
  '23514': 'check',
  '23502': 'not_null',
};
const conflictSentences: Record<ConflictKind, string> = {
  unique: 'Another record has this value already.',
  exclusion: 'This overlaps with another record.',
  foreign_key: 'This refers to a record that does not exist, or is still referred to.',
  check: 'A value is outside what is allowed.',
  not_null: 'A required value is missing.',
};

/** A row broke a constraint. `conflict` for unique, exclusion and reference; `invalid` for check and not-null. */
export class DbConflict extends AppError {
  readonly kind: ConflictKind;
  /** Name of the constraint; for `not_null`, of the column. */
  readonly constraint: string;
  readonly table: string;

  constructor(kind: ConflictKind, constraint: string, table: string, details: ErrorDetails = {}) {
    super(kind === 'check' || kind === 'not_null' ? 'invalid' : 'conflict', conflictSentences[kind], details);
    this.name = 'DbConflict';
    this.kind = kind;
    this.constraint = constraint;
    this.table = table;
  }
}

/** The driver's error inside whatever wrapped it. */
function driverError(error: unknown): unknown {
  let inner = error;
  while (inner instanceof DrizzleQueryError && inner.cause) inner = inner.cause;
  return inner;
}
const codeOf = (error: unknown): string =>
  error && typeof error === 'object' && 'code' in error && typeof error.code === 'string' ? error.code : '';

const goneCodes = new Set([
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '53300',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
const goneMessages =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Connection ended|Query read timeout|server closed the connection/i;

/** True when the database could not be reached, went away, or is starting or stopping. */
export function isConnectionLoss(error: unknown): boolean {
  const inner = driverError(error);
  const code = codeOf(inner);
  if (goneCodes.has(code) || code.startsWith('08')) return true;
  if (inner instanceof AggregateError) return inner.errors.some(isConnectionLoss);
  return inner instanceof Error && !(inner instanceof pg.DatabaseError) && goneMessages.test(inner.message);
}

/** True for serialization failures and deadlocks: the same transaction may succeed when run again. */
export const isRetryable = (error: unknown): boolean => ['40001', '40P01'].includes(codeOf(driverError(error)));

/** The constraint that an error of a query speaks of, for a service that has a better sentence for it. */
export function conflictOf(error: unknown): DbConflict | undefined {
  if (error instanceof DbConflict) return error;
  const inner = driverError(error);
  const kind = conflictKinds[codeOf(inner)];
  if (!kind || !(inner instanceof pg.DatabaseError)) return undefined;
  return new DbConflict(kind, inner.constraint ?? inner.column ?? '', inner.table ?? '', {
    cause: withoutValues(inner),
  });
}

/** PostgreSQL quotes row values in `detail` and `where`; those must not reach a log. */
function withoutValues(error: pg.DatabaseError): pg.DatabaseError {
  error.detail = undefined;
  error.where = undefined;
  error.internalQuery = undefined;
  return error;
}

/**
 * What a database error means to a caller: `AppError` as it is, `DbConflict` for constraints, `unavailable` when the
 * database is away or out of space, else the driver's error without the values of the statement.
 */
export function databaseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  const conflict = conflictOf(error);
  if (conflict) return conflict;
  const inner = driverError(error);
  const code = codeOf(inner);
  if (isConnectionLoss(error))
    return new AppError('unavailable', 'The database cannot be reached at the moment; try again shortly.', {
      cause: inner,
      retryAfterSeconds: 2,
    });
  if (code === '53100')
    return new AppError('unavailable', "The database's disk is full; free some space.", { cause: inner });
  if (code === '57014' || code === '55P03')
    return new AppError('unavailable', 'The database took too long; try again shortly.', {
      cause: inner,
      retryAfterSeconds: 2,
    });
  if (isRetryable(error))
    return new AppError('unavailable', 'Too many changes to the same records at once; try again.', {
      cause: inner,
      retryAfterSeconds: 1,
    });
  return inner instanceof pg.DatabaseError ? withoutValues(inner) : inner;
}
