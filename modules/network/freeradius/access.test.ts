import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { moveForeign } from '#modules/network/radius/aaa/foreign.ts';
import { eventually } from '#modules/network/radius/aaa/testing.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { radiusModule } from '#modules/network/radius/module.ts';
import { tenantsModule } from '#modules/tenancy/tenants/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { freeradius, type PasswordForm } from './contract.ts';
import { moveInbox } from './inbox.ts';
import { freeradiusModule } from './module.ts';

let t: TestKernel;
const open = new Set<pg.Client>();
afterAll(() => Promise.all([...open].map((client) => client.end().catch(() => {}))));

/** A connection as FreeRADIUS makes it. */
async function connect(role: string, password: string): Promise<pg.Client> {
  const url = new URL(t.db.ownerUrl);
  url.username = role;
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  client.on('error', () => {});
  await client.connect();
  open.add(client);
  return client;
}

const at = (tenant: 'alpha' | 'beta') => t.as({ tenant: t[tenant] });
async function enable(tenant: 'alpha' | 'beta', passwordForm: PasswordForm = 'cleartext') {
  const { role, newPassword } = await t.run(freeradius, 'enable', { passwordForm }, at(tenant));
  await eventually('the logins are copied', async () => {
    await t.settle();
    return (await t.run(freeradius, 'status', {}, at(tenant))).copiedAt;
  });
  return { role, password: newPassword! };
}
const move = () => moveInbox({ pool: t.db.pools.system, log: t.kernel.log, nowMs: Date.now, move: moveForeign });

const login: Record<string, { username: string; id: string; subscriptionId: string }> = {};
let alpha: pg.Client;
let beta: pg.Client;
let alphaAccess: { role: string; password: string };

beforeAll(async () => {
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule, freeradiusModule, tenantsModule]);
  await t.startEngine();
  for (const [i, tenant] of (['alpha', 'beta'] as const).entries()) {
    const caller = at(tenant);
    const { id: customerId } = await t.run(
      customers,
      'create',
      { name: 'Ada', serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' } },
      caller,
    );
    const subscriptionId = crypto.randomUUID();
    const made = await t.kernel.run(
      { ...caller, actor: { ...caller.actor, kind: 'system' } },
      radius,
      'createAccount',
      {
        ...{ username: `${tenant}@example.net`, password: `password of ${tenant}`, subscriptionId, customerId },
        ...{ downloadKbps: 50_000, uploadKbps: 10_000 },
      },
    );
    login[tenant] = { username: made.username, id: made.id, subscriptionId };
    await t.run(
      radius,
      'createNas',
      { name: `bng-${tenant}`, address: `192.0.2.${i + 1}`, vendor: 'mikrotik', sharedSecret: `secret of ${tenant}` },
      caller,
    );
  }
  alphaAccess = await enable('alpha');
  const betaAccess = await enable('beta');
  alpha = await connect(alphaAccess.role, alphaAccess.password);
  beta = await connect(betaAccess.role, betaAccess.password);
}, 60_000);

const readable = [
  'nas',
  'radacct',
  'radcheck',
  'radgroupcheck',
  'radgroupreply',
  'radpostauth',
  'radreply',
  'radusergroup',
];
const all = async (client: pg.Client) =>
  JSON.stringify(await Promise.all(readable.map(async (view) => (await client.query(`select * from ${view}`)).rows)));

