import { createHash } from 'node:crypto';
import type pg from 'pg';
import { platformTenantId } from '../ids.ts';
import { databaseRoles, type Privilege, registeredTables, type TableMeta, type TenantTableMeta } from './registry.ts';
import { viewRole } from './roles.ts';

/** Schemas of the sign-in realms; `dotmac_auth` reads and writes them, nobody else does. */
export const authSchemas = ['auth_isp', 'auth_platform', 'auth_customer', 'auth_partner', 'auth_tenant'] as const;
/** Schema of the durable engine's records. */
export const durableSchema = 'dbos';
/** Schema of views without personal columns, for the platform door. */
export const viewSchema = 'platform_view';

const managedRoles = [...databaseRoles, viewRole];
const ofTenant = `tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid`;

interface Policy {
  name: string;
  text: string;
}

function policiesOf(meta: TenantTableMeta): Policy[] {
  const both = (name: string, head: string, condition: string): Policy => ({
    name,
    text: `${head} USING (${condition}) WITH CHECK (${condition})`,
  });
  const policies = [both('tenant_isolation', 'FOR ALL TO dotmac_app', ofTenant)];
  if (meta.customerOwned)
    policies.push(
      both(
        'customer_isolation',
        'AS RESTRICTIVE FOR ALL TO dotmac_app',
        `current_setting('app.audience', true) IS DISTINCT FROM 'customer' OR "${meta.customerOwned}" = nullif(current_setting('app.customer_id', true), '')::uuid`,
      ),
    );
  if (meta.platformAccess === 'shared') policies.push(both('platform_shared', 'FOR ALL TO dotmac_platform', 'true'));
  else if (meta.platformAccess === 'reads')
    policies.push({ name: 'platform_reads', text: 'FOR SELECT TO dotmac_platform USING (true)' });
  else if (meta.platformAccess)
    policies.push(
      both('platform_isolation', 'FOR ALL TO dotmac_platform', `tenant_id = '${platformTenantId}' AND ${ofTenant}`),
    );
  if (meta.systemAccess === 'read')
    policies.push({ name: 'system_access', text: 'FOR SELECT TO dotmac_system USING (true)' });
  if (meta.systemAccess === 'write') policies.push(both('system_access', 'FOR ALL TO dotmac_system', 'true'));
  policies.push({ name: 'platform_views', text: `FOR SELECT TO ${viewRole} USING (true)` });
  return policies.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Privileges a table's declaration amounts to, as sorted `role:privilege`. */
function grantsOf(meta: TableMeta): string[] {
  const grants: string[] = [];
  const add = (role: string, privileges: readonly Privilege[]) =>
    grants.push(...privileges.map((privilege) => `${role}:${privilege}`));
  if (meta.kind === 'platform') {
    for (const role of databaseRoles) add(role, meta.grants[role] ?? []);
    add(viewRole, ['select']);
    return grants.sort();
  }
  const write: Privilege[] = meta.appendOnly ? ['select', 'insert'] : ['select', 'insert', 'update', 'delete'];
  add('dotmac_app', write);
  if (meta.platformAccess) add('dotmac_platform', meta.platformAccess === 'reads' ? ['select'] : write);
  if (meta.systemAccess) add('dotmac_system', meta.systemAccess === 'write' ? write : ['select']);
  add(viewRole, ['select']);
  return grants.sort();
}

interface CatalogTable {
  name: string;
  has_tenant: boolean;
  key: string[] | null;
  rls: boolean;
  forced: boolean;
  policies: string[];
  policy_state: string | null;
  policy_mark: string | null;
  grants: string[];
  column_grants: boolean;
}

const policyState = (relation: string) => `(
  select md5(string_agg(concat_ws('/', polname, polcmd, polpermissive, polroles::regrole[]::text,
    pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)), '|' order by polname))
  from pg_policy where polrelid = ${relation})`;

const catalogQuery = `
  select c.relname as name, c.relrowsecurity as rls, c.relforcerowsecurity as forced,
    exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped) as has_tenant,
    (select array_agg(a.attname::text order by k.place) from pg_index i
      cross join lateral unnest(i.indkey::int2[]) with ordinality k(attnum, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where i.indrelid = c.oid and i.indisprimary) as key,
    (select coalesce(array_agg(polname::text), '{}') from pg_policy where polrelid = c.oid) as policies,
    ${policyState('c.oid')} as policy_state,
    (select obj_description(p.oid, 'pg_policy') from pg_policy p where p.polrelid = c.oid and p.polname = 'tenant_isolation') as policy_mark,
    (select coalesce(array_agg(format('%s:%s', coalesce(r.rolname, 'public'), lower(x.privilege_type))
        order by format('%s:%s', coalesce(r.rolname, 'public'), lower(x.privilege_type)) collate "C"), '{}')
      from aclexplode(c.relacl) x left join pg_roles r on r.oid = x.grantee
      where x.grantee = 0 or r.rolname = any($1)) as grants,
    exists (select 1 from pg_attribute a, aclexplode(a.attacl) x left join pg_roles r on r.oid = x.grantee
      where a.attrelid = c.oid and (x.grantee = 0 or r.rolname = any($1))) as column_grants
  from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
    and not exists (select 1 from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  order by c.relname`;

/** References between tenant tables that a row of one tenant could use to point at another's. */
const looseReferences = `
  select conname as name, conrelid::regclass::text as from_table from pg_constraint f
  where contype = 'f' and connamespace = 'public'::regnamespace
    and exists (select 1 from pg_attribute a where a.attrelid = confrelid and a.attname = 'tenant_id')
    and exists (select 1 from pg_attribute a where a.attrelid = conrelid and a.attname = 'tenant_id')
    and (select attname from pg_attribute where attrelid = conrelid and attnum = conkey[1]) <> 'tenant_id'`;

/** What is wrong with the tables as a whole; a migration that leaves any of it does not complete. */
function problems(catalog: CatalogTable[]): string[] {
  const found: string[] = [];
  const existing = new Map(catalog.map((table) => [table.name, table]));
  for (const table of catalog) {
    const meta = registeredTables.get(table.name);
    if (table.has_tenant && meta?.kind !== 'tenant')
      found.push(`${table.name} has tenant_id but is not declared with tenantTable()`);
    if (table.has_tenant && table.key?.[0] !== 'tenant_id')
      found.push(`the primary key of ${table.name} does not start with tenant_id`);
  }
  for (const meta of registeredTables.values()) {
    if (!existing.has(meta.name))
      found.push(`${meta.name} is declared but no migration creates it; run npm run db:rebase`);
    else if (meta.kind === 'tenant' && !existing.get(meta.name)?.has_tenant)
      found.push(`${meta.name} is declared with tenantTable() but has no tenant_id`);
  }
  return found;
}

function policyStatements(meta: TenantTableMeta, table: CatalogTable): string[] {
  const wanted = policiesOf(meta);
  const sign = createHash('sha256').update(JSON.stringify(wanted)).digest('hex').slice(0, 24);
  const statements: string[] = [];
  if (!table.rls) statements.push(`ALTER TABLE public."${meta.name}" ENABLE ROW LEVEL SECURITY`);
  if (!table.forced) statements.push(`ALTER TABLE public."${meta.name}" FORCE ROW LEVEL SECURITY`);
  // The mark holds what was asked for and what the catalog then said, so a policy changed by hand is put back too.
  if (table.policy_mark === `${sign}:${table.policy_state}`) return statements;
  for (const name of table.policies) statements.push(`DROP POLICY "${name}" ON public."${meta.name}"`);
  for (const { name, text } of wanted) statements.push(`CREATE POLICY ${name} ON public."${meta.name}" ${text}`);
  statements.push(`DO $mark$ BEGIN EXECUTE format('COMMENT ON POLICY tenant_isolation ON public."${meta.name}" IS %L',
    '${sign}:' || ${policyState(`'public."${meta.name}"'::regclass`)}); END $mark$`);
  return statements;
}

function grantStatements(name: string, wanted: string[], table: CatalogTable): string[] {
  if (!table.column_grants && wanted.join() === table.grants.join()) return [];
  const byRole = Map.groupBy(wanted, (grant) => grant.slice(0, grant.indexOf(':')));
  return [
    `REVOKE ALL ON public."${name}" FROM PUBLIC, ${managedRoles.join(', ')}`,
    ...[...byRole].map(
      ([role, grants]) =>
        `GRANT ${grants.map((g) => g.slice(g.indexOf(':') + 1)).join(', ')} ON public."${name}" TO ${role}`,
    ),
  ];
}

const schemaStatements = [
  'REVOKE CREATE ON SCHEMA public FROM PUBLIC',
  `GRANT USAGE ON SCHEMA public TO ${managedRoles.join(', ')}`,
  'GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO dotmac_app, dotmac_system, dotmac_platform',
  ...authSchemas.flatMap((schema) => [
    `CREATE SCHEMA IF NOT EXISTS ${schema}`,
    `GRANT USAGE ON SCHEMA ${schema} TO dotmac_auth`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO dotmac_auth`,
    `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${schema} TO dotmac_auth`,
  ]),
  `GRANT USAGE ON SCHEMA ${durableSchema} TO dotmac_system`,
  `GRANT ALL ON ALL TABLES IN SCHEMA ${durableSchema} TO dotmac_system`,
  `GRANT USAGE ON ALL SEQUENCES IN SCHEMA ${durableSchema} TO dotmac_system`,
  `GRANT EXECUTE ON ALL ROUTINES IN SCHEMA ${durableSchema} TO dotmac_system`,
  `CREATE SCHEMA IF NOT EXISTS ${viewSchema}`,
  `GRANT USAGE, CREATE ON SCHEMA ${viewSchema} TO ${viewRole}`,
  `GRANT USAGE ON SCHEMA ${viewSchema} TO dotmac_platform, dotmac_system`,
  // Views run with their owner's rights; this owner can read every row and nobody can be it.
  `DO $views$ DECLARE v record; BEGIN
    FOR v IN SELECT c.oid::regclass AS name FROM pg_class c WHERE c.relnamespace = '${viewSchema}'::regnamespace AND c.relkind = 'v'
        AND c.relowner <> '${viewRole}'::regrole LOOP
      EXECUTE format('ALTER VIEW %s OWNER TO ${viewRole}', v.name);
    END LOOP;
  END $views$`,
  `GRANT SELECT ON ALL TABLES IN SCHEMA ${viewSchema} TO dotmac_platform`,
];

/** A view of every row's id, whose it is and of what table, so that the platform's staff can tell where an id belongs. */
function knownIds(catalog: CatalogTable[]): string[] {
  const withId = catalog.filter(
    (t) => registeredTables.get(t.name)?.kind === 'tenant' && t.key?.join() === 'tenant_id,id',
  );
  if (withId.length === 0) return [];
  const selects = withId.map(
    ({ name }) => `SELECT tenant_id AS provider_id, id, '${name}'::text AS kind FROM public."${name}"`,
  );
  return [
    `DROP VIEW IF EXISTS ${viewSchema}.known_id`,
    `CREATE VIEW ${viewSchema}.known_id AS ${selects.join(' UNION ALL ')}`,
    `ALTER VIEW ${viewSchema}.known_id OWNER TO ${viewRole}`,
    `GRANT SELECT ON ${viewSchema}.known_id TO dotmac_platform`,
  ];
}

/**
 * Brings policies, grants and schemas in line with the declared tables: forced row-level security on every table with
 * `tenant_id`, default deny for every other. Only what differs is touched. Runs in the caller's transaction.
 * @throws Error naming every table that breaks a rule; nothing is changed then
 */
export async function applyTenancy(owner: pg.Client): Promise<void> {
  const { rows: catalog } = await owner.query<CatalogTable>(catalogQuery, [managedRoles]);
  const { rows: loose } = await owner.query<{ name: string; from_table: string }>(looseReferences);
  const found = [
    ...problems(catalog),
    ...loose.map((r) => `the reference ${r.name} of ${r.from_table} does not start with tenant_id`),
  ];
  if (found.length > 0) throw new Error(`Tables break the tenancy rules: ${found.join('; ')}.`);

  const statements = [...schemaStatements];
  for (const table of catalog) {
    const meta = registeredTables.get(table.name);
    if (meta?.kind === 'tenant') statements.push(...policyStatements(meta, table));
    statements.push(...grantStatements(table.name, meta ? grantsOf(meta) : [], table));
  }
  statements.push(...knownIds(catalog));
  await owner.query(statements.join(';\n'));
}
