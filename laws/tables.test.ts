import { beforeAll, describe, expect, it, vi } from 'vitest';
import { beginStatement } from '#kernel/db/pools.ts';
import { databaseRoles, registeredTables, type TenantTableMeta } from '#kernel/db/registry.ts';
import { loadTables } from '#kernel/db/schema-files.ts';
import { authSchemas, durableSchema, viewSchema } from '#kernel/db/tenancy.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { type Api, startApi } from './testing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Unique keys without `tenant_id`, which a database spread over several servers could not hold, and why. May only shrink. */
const keptOnOneServer: Record<string, string> = {
  nas_address: 'a packet says where it comes from, and not which tenant it is for',
  nas_radsec_identity: 'over RadSec a NAS is known by its certificate alone',
  tenant_pkey: 'a tenant is not in a tenant',
  tenant_slug: 'a tenant is not in a tenant',
  licensing_plan_pkey: 'the price list is the platform’s, the same for every tenant',
  licensing_plan_key: 'the price list is the platform’s, the same for every tenant',
  licensing_plan_version_pkey: 'the price list is the platform’s, the same for every tenant',
  licensing_plan_version_number: 'the price list is the platform’s, the same for every tenant',
  licensing_addon_pkey: 'the price list is the platform’s, the same for every tenant',
  licensing_addon_key: 'the price list is the platform’s, the same for every tenant',
  relay_cursor_pkey: 'the place of the one relay in the stream of all tenants',
  setting_change_pkey: 'a setting of the installation',
  process_heartbeat_role_instance_pk: 'a process, which serves all tenants',
  provider_closure_pkey: 'a tenant is not in a tenant',
  verified_domain_pkey: 'a domain is one provider’s in the whole installation',
  aaa_node_pkey: 'a process, which serves all tenants',
};
/** Tables with `customer_id` of which a subscriber may see every row at the customer door, and why. May only shrink. */
const notCustomerOwned: Record<string, string> = {
  outbox: 'written at every door, with events that concern no subscriber; only the kernel reads it',
};
/** Tables that an ISP at work leaves empty. May only shrink. */
const leftEmpty = ['announcement', 'audit_seal', 'reaction_retry', 'vendor_ticket_note'];

let api: Api;
const owned = async <R extends object>(text: string, values: unknown[] = []): Promise<R[]> =>
  (await api.t.db.owner.query(text, values)).rows;
const tenantTables = () =>
  [...registeredTables.values()].filter((meta): meta is TenantTableMeta => meta.kind === 'tenant');
beforeAll(async () => {
  await loadTables();
  api = await startApi();
});

/** Runs as a role in a transaction that leaves nothing behind. */
async function as<T>(
  role: 'app' | 'system' | 'platform' | 'auth',
  scope: { tenantId: string; audience: string; customerId?: string } | null,
  run: (
    query: (text: string, values?: unknown[]) => Promise<{ rows: Record<string, unknown>[]; rowCount: number | null }>,
  ) => Promise<T>,
): Promise<T> {
  const client = await api.t.db.pools[role].connect();
  try {
    await client.query(
      scope ? beginStatement({ actorId: null, readOnly: false, customerId: null, ...scope }) : 'BEGIN',
    );
    return await run((text, values) => client.query(text, values));
  } finally {
    await client.query('ROLLBACK');
    client.release();
  }
}
const inAlpha = () => ({ tenantId: api.alpha.tenant.id, audience: 'isp' });
const refused = { code: '42501' };

