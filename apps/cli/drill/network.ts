import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '#kernel/context.ts';
import type { Kernel } from '#kernel/kernel.ts';
import { radius } from '#modules/network/radius/contract.ts';

/** A login of the drill. */
export interface DrillLogin {
  id: string;
  username: string;
  password: string;
}
/** What a drill needs of the installation, made through the product's services: a NAS on loopback and logins without a customer. */
export interface DrillNetwork {
  nasId: string;
  address: string;
  secret: string;
  logins: DrillLogin[];
}

const together = 8;
const password = () => randomBytes(12).toString('base64url');
/** Of 127.0.0.0/8, which belongs to nobody else. */
const loopbackAddress = () => `127.${randomInt(64, 250)}.${randomInt(1, 250)}.${randomInt(1, 250)}`;

async function eachOf<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: together }, async () => {
      for (let i = next++; i < items.length; i = next++) await run(items[i]!);
    }),
  );
}

/** Makes them. What was made is in `network` even when it fails half-way. */
export async function buildNetwork(
  kernel: Kernel,
  caller: () => Caller,
  subscribers: number,
  network: Partial<DrillNetwork>,
): Promise<DrillNetwork> {
  const run = randomBytes(3).toString('hex');
  const made = {
    address: loopbackAddress(),
    secret: randomBytes(18).toString('base64url'),
    logins: [] as DrillLogin[],
  };
  Object.assign(network, made);
  const nas = await kernel.run(caller(), radius, 'createNas', {
    name: `drill ${run}`,
    address: made.address,
    vendor: 'generic',
    sharedSecret: made.secret,
    description: 'Made by npx dotmac drill, which removes it when it ends.',
  });
  network.nasId = nas.id;
  const names = Array.from({ length: subscribers }, (_, i) => `drill-${run}-${String(i).padStart(5, '0')}`);
  await eachOf(names, async (username) => {
    const login = { username, password: password() };
    const { id } = await kernel.run(caller(), radius, 'createAccount', {
      ...login,
      // A drill logs in again and again.
      simultaneousUse: 0,
      downloadKbps: 50_000,
      uploadKbps: 10_000,
    });
    made.logins.push({ ...login, id });
  });
  return { nasId: nas.id, ...made };
}

/** Sessions of the drill as the database has them. */
export async function sessionsOf(kernel: Kernel, nasId: string) {
  const { rows } = await kernel.pools.system.query<{ sessions: number; live: number; bytes: number }>(
    `select count(*)::int as sessions, (count(*) filter (where stopped_at is null))::int as live,
      coalesce(sum(download_bytes), 0)::float8 as bytes from radius_session where nas_id = $1`,
    [nasId],
  );
  return rows[0]!;
}

/** Logins that were counted at the NAS; they arrive every few seconds. */
async function countedLogins(kernel: Kernel, nasId: string): Promise<number> {
  const { rows } = await kernel.pools.system.query<{ logins: number }>(
    'select coalesce(sum(accepts + rejects), 0)::int as logins from auth_minute where nas_id = $1',
    [nasId],
  );
  return rows[0]!.logins;
}

const nobody = '00000000-0000-0000-0000-000000000000';
const settleMs = 20_000;

/**
 * Takes everything away again: logins and NAS through the services, then what their packets left in tables. The audit keeps
 * that there was a drill; analytics keep its peak of people online for the hour.
 * @param answered logins that were answered, each of which is counted sooner or later
 */
export async function removeNetwork(
  kernel: Kernel,
  caller: () => Caller,
  { nasId, logins = [] }: Partial<DrillNetwork>,
  answered: number,
): Promise<void> {
  if (nasId === undefined) return;
  await eachOf(logins, async ({ id }) => {
    await kernel.run(caller(), radius, 'deleteAccount', { id });
  });
  // What the drill sent last may still be on its way into the database.
  for (let waited = 0; waited < settleMs; waited += 200) {
    const { live } = await sessionsOf(kernel, nasId);
    if (live === 0 && (await countedLogins(kernel, nasId)) >= answered) break;
    await sleep(200);
  }
  await kernel.run(caller(), radius, 'removeNas', { id: nasId });
  await removeTraces(
    kernel,
    nasId,
    logins.map(({ id }) => id),
  );
}

async function removeTraces(kernel: Kernel, nasId: string, accountIds: string[]): Promise<void> {
  const client = await kernel.pools.system.connect();
  try {
    await client.query('begin');
    // What the drill did is in the provider's totals too.
    await client.query(
      `update radius_usage_hour t set download_bytes = t.download_bytes - d.down, upload_bytes = t.upload_bytes - d.up
        from (select tenant_id, hour, sum(download_bytes) as down, sum(upload_bytes) as up from radius_usage_hour where account_id = any($1)
          group by tenant_id, hour) d
        where t.tenant_id = d.tenant_id and t.hour = d.hour and t.account_id = $2`,
      [accountIds, nobody],
    );
    await client.query(
      `update radius_session_flow t set started = t.started - d.started, stopped = t.stopped - d.stopped
        from radius_session_flow d where d.nas_id = $1 and t.tenant_id = d.tenant_id and t.at = d.at and t.nas_id = $2`,
      [nasId, nobody],
    );
    await client.query('delete from radius_usage_hour where account_id = any($1)', [accountIds]);
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(c.relname) as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'nas_id'
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and has_table_privilege(c.oid, 'delete')`,
    );
    for (const { name } of rows) await client.query(`delete from ${name} where nas_id = $1`, [nasId]);
    await client.query('commit');
  } finally {
    client.release();
  }
}
