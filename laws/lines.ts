import type { Tenant } from '#kernel/context.ts';
import type { TestKernel } from '#modules/testing.ts';

interface Line {
  account: { id: string; username: string };
  subscription: { id: string };
  customer: { id: string };
  nas: { id: string; name: string };
  name: string;
  now: string;
}
/** What the AAA engine writes of a line that is online. */
export async function live(t: TestKernel, tenant: Tenant, { account, subscription, customer, nas, name, now }: Line) {
  const { rows } = await t.db.owner.query(
    `insert into radius_session (tenant_id, acct_key, acct_session_id, username, account_id, subscription_id, customer_id,
       customer_name, nas_id, nas_name, started_at, updated_at, usage_hour)
     values ($1, uuidv7(), '0001', $2, $3, $4, $5, $6, $7, $8, $9, $9, $9) returning id`,
    [tenant.id, account.username, account.id, subscription.id, customer.id, name, nas.id, nas.name, now],
  );
  const of = [tenant.id, nas.id];
  await t.db.owner.query(
    `insert into radius_usage_hour (tenant_id, account_id, hour, customer_id, download_bytes) values ($1, $2, $3, $4, 5)`,
    [tenant.id, account.id, now, customer.id],
  );
  await t.db.owner.query(
    `insert into auth_log (tenant_id, at, username, customer_id, nas_id, nas_name, accepted, reason) values ($1, $3, $4, $5, $2, $6, true, 'ok')`,
    [...of, now, account.username, customer.id, nas.name],
  );
  for (const table of ['auth_minute', 'auth_hour'])
    await t.db.owner.query(
      `insert into ${table} (tenant_id, ${table.slice(5)}, nas_id, reason, accepts) values ($1, $3, $2, 'accepted', 1)`,
      [...of, now],
    );
  await t.db.owner.query(
    `insert into nas_probe (tenant_id, nas_id, outcome, requested_at) values ($1, $2, 'no_answer', $3)`,
    [...of, now],
  );
  await tallied(t, of, now, account.id, customer.id);
  await t.db.owner.query(
    `insert into nas_load (tenant_id, nas_id, live_sessions) values ($1, $2, 1) on conflict do nothing`,
    of,
  );
  await t.db.owner.query(
    `insert into freeradius_inbox (tenant_id, at, kind, nas_id, record) values ($1, $3, 'login', $2, '{}')`,
    [...of, now],
  );
  await t.db.owner.query(
    `insert into session_probe (tenant_id, nas_id, session_id, asked_at, answer, proves) values ($1, $2, $3, $4, 'law', 'alive')`,
    [...of, rows[0].id, now],
  );
  // Asking for it would send it.
  await t.db.owner.query(
    `insert into coa_request (tenant_id, kind, session_id, account_id, customer_id, username, nas_id, nas_name, outcome, reason, requested_at)
     values ($1, 'disconnect', $3, $4, $5, $6, $2, $7, 'ack', 'law', $8)`,
    [...of, rows[0].id, account.id, customer.id, account.username, nas.name, now],
  );
  return { id: rows[0].id as string };
}

/** What the AAA engine counts of a line, and what is made of that at night. */
async function tallied(t: TestKernel, of: string[], now: string, accountId: string, customerId: string) {
  const day = '2026-03-10';
  const write = (text: string, ...more: string[]) => t.db.owner.query(text, [...of, ...more]);
  await write(`insert into radius_nas_hour (tenant_id, nas_id, hour, download_bytes) values ($1, $2, $3, 5)`, now);
  await write(
    `insert into radius_usage_day (tenant_id, nas_id, day, account_id, customer_id, download_bytes) values ($1, $2, $3, $4, $5, 5)`,
    day,
    accountId,
    customerId,
  );
  await write(
    `insert into radius_usage_week (tenant_id, nas_id, week, account_id, download_bytes) values ($1, $2, '2026-03-02', $3, 5)`,
    accountId,
  );
  await write(`insert into radius_session_flow (tenant_id, nas_id, at, started) values ($1, $2, $3, 1)`, now);
  await write(
    `insert into radius_session_end (tenant_id, nas_id, day, cause, length_bucket, sessions) values ($1, $2, $3, 'User-Request', 1, 1)`,
    day,
  );
  await write(
    `insert into radius_online_hour (tenant_id, nas_id, hour, peak_sessions, end_sessions, started, stopped) values ($1, $2, $3, 1, 1, 1, 0)`,
    now,
  );
  await write(`insert into radius_subscriber_day (tenant_id, nas_id, day, subscribers) values ($1, $2, $3, 1)`, day);
}