describe('the role of FreeRADIUS', () => {
  it('reads the tables of the documentation, of its own provider', async () => {
    const rows = async (text: string) => (await alpha.query(text)).rows;
    expect(await rows('select username, attribute, op, value from radcheck')).toEqual([
      { username: 'alpha@example.net', attribute: 'Cleartext-Password', op: ':=', value: 'password of alpha' },
    ]);
    expect(await rows('select nasname, shortname, type, secret, require_ma from nas')).toEqual([
      { nasname: '192.0.2.1', shortname: 'bng-alpha', type: 'mikrotik', secret: 'secret of alpha', require_ma: 'yes' },
    ]);
    expect(await rows(`select value from radreply where attribute = 'Class'`)).toEqual([
      { value: `0x646d${login['alpha']!.id.replaceAll('-', '')}` },
    ]);
    const groups = await rows('select groupname, nastype from radusergroup order by nastype');
    expect(groups.map(({ nastype }) => nastype)).toContain('mikrotik');
    const { groupname } = groups.find(({ nastype }) => nastype === 'mikrotik')!;
    expect(
      (await alpha.query('select attribute, value from radgroupreply where groupname = $1', [groupname])).rows,
    ).toEqual([{ attribute: 'Mikrotik-Rate-Limit', value: '10000k/50000k' }]);
    expect(
      (await alpha.query('select attribute, op, value from radgroupcheck where groupname = $1', [groupname])).rows,
    ).toEqual([{ attribute: 'Huntgroup-Name', op: '==', value: 'mikrotik' }]);
  });

  it('sees nothing of another provider, whatever it sets', async () => {
    expect(await all(alpha)).not.toContain('beta');
    expect(await all(beta)).not.toContain('alpha');
    await alpha.query(`select set_config('app.tenant_id', $1, false)`, [t.beta.id]);
    await alpha.query(`set search_path = freeradius, public`);
    const seen = await all(alpha);
    expect(seen).not.toContain('beta');
    expect(seen).toContain('password of alpha');
    await alpha.query('reset app.tenant_id');
    await expect(alpha.query('set session authorization dotmac_app')).rejects.toMatchObject({ code: '42501' });
    for (const role of [
      'dotmac_app',
      'dotmac_system',
      'dotmac_view',
      'dotmac_owner',
      `freeradius_${t.beta.id.replaceAll('-', '')}`,
    ])
      await expect(alpha.query(`set role ${role}`), role).rejects.toMatchObject({ code: '42501' });
  });

  it('is refused every other table, and every write but its records', async () => {
    const { rows } = await t.db.owner.query<{ schema: string; name: string; view: boolean }>(`
      select n.nspname as schema, c.relname as name, c.relkind = 'v' as view from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`);
    const others = rows.filter(({ schema }) => schema !== 'freeradius');
    expect(others.length).toBeGreaterThan(60);
    for (const { schema, name, view } of others)
      for (const text of view ? ['select * from'] : ['select * from', 'delete from'])
        await expect(alpha.query(`${text} "${schema}"."${name}"`), `${text} ${schema}.${name}`).rejects.toMatchObject({
          code: '42501',
        });
    expect(
      rows
        .filter(({ schema }) => schema === 'freeradius')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(readable);
    for (const view of readable)
      for (const text of [`delete from ${view}`, `update ${view} set username = 'x'`, `truncate ${view}`])
        await expect(alpha.query(text), text).rejects.toMatchObject({
          code: expect.stringMatching(/42501|42703|42809|55000/),
        });
    for (const view of readable.filter((name) => name !== 'radacct' && name !== 'radpostauth'))
      await expect(alpha.query(`insert into ${view} default values`), view).rejects.toMatchObject({
        code: expect.stringMatching(/42501|55000/),
      });
    for (const call of ['grant_access(null)', 'revoke_access()', `nas_of('x', 'y')`, `account_of(null, 'x', 'y')`])
      await expect(alpha.query(`select freeradius.${call}`), call).rejects.toMatchObject({ code: '42501' });
    await expect(alpha.query('create table freeradius.mine ()')).rejects.toMatchObject({ code: '42501' });
    await expect(alpha.query('create table public.mine ()')).rejects.toMatchObject({ code: '42501' });
  });

  it('cannot learn other rows by a function that leaks what it is shown', async () => {
    await alpha.query(`create function pg_temp.leak(text) returns boolean language plpgsql cost 0.0000001 as
      $$ begin if $1 like '%beta%' then raise exception 'leaked %', $1; end if; return true; end $$`);
    for (const [view, column] of [
      ['radcheck', 'value'],
      ['nas', 'secret'],
      ['radacct', 'username'],
      ['radpostauth', 'username'],
      ['radgroupreply', 'value'],
    ])
      await expect(alpha.query(`select * from ${view} where pg_temp.leak(${column})`)).resolves.toBeTruthy();
  });

  it('cannot write for a NAS of another provider', async () => {
    await expect(
      alpha.query(
        `insert into radacct (nasshortname, acctsessionid, username, acctstatustype) values ('bng-beta', 's', 'x', 'Start')`,
      ),
    ).rejects.toThrow(/knows no NAS bng-beta/);
    await expect(
      alpha.query(`insert into radpostauth (nasshortname, username, reply) values ('bng-beta', 'x', 'Access-Accept')`),
    ).rejects.toThrow(/knows no NAS/);
  });
});

describe('an insert into radacct with the columns of the documentation', () => {
  it('becomes a session, which the view then shows', async () => {
    const insert = (more: string, values: string) =>
      alpha.query(
        `insert into radacct (acctsessionid, username, nasipaddress, acctstarttime, acctupdatetime, framedipaddress, acctinputoctets, acctoutputoctets ${more})
         values ('tool-1', 'alpha@example.net', '192.0.2.1', now() - interval '10 minutes', now(), '10.0.0.1' ${values})`,
      );
    await insert(', acctsessiontime', ', 0, 0, 0');
    await insert(', acctsessiontime', ', 5000000000, 9000000000, 600');
    await insert(
      ', acctsessiontime, acctstoptime, acctterminatecause',
      `, 5000000001, 9000000001, 700, now(), 'Lost-Carrier'`,
    );
    expect(await move()).toBe(3);
    const { rows } = await alpha.query('select * from radacct');
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      ...{
        acctsessionid: 'tool-1',
        nasipaddress: '192.0.2.1',
        acctsessiontime: 700,
        acctterminatecause: 'Lost-Carrier',
      },
      ...{ acctinputoctets: 5000000001, acctoutputoctets: 9000000001, framedipaddress: '10.0.0.1' },
      class: `0x646d${login['alpha']!.id.replaceAll('-', '')}`,
    });
    expect(rows[0].acctstoptime).not.toBeNull();
    expect((await beta.query('select * from radacct')).rows).toEqual([]);
    expect((await t.run(freeradius, 'status', {})).lastAccountingAt).not.toBeNull();
  });

  it('that makes no sense is left out without holding up those after it', async () => {
    const before = (await t.db.owner.query('select count(*)::int as n from radius_session')).rows[0].n;
    await alpha.query(
      `insert into radacct (acctstatustype, acctsessionid, username, nasshortname, framedipv6prefix, acctinputoctets, callingstationid)
       values ('Nonsense', 'a', 'x', 'bng-alpha', null, -5, null), ('Start', '', 'x', 'bng-alpha', null, null, repeat('é', 300)),
         ('Start', 'good', 'alpha@example.net', 'bng-alpha', '2001:db8::/64', null, null)`,
    );
    for (let tries = 0; tries < 3; tries++) await move();
    expect((await t.db.owner.query('select count(*)::int as n from freeradius_inbox')).rows[0].n).toBe(0);
    expect((await t.db.owner.query('select count(*)::int as n from radius_session')).rows[0].n).toBe(before + 1);
  });

  it('waits when the database refuses for a reason of its own', async () => {
    await alpha.query(
      `insert into radacct (acctstatustype, acctsessionid, username, nasshortname) values ('Start', 'later', 'alpha@example.net', 'bng-alpha')`,
    );
    const full = () => Promise.reject(Object.assign(new Error('No space left on device'), { code: '53100' }));
    const options = { pool: t.db.pools.system, log: t.kernel.log, nowMs: Date.now };
    await expect(moveInbox({ ...options, move: full })).rejects.toThrow('No space left');
    const waiting = async () => (await t.run(freeradius, 'status', {})).waiting;
    expect(await waiting()).toBe(1);
    expect(await move()).toBe(1);
    expect(await waiting()).toBe(0);
    expect((await alpha.query(`select * from radacct where acctsessionid = 'later'`)).rows).toHaveLength(1);
  });
});

