import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import type { Caller } from './context.ts';
import type { Field } from './contract/fields.ts';
import { project } from './contract/view.ts';
import type { Db, Last } from './db/pools.ts';
import { AppError, conflict } from './errors.ts';
import type { RegisteredOperation } from './module.ts';

const digest = (input: unknown) =>
  createHash('sha256')
    .update(JSON.stringify(input) ?? '')
    .digest('hex');

/**
 * Claims an Idempotency-Key inside the command's transaction. A second call with the same key waits on the first one's
 * row: it then gets the first answer, or, if the first failed and rolled back, runs itself.
 */
export async function replayed(
  db: Db,
  key: string,
  caller: Caller,
  operation: string,
  input: unknown,
): Promise<{ response: unknown } | null> {
  if (key.length > 200)
    throw new AppError('invalid', 'Idempotency-Key: at most 200 characters.', { field: 'Idempotency-Key' });
  const hash = digest(input);
  const actor = caller.actor.id ?? caller.actor.kind;
  const claimed = await db.execute(sql`
    insert into idempotency_key (actor, key, operation, input_hash) values (${actor}, ${key}, ${operation}, ${hash})
    on conflict do nothing returning 1`);
  if (claimed.rows.length > 0) return null;
  const { rows } = await db.execute<{ operation: string; input_hash: string; response: unknown }>(sql`
    select operation, input_hash, response from idempotency_key where actor = ${actor} and key = ${key}`);
  const earlier = rows[0];
  if (!earlier) throw conflict('The first request with this Idempotency-Key has just failed; send it again.');
  if (earlier.operation !== operation || earlier.input_hash !== hash)
    throw conflict('This Idempotency-Key was used for another request; use a new key.', 'Idempotency-Key');
  return { response: earlier.response ?? undefined };
}

/** Keeps the door's view of the answer beside the key, in the same transaction; what is shown only once is not kept. */
export function remember(
  last: Last,
  key: string,
  caller: Caller,
  target: RegisteredOperation,
  returned: unknown,
): void {
  const actor = caller.actor.id ?? caller.actor.kind;
  const { out } = target.operation;
  const view = project(out, caller.door, returned);
  if (out.kind === 'one' && view) {
    for (const [name, field] of Object.entries<Field>(out.resource.fields))
      if (field.class === 'once') delete (view as Record<string, unknown>)[name];
  }
  last({
    text: 'update idempotency_key set response = $1::jsonb where actor = $2 and key = $3 and operation = $4',
    values: [JSON.stringify(view ?? null), actor, key, target.key],
  });
}