describe('every table with tenant_id', () => {
  it('is declared, and every declared table is there', async () => {
    const tables = await owned<{ name: string; has_tenant: boolean }>(`
      select c.relname as name, exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') as has_tenant
      from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`);
    expect(tables.map((t) => t.name).sort()).toEqual([...registeredTables.keys()].sort());
    for (const { name, has_tenant } of tables)
      expect(registeredTables.get(name)?.kind, name).toBe(has_tenant ? 'tenant' : 'platform');
    expect(tenantTables().length).toBeGreaterThan(35);
  });

  it('has forced row-level security with the tenant’s policy', async () => {
    const tables = await owned<{ name: string; on: boolean; policies: string[] }>(`
      select relname as name, relrowsecurity and relforcerowsecurity as on,
        array(select polname || ' ' || coalesce(pg_get_expr(polqual, polrelid), '') from pg_policy where polrelid = c.oid) as policies
      from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
        and exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')`);
    for (const { name, on, policies } of tables) {
      expect(on, name).toBe(true);
      expect(policies, name).toContainEqual(
        `tenant_isolation (tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)`,
      );
    }
  });

  it('begins its primary key and its references to such tables with tenant_id', async () => {
    const keys = await owned<{ name: string; of: string; columns: string[] }>(`
      select conname as name, conrelid::regclass::text as of,
        array(select attname::text from unnest(conkey) with ordinality k(num, place) join pg_attribute on attrelid = conrelid and attnum = num order by place) as columns
      from pg_constraint c where connamespace = 'public'::regnamespace and contype in ('p', 'f')
        and exists (select 1 from pg_attribute a where a.attrelid = conrelid and a.attname = 'tenant_id')`);
    expect(keys.length).toBeGreaterThan(50);
    for (const { name, of, columns } of keys) expect(columns[0], `${name} of ${of}`).toBe('tenant_id');
  });

  it('could be spread over several servers by tenant_id, for every unique key holds it', async () => {
    const keys = await owned<{ name: string; spread: boolean }>(`
      select c.relname as name, exists (
        select 1 from unnest(i.indkey::int2[]) k(num) join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.num where a.attname = 'tenant_id') as spread
      from pg_index i join pg_class c on c.oid = i.indexrelid
      where c.relnamespace = 'public'::regnamespace and (i.indisunique or i.indisexclusion)`);
    expect(
      keys
        .filter((key) => !key.spread)
        .map((key) => key.name)
        .sort(),
    ).toEqual(Object.keys(keptOnOneServer).sort());
  });

  it('shows a subscriber at the customer door their own rows alone, where rows are somebody’s', async () => {
    const columns = await owned<{ name: string }>(
      `select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = 'public' and column_name = 'customer_id' and table_type = 'BASE TABLE'`,
    );
    const open = columns
      .map((c) => c.name)
      .filter((name) => !tenantTables().find((t) => t.name === name)?.customerOwned);
    expect(open.sort()).toEqual(Object.keys(notCustomerOwned).sort());
    const scope = { tenantId: api.alpha.tenant.id, audience: 'customer', customerId: platformTenantId };
    for (const meta of tenantTables().filter((t) => t.customerOwned)) {
      const seen = await as('app', scope, (query) => query(`select 1 from ${meta.name} limit 1`));
      expect(seen.rows, meta.name).toEqual([]);
    }
  });
});

describe('a row of another tenant', () => {
  it('is in every table, so that what follows says something', async () => {
    // Its rows are taken as soon as the work they stand for begins, so what the fixture left may be gone by now.
    await owned(
      `insert into customer_health_due (tenant_id, customer_id)
       select tenant_id, id from customer where tenant_id = $1 limit 1 on conflict do nothing`,
      [api.beta.tenant.id],
    );
    const empty: string[] = [];
    for (const { name } of tenantTables()) {
      const rows = await owned(`select 1 from ${name} where tenant_id = $1 limit 1`, [api.beta.tenant.id]);
      if (rows.length === 0) empty.push(name);
    }
    expect(empty.sort()).toEqual(leftEmpty);
  });

  it('is not read, changed, removed, taken over or made', async () => {
    for (const { name, appendOnly } of tenantTables())
      await as('app', inAlpha(), async (query) => {
        const theirs = `where tenant_id = '${api.beta.tenant.id}'`;
        expect((await query(`select 1 from ${name} ${theirs}`)).rows, name).toEqual([]);
        expect(
          (await query(`select 1 from ${name} where tenant_id is distinct from $1`, [api.alpha.tenant.id])).rows,
          name,
        ).toEqual([]);
        if (!appendOnly) {
          expect((await query(`update ${name} set tenant_id = tenant_id ${theirs}`)).rowCount, name).toBe(0);
          expect((await query(`delete from ${name} ${theirs}`)).rowCount, name).toBe(0);
        }
        // Every column's own default or nothing: the policy speaks before any constraint does.
        await expect(
          query(`insert into ${name} (tenant_id) values ('${api.beta.tenant.id}')`),
          name,
        ).rejects.toMatchObject(refused);
      });
  });

  it('is there for nobody when no tenant is set', async () => {
    for (const { name } of tenantTables())
      await as('app', null, async (query) => {
        expect((await query(`select 1 from ${name} limit 1`)).rows, name).toEqual([]);
      });
  });

  it('is not the platform’s either', async () => {
    for (const { name, platformAccess } of tenantTables()) {
      const read = as('platform', { tenantId: api.alpha.tenant.id, audience: 'platform' }, (query) =>
        query(`select 1 from ${name} limit 1`),
      );
      if (platformAccess === 'shared' || platformAccess === 'reads') continue;
      if (platformAccess) expect((await read).rows, name).toEqual([]);
      else await expect(read, name).rejects.toMatchObject(refused);
    }
  });
});