describe('what is copied', () => {
  it('follows the login, and a group that nobody is in any more is gone', async () => {
    const { subscriptionId } = login['alpha']!;
    const system = { ...at('alpha'), actor: { ...at('alpha').actor, kind: 'system' as const } };
    const speed = async () => {
      await t.settle();
      return (await alpha.query(`select value from radgroupreply where attribute = 'Mikrotik-Rate-Limit'`)).rows;
    };
    await t.kernel.run(system, radius, 'setAccountSpeed', { subscriptionId, downloadKbps: 70_000, uploadKbps: 7000 });
    expect(await speed()).toEqual([{ value: '7000k/70000k' }]);
    await t.kernel.run(system, radius, 'setAccountState', { subscriptionId, state: 'suspended' });
    // Not copied yet: rather unknown than let in.
    expect((await alpha.query('select * from radcheck')).rows).toEqual([]);
    await t.settle();
    const checks = (await alpha.query('select attribute, value from radcheck order by id')).rows;
    expect(checks).toContainEqual({ attribute: 'Auth-Type', value: 'Reject' });
    expect((await alpha.query('select attribute from radreply')).rows).toEqual([{ attribute: 'Reply-Message' }]);
    expect(await speed()).toEqual([]);
    await t.kernel.run(system, radius, 'setAccountState', { subscriptionId, state: 'active' });
    expect(await speed()).toEqual([{ value: '7000k/70000k' }]);
  });

  it('has no clear password when the provider chose hashes', async () => {
    for (const form of ['nt_hash', 'salted_hash'] as const) {
      await enable('alpha', form);
      const { rows } = await t.db.owner.query('select freeradius_login::text as line from freeradius_login');
      expect(JSON.stringify(rows), form).not.toContain('password of alpha');
      expect((await alpha.query('select attribute from radcheck')).rows).toHaveLength(1);
    }
  });

  it('is in no event, audit entry or answer but the one that set it', async () => {
    const { password } = await enable('alpha', 'cleartext');
    for (const table of ['outbox', 'audit_entry', 'freeradius_access', 'step_done']) {
      const { rows } = await t.db.owner.query(`select x::text as line from ${table} x`);
      const text = JSON.stringify(rows);
      expect(rows.length, table).toBeGreaterThan(0);
      for (const secret of [password, 'password of alpha', 'secret of alpha'])
        expect(text, table).not.toContain(secret);
    }
    expect(await t.run(freeradius, 'status', {})).not.toHaveProperty('newPassword');
  });
});

