import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
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

/** Takes everything away again: logins and NAS through the services, then the traces their packets left. */
export async function removeNetwork(
  kernel: Kernel,
  caller: () => Caller,
  { nasId, logins = [] }: Partial<DrillNetwork>,
): Promise<void> {
  if (nasId === undefined) return;
  await eachOf(logins, async ({ id }) => {
    await kernel.run(caller(), radius, 'deleteAccount', { id });
  });
  // What the drill sent last may still be on its way into the database.
  for (let waited = 0; (await sessionsOf(kernel, nasId)).live > 0; waited += 200) {
    if (waited >= 20_000)
      throw new AppError('unavailable', 'Sessions of the drill are still live; remove its NAS when they have ended.');
    await sleep(200);
  }
  await kernel.run(caller(), radius, 'removeNas', { id: nasId });
  const ids = logins.map(({ id }) => id);
  const client = await kernel.pools.system.connect();
  try {
    await client.query('begin');
    // The drill's traffic is in the provider's total of its hour too.
    await client.query(
      `update radius_usage_hour t set download_bytes = t.download_bytes - d.down, upload_bytes = t.upload_bytes - d.up
        from (select tenant_id, hour, sum(download_bytes) as down, sum(upload_bytes) as up from radius_usage_hour where account_id = any($1)
          group by tenant_id, hour) d
        where t.tenant_id = d.tenant_id and t.hour = d.hour and t.account_id = '00000000-0000-0000-0000-000000000000'`,
      [ids],
    );
    await client.query('delete from radius_usage_hour where account_id = any($1)', [ids]);
    for (const table of ['radius_session', 'auth_log', 'auth_minute'])
      await client.query(`delete from ${table} where nas_id = $1`, [nasId]);
    await client.query('commit');
  } finally {
    client.release();
  }
}
