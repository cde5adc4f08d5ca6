import { beforeAll, describe, expect, it } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { radius } from './contract.ts';
import { radiusModule } from './module.ts';
import { forgetHours } from './usage.ts';

let t: TestKernel;
beforeAll(async () => {
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule]);
});

let n = 0;
const nasInput = (more: Record<string, unknown> = {}) => ({
  name: `bng-${++n}`,
  address: `192.0.2.${n}`,
  vendor: 'mikrotik' as const,
  ...more,
});
async function customer(name = 'Ada Obi') {
  return t.run(customers, 'create', { name, serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' } });
}
async function account(more: Record<string, unknown> = {}) {
  const { id: customerId } = await customer();
  const subscriptionId = crypto.randomUUID();
  const made = await t.asSystem(radius, 'createAccount', {
    username: `user-${++n}`,
    subscriptionId,
    customerId,
    downloadKbps: 100_000,
    uploadKbps: 20_000,
    ...more,
  });
  return { ...made, subscriptionId, customerId };
}
const eventsOf = async (name: string) =>
  (await t.db.owner.query('select payload from outbox where name = $1 order by seq', [name])).rows.map(
    (row) => row.payload,
  );
const insertSession = async (
  tenantId: string,
  accountId: string | null,
  nasId: string,
  more: { customerId?: string; username?: string; stopped?: boolean; ip?: string; minutes?: number } = {},
) => {
  const { rows } = await t.db.owner.query(
    `insert into radius_session (tenant_id, acct_key, acct_session_id, username, account_id, customer_id, customer_name, nas_id, nas_name, framed_ip_address, started_at, updated_at, stopped_at, usage_hour)
     values ($1, uuidv7(), $2, $3, $4, $5, 'Ada Obi', $6, 'bng', $7, '2026-03-10T08:00:00Z'::timestamptz + make_interval(mins => $9), '2026-03-10T08:30:00Z', case when $8 then '2026-03-10T08:40:00Z'::timestamptz + make_interval(mins => $9) end, '2026-03-10T08:00:00Z') returning id`,
    [
      tenantId,
      `s${++n}`,
      more.username ?? 'someone',
      accountId,
      more.customerId ?? null,
      nasId,
      more.ip ?? null,
      more.stopped ?? false,
      more.minutes ?? 0,
    ],
  );
  return rows[0].id as string;
};

describe('NAS devices', () => {
  it('shows a secret once, in the answer that made it, and nowhere else', async () => {
    const made = (await t.kernel.invoke(t.as(), 'radius.createNas', nasInput())) as { id: string; newSecret: string };
    expect(made.newSecret).toMatch(/^[\w-]{32}$/);
    const listed = JSON.stringify(await t.kernel.invoke(t.as(), 'radius.listNas', {}));
    expect(listed).toContain(made.id);
    expect(listed).not.toContain(made.newSecret);
    const { rows } = await t.db.owner.query('select shared_secret from nas where id = $1', [made.id]);
    expect(rows[0].shared_secret).toMatch(/^v1\./);
    const kept = await t.db.owner.query(
      'select input, before, after from audit_entry union all select payload, null, null from outbox',
    );
    expect(JSON.stringify(kept.rows)).not.toContain(made.newSecret);
  });

  it('keeps an address for one NAS of the installation, without saying whose it is', async () => {
    const theirs = nasInput();
    await t.run(radius, 'createNas', theirs, t.as({ tenant: t.beta }));
    const refused = { code: 'conflict', field: 'address', message: expect.not.stringMatching(/beta|provider|tenant/i) };
    await expect(t.run(radius, 'createNas', nasInput({ address: theirs.address }))).rejects.toMatchObject(refused);
    const own = await t.run(radius, 'createNas', nasInput());
    await expect(t.run(radius, 'updateNas', { id: own.id, address: theirs.address })).rejects.toMatchObject(refused);
  });

  it('spells an IPv6 address one way', async () => {
    const made = await t.run(radius, 'createNas', nasInput({ address: '2001:DB8:0:0::0001' }));
    expect(made.address).toBe('2001:db8::1');
  });

  it('changes only what is named', async () => {
    const made = await t.run(
      radius,
      'createNas',
      nasInput({ coaPort: 1700, requireMessageAuthenticator: false, description: 'old' }),
    );
    const changed = await t.run(radius, 'updateNas', { id: made.id, vendor: 'cisco' });
    expect(changed).toMatchObject({
      coaPort: 1700,
      requireMessageAuthenticator: false,
      description: 'old',
      vendor: 'cisco',
      name: made.name,
    });
    expect(changed.newSecret).toBeUndefined();
    expect(await t.run(radius, 'updateNas', { id: made.id, sharedSecret: 'another-secret' })).toMatchObject({
      newSecret: 'another-secret',
    });
  });

  it('is not removed while it carries a live session', async () => {
    const made = await t.run(radius, 'createNas', nasInput());
    await insertSession(t.alpha.id, null, made.id);
    await expect(t.run(radius, 'removeNas', { id: made.id })).rejects.toMatchObject({ code: 'conflict' });
    await t.db.owner.query('delete from radius_session where nas_id = $1', [made.id]);
    await t.run(radius, 'removeNas', { id: made.id });
    expect(await eventsOf('radius.nas-changed')).toContainEqual({ nasId: made.id });
  });

  it('is another tenant’s secret: not found', async () => {
    const made = await t.run(radius, 'createNas', nasInput());
    await expect(
      t.run(radius, 'updateNas', { id: made.id, name: 'x' }, t.as({ tenant: t.beta })),
    ).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('logins', () => {
  it('get a password of 16 characters that only revealing shows, on the record', async () => {
    const made = await account();
    expect(made.password).toBeUndefined();
    const revealed = await t.run(radius, 'revealPassword', { id: made.id });
    expect(revealed.password).toMatch(/^[a-zA-Z0-9]{16}$/);
    const audit = await t.db.owner.query(
      `select subject_id, input, after from audit_entry where operation = 'radius.revealPassword'`,
    );
    expect(audit.rows).toEqual([{ subject_id: made.id, input: { id: made.id }, after: null }]);
    const all = await t.db.owner.query(
      'select input, before, after from audit_entry union all select payload, null, null from outbox',
    );
    expect(JSON.stringify(all.rows)).not.toContain(revealed.password!);
    await expect(
      t.run(radius, 'revealPassword', { id: made.id }, t.as({ permissions: ['network.radius:read'] })),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('have user names of their own, per provider', async () => {
    const made = await account();
    await expect(account({ username: made.username })).rejects.toMatchObject({ code: 'conflict', field: 'username' });
  });

  it.each(['10.0.0.300', 'host'])('refuse %s as an address', async (framedIpAddress) => {
    await expect(account({ framedIpAddress })).rejects.toMatchObject({ code: 'invalid', field: 'framedIpAddress' });
  });

  it('refuse a prefix with bits beyond its length', async () => {
    await expect(account({ delegatedIpv6Prefix: '2001:db8::1/56' })).rejects.toMatchObject({
      code: 'invalid',
      field: 'delegatedIpv6Prefix',
    });
  });

  it('ask for a disconnect when suspended, once, and not when restored', async () => {
    const made = await account();
    const { subscriptionId, id: accountId, customerId } = made;
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended', rejectMessage: 'Please pay.' });
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'suspended', rejectMessage: 'Please pay.' });
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'active' });
    expect((await eventsOf('radius.disconnect-requested')).filter((e) => e.accountId === accountId)).toEqual([
      { accountId, customerId, sessionId: null, coaId: null, reason: 'suspended' },
    ]);
    expect((await eventsOf('radius.account-changed')).filter((e) => e.accountId === accountId)).toHaveLength(3);
  });

  it('follow their customer’s name', async () => {
    const made = await account();
    await t.run(customers, 'update', { id: made.customerId, name: 'Grace Hopper' });
    await t.settle();
    const { items } = await t.run(radius, 'listAccounts', { q: 'grace h' });
    expect(items.map((a) => a.id)).toEqual([made.id]);
  });

  it('can be taken back twice', async () => {
    const { subscriptionId } = await account();
    await t.asSystem(radius, 'removeAccount', { subscriptionId });
    await t.asSystem(radius, 'removeAccount', { subscriptionId });
    await expect(t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'active' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('sessions', () => {
  it('are listed page by page without loss, live and past apart', async () => {
    const nas = await t.run(radius, 'createNas', nasInput());
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.push(await insertSession(t.alpha.id, null, nas.id, { minutes: i % 3 }));
    const past = await insertSession(t.alpha.id, null, nas.id, { stopped: true });
    const seen: string[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await t.run(radius, 'listSessions', {
        live: 'true',
        nasId: nas.id,
        limit: 3,
        ...(cursor ? { cursor } : {}),
      });
      seen.push(...page.items.map((s) => s.id));
      if (!page.next) break;
      cursor = page.next;
    }
    expect(seen.toSorted()).toEqual(ids.toSorted());
    expect((await t.run(radius, 'listSessions', { live: 'false', nasId: nas.id })).items.map((s) => s.id)).toEqual([
      past,
    ]);
  });

  it('are found by part of a name while live, and by the whole address ever after', async () => {
    const nas = await t.run(radius, 'createNas', nasInput());
    const live = await insertSession(t.alpha.id, null, nas.id, { username: 'zebra-77', ip: '10.9.0.1' });
    await insertSession(t.alpha.id, null, nas.id, { username: 'zebra-78', ip: '10.9.0.10' });
    const past = await insertSession(t.alpha.id, null, nas.id, { username: 'yak-1', ip: '10.9.0.1', stopped: true });
    const find = async (q: string, isLive: 'true' | 'false') =>
      (await t.run(radius, 'listSessions', { live: isLive, q })).items.map((s) => s.id);
    expect(await find('ebra-77', 'true')).toEqual([live]);
    expect(await find('10.9.0.1', 'true')).toEqual([live]);
    expect(await find('10.9.0.1', 'false')).toEqual([past]);
    expect(await find('yak', 'false')).toEqual([past]);
    expect(await find('100%_', 'true')).toEqual([]);
  });

  it('are disconnected on request: on record at once, a second press means the first', async () => {
    const nas = await t.run(radius, 'createNas', nasInput());
    const id = await insertSession(t.alpha.id, null, nas.id);
    const first = await t.run(radius, 'disconnect', { id, reason: 'moved' });
    expect(first).toMatchObject({ kind: 'disconnect', outcome: 'pending', sessionId: id, reason: 'moved' });
    expect((await t.run(radius, 'disconnect', { id })).id).toBe(first.id);
    expect((await t.run(radius, 'listCoa', { sessionId: id })).items).toHaveLength(1);
    const over = await insertSession(t.alpha.id, null, nas.id, { stopped: true });
    await expect(t.run(radius, 'disconnect', { id: over })).rejects.toMatchObject({ code: 'conflict' });
    await expect(t.run(radius, 'disconnect', { id }, t.as({ tenant: t.beta }))).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('usage', () => {
  it('keeps days of long ago, when their hours are forgotten', async () => {
    const made = await account();
    const nasId = crypto.randomUUID();
    const put = (table: string, column: string, at: string, extra: object = {}) => {
      const row = { tenant_id: t.alpha.id, account_id: made.id, [column]: at, customer_id: made.customerId, ...extra };
      const names = Object.keys(row);
      return t.db.owner.query(
        `insert into ${table} (${names.join(', ')}, download_bytes) values (${names.map((_, n) => `$${n + 1}`).join(', ')}, 7)`,
        Object.values(row),
      );
    };
    const days = ['2025-11-02', '2025-12-05', '2025-12-08', '2026-03-09'];
    for (const day of days) {
      await put('radius_usage_hour', 'hour', `${day}T12:00:00Z`);
      await put('radius_usage_day', 'day', day, { nas_id: nasId });
    }
    const of = async () =>
      (
        await t.run(radius, 'usage', {
          customerId: made.customerId,
          from: '2025-11-30T00:00:00Z',
          to: '2026-03-11T00:00:00Z',
          bucket: 'day',
        })
      ).items.map((p) => [p.at, p.downloadBytes]);
    const all = [
      ['2025-12-04T23:00:00.000Z', 7],
      ['2025-12-07T23:00:00.000Z', 7],
      ['2026-03-08T23:00:00.000Z', 7],
    ];
    expect(await of()).toEqual(all);
    const ctx = { today: Temporal.PlainDate.from('2026-03-10') };
    await t.kernel.asSystem('forget', t.alpha, ({ db }) => forgetHours({ ...ctx, db }, 100));
    const { rows } = await t.db.owner.query('select hour from radius_usage_hour where account_id = $1 order by hour', [
      made.id,
    ]);
    expect(rows.map((row) => row.hour.toISOString().slice(0, 10))).toEqual(days.slice(2));
    expect(await of()).toEqual(all);
  });

  it('adds the hour under way of live sessions to the hours that are over, by the provider’s own days', async () => {
    const made = await account();
    const nas = await t.run(radius, 'createNas', nasInput());
    const id = await insertSession(t.alpha.id, made.id, nas.id, { customerId: made.customerId });
    await t.db.owner.query(
      'update radius_session set usage_download_bytes = 500, usage_upload_bytes = 50 where id = $1',
      [id],
    );
    const hours = [
      ['2026-03-09T22:00:00Z', 10],
      ['2026-03-09T23:00:00Z', 20],
      ['2026-03-10T08:00:00Z', 40],
    ] as const;
    for (const [hour, down] of hours)
      await t.db.owner.query(
        'insert into radius_usage_hour (tenant_id, account_id, hour, customer_id, download_bytes) values ($1, $2, $3, $4, $5)',
        [t.alpha.id, made.id, hour, made.customerId, down],
      );
    const of = async (bucket: 'hour' | 'day') =>
      (
        await t.run(radius, 'usage', {
          customerId: made.customerId,
          from: '2026-03-09T00:00:00Z',
          to: '2026-03-11T00:00:00Z',
          bucket,
        })
      ).items.map((p) => [p.at, p.downloadBytes]);
    expect(await of('hour')).toEqual([
      ['2026-03-09T22:00:00.000Z', 10],
      ['2026-03-09T23:00:00.000Z', 20],
      ['2026-03-10T08:00:00.000Z', 540],
    ]);
    // Berlin is an hour ahead: the day of the tenth begins at 23:00 UTC.
    expect(await of('day')).toEqual([
      ['2026-03-08T23:00:00.000Z', 10],
      ['2026-03-09T23:00:00.000Z', 560],
    ]);
  });

  it('refuses a span that is backwards or would never end', async () => {
    await expect(
      t.run(radius, 'usage', { from: '2026-03-11T00:00:00Z', to: '2026-03-10T00:00:00Z' }),
    ).rejects.toMatchObject({ code: 'invalid', field: 'to' });
    await expect(
      t.run(radius, 'usage', { from: '2016-03-11T00:00:00Z', to: '2026-03-10T00:00:00Z' }),
    ).rejects.toMatchObject({ code: 'invalid' });
  });

  it('counts who is online and how logins go', async () => {
    const before = await t.run(radius, 'metrics', {});
    const nas = await t.run(radius, 'createNas', nasInput());
    await t.db.owner.query(
      'update nas_load set live_sessions = 3, download_bps = 900, upload_bps = 90, measured_at = now() where nas_id = $1',
      [nas.id],
    );
    await t.db.owner.query(
      `insert into auth_minute (tenant_id, minute, nas_id, reason, accepts, rejects) values ($1, '2026-03-10T08:59Z', $2, 'accepted', 5, 0),
        ($1, '2026-03-10T08:59Z', $2, 'wrong password', 0, 2), ($1, '2026-03-10T07:59Z', $2, 'accepted', 50, 20)`,
      [t.alpha.id, nas.id],
    );
    const after = await t.run(radius, 'metrics', {});
    expect(after).toMatchObject({
      online: before.online + 3,
      downloadBps: before.downloadBps + 900,
      acceptsLastHour: 5,
      rejectsLastHour: 2,
    });
    expect(await t.run(radius, 'metrics', {}, t.as({ tenant: t.beta }))).toMatchObject({
      online: 0,
      acceptsLastHour: 0,
      accounts: 0,
    });
  });
});