describe('what an ISP and the vendor share', () => {
  /** The ISP as the vendor's customer: who deals with it, what it has, owes and asks. May only grow by such. */
  const shared = () => tenantTables().filter((t) => t.platformAccess === 'shared' || t.platformAccess === 'reads');

  it('hangs on no subscriber, neither by a column nor by a reference', async () => {
    expect(shared().map((t) => t.name)).toContain('account_manager');
    const columns = await owned<{ name: string; column: string }>(
      `select table_name as name, column_name as column from information_schema.columns
       where table_schema = 'public' and table_name = any($1) and column_name ~ 'customer|subscriber|subscription_id|radius|session'`,
      [shared().map((t) => t.name)],
    );
    expect(columns).toEqual([]);
    const references = await owned<{ from: string; to: string }>(
      `select conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
       where contype = 'f' and conrelid::regclass::text = any($1)`,
      [shared().map((t) => t.name)],
    );
    expect(references.filter(({ to }) => !shared().some((t) => t.name === to))).toEqual([]);
  });
});

describe('what is only added to', () => {
  it('is never changed or removed, by any role', async () => {
    const kept = tenantTables().filter((t) => t.appendOnly);
    expect(kept.map((t) => t.name)).toEqual(
      expect.arrayContaining(['audit_entry', 'audit_seal', 'outbox', 'invoice', 'invoice_payment']),
    );
    for (const { name } of kept)
      for (const role of ['app', 'system', 'platform', 'auth'] as const)
        for (const statement of [`update ${name} set tenant_id = tenant_id`, `delete from ${name}`, `truncate ${name}`])
          await expect(
            as(role, inAlpha(), (query) => query(statement)),
            `${role}: ${statement}`,
          ).rejects.toMatchObject(refused);
  });
});