describe('access', () => {
  it('ends for the old password when it is replaced', async () => {
    const { role, newPassword } = await t.run(freeradius, 'rotatePassword', {});
    await connect(role, newPassword!);
    await expect(connect(role, alphaAccess.password)).rejects.toMatchObject({ code: '28P01' });
  });

  it('ends when it is disabled, at once for those connected too, and what was copied is gone', async () => {
    const { role, newPassword } = await t.run(freeradius, 'rotatePassword', {});
    await t.run(freeradius, 'disable', {});
    await expect(connect(role, newPassword!)).rejects.toMatchObject({ code: /28/ });
    await expect(alpha.query('select * from freeradius.radcheck')).rejects.toMatchObject({ code: '42501' });
    const left = await t.db.owner.query(
      `select (select count(*) from freeradius_login where tenant_id = $1) + (select count(*) from freeradius_nas where tenant_id = $1)
        + (select count(*) from freeradius_group where tenant_id = $1) as n`,
      [t.alpha.id],
    );
    expect(Number(left.rows[0].n)).toBe(0);
    // The other provider's goes on.
    expect((await beta.query('select * from radcheck')).rows).toHaveLength(1);
    await t.kernel.run({ ...at('alpha'), actor: { ...at('alpha').actor, kind: 'system' } }, radius, 'setAccountSpeed', {
      subscriptionId: login['alpha']!.subscriptionId,
      downloadKbps: 1000,
      uploadKbps: 1000,
    });
    await t.settle();
    expect((await t.db.owner.query('select * from freeradius_login where tenant_id = $1', [t.alpha.id])).rows).toEqual(
      [],
    );
    await expect(t.run(freeradius, 'rotatePassword', {})).rejects.toMatchObject({ code: 'conflict' });
    await expect(t.run(freeradius, 'disable', {})).rejects.toMatchObject({ code: 'conflict' });
    const again = await enable('alpha');
    const back = await connect(again.role, again.password);
    expect((await back.query('select value from radcheck')).rows).toEqual([{ value: 'password of alpha' }]);
  });
});