describe('the roles of the running system', () => {
  it('own nothing, inherit nothing and pass no row-level security', async () => {
    const roles = await owned(
      `select rolname from pg_roles where rolname = any($1) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)`,
      [[...databaseRoles]],
    );
    expect(roles).toEqual([]);
    const holdings = await owned(
      `
      select r.rolname, 'owns' as what, c.oid::regclass::text as thing from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = any($1)
      union all select r.rolname, 'is member of', g.rolname from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid where r.rolname = any($1)
      union all select r.rolname, 'owns schema', n.nspname from pg_namespace n join pg_roles r on r.oid = n.nspowner where r.rolname = any($1)
      union all select r.rolname, 'owns function', p.proname from pg_proc p join pg_roles r on r.oid = p.proowner where r.rolname = any($1)`,
      [[...databaseRoles]],
    );
    expect(holdings).toEqual([]);
  });

  it('hold on each table what its declaration says, and PUBLIC holds nothing', async () => {
    const grants = await owned<{ name: string; grantee: string; privilege: string }>(`
      select c.relname as name, coalesce(r.rolname, 'PUBLIC') as grantee, lower(x.privilege_type) as privilege
      from pg_class c, aclexplode(c.relacl) x left join pg_roles r on r.oid = x.grantee
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm') and x.grantee <> c.relowner`);
    const all = ['delete', 'insert', 'select', 'update'];
    for (const meta of registeredTables.values()) {
      const of = (grantee: string) =>
        grants
          .filter((g) => g.name === meta.name && g.grantee === grantee)
          .map((g) => g.privilege)
          .sort();
      expect(of('PUBLIC'), meta.name).toEqual([]);
      expect(of('dotmac_auth'), meta.name).toEqual(
        meta.kind === 'platform' ? [...(meta.grants.dotmac_auth ?? [])].sort() : [],
      );
      if (meta.kind === 'platform') {
        for (const role of databaseRoles)
          expect(of(role), `${role} on ${meta.name}`).toEqual([...(meta.grants[role] ?? [])].sort());
        continue;
      }
      const write = meta.appendOnly ? ['insert', 'select'] : all;
      expect(of('dotmac_app'), meta.name).toEqual(write);
      expect(of('dotmac_platform'), meta.name).toEqual(
        meta.platformAccess === 'reads' ? ['select'] : meta.platformAccess ? write : [],
      );
      expect(of('dotmac_system'), meta.name).toEqual(
        meta.systemAccess === 'write' ? write : meta.systemAccess ? ['select'] : [],
      );
    }
  });

  it('reach no schema that is not theirs', async () => {
    const may = async (role: string, schema: string) =>
      (await owned<{ may: boolean }>(`select has_schema_privilege($1, $2, 'usage') as may`, [role, schema]))[0]!.may;
    for (const role of databaseRoles) {
      for (const schema of authSchemas)
        expect(await may(role, schema), `${role} in ${schema}`).toBe(role === 'dotmac_auth');
      expect(await may(role, durableSchema), role).toBe(role === 'dotmac_system');
      expect(await may(role, 'dotmac'), role).toBe(false);
    }
  });
});

/** Texts that the platform's staff see of an ISP, each with why it is about no subscriber. */
const saidOfTenants: Record<string, string> = {
  'known_id.kind': 'the name of a table',
  'reaction_waiting.reaction': 'the name of a reaction',
  'reaction_waiting.event': 'the name of an event',
  'directory.kind': 'one of three words',
  'directory.label': 'e-mail of a member of staff, name of a NAS, host name',
  'directory.detail': 'address of a NAS, or a state',
  'audit_trail.actor_name': 'a member of staff; of subscribers it is empty',
  'audit_trail.door': 'one of five words',
  'audit_trail.actor_kind': 'one of a few words',
  'audit_trail.operation': 'the name of an operation',
  'audit_trail.outcome': 'ok, or a code',
  'audit_trail.subject_type': 'the name of a kind of record',
  'audit_trail.request_id': 'an id',
  'chain_check.problem': 'what is wrong with a link, in words of ours',
  'chain_check.head': 'a hash',
  'tenant_domain.domain': 'a host name of the provider, in the public DNS',
  'tenant_domain.status': 'one of four words',
  'tenant_domain.method': 'one of two words',
};

describe('what the platform sees of tenants', () => {
  it('are counts: its views hold ids, numbers and instants, and no text but what is listed here', async () => {
    const columns = await owned<{ view: string; name: string; type: string }>(
      `select table_name as view, column_name as name, data_type as type from information_schema.columns where table_schema = $1`,
      [viewSchema],
    );
    expect(columns.length).toBeGreaterThan(0);
    const said = columns.filter(({ type }) => type === 'text').map(({ view, name }) => `${view}.${name}`);
    expect(said.filter((column) => !(column in saidOfTenants))).toEqual([]);
    expect(Object.keys(saidOfTenants).filter((column) => !said.includes(column))).toEqual([]);
    for (const { view, name, type } of columns.filter(({ type }) => type !== 'text'))
      expect(
        ['uuid', 'integer', 'bigint', 'numeric', 'boolean', 'timestamp with time zone'],
        `${view}.${name} is ${type}`,
      ).toContain(type);
  });
});
