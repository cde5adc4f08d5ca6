import type { Pool } from 'pg';
import type { Clock } from '../clock.ts';
import type { Tenant } from '../context.ts';

interface TenantRow {
  id: string;
  slug: string;
  name: string;
  currency: string;
  time_zone: string;
  country: string;
  locale: string;
  status: Tenant['status'];
  network_on: boolean;
}

export interface TenantDirectory {
  byId(id: string): Promise<Tenant | null>;
  bySlug(slug: string): Promise<Tenant | null>;
  /** The provider that has proven to own a host name. */
  byDomain(host: string): Promise<Tenant | null>;
  /** Ids of tenants whose schedules run: suspended ones included, for their subscribers may stay online. */
  activeIds(): Promise<string[]>;
  closedIds(): Promise<string[]>;
  /** Forget what is remembered, after a tenant has changed. */
  forget(): void;
}

const rememberMs = 5_000;
const columns = 'id, slug, name, currency, time_zone, country, locale, status, network_on';
const toTenant = ({ time_zone, network_on, ...row }: TenantRow): Tenant => ({
  ...row,
  timeZone: time_zone,
  networkOn: network_on,
});

/** The tenants of the installation, remembered for five seconds. */
export function tenantDirectory(system: Pool, clock: Clock): TenantDirectory {
  let known = new Map<string, { tenant: Tenant | null; atMs: number }>();
  const verified = '(select owner_id from verified_domain where domain = $1)';
  const conditions = { id: 'id = $1', slug: 'slug = $1', domain: `id = ${verified}` };
  async function find(value: string, by: keyof typeof conditions): Promise<Tenant | null> {
    const key = `${by} ${value}`;
    const hit = known.get(key);
    if (hit && Math.abs(clock.nowMs() - hit.atMs) < rememberMs) return hit.tenant;
    const { rows } = await system.query<TenantRow>(`select ${columns} from tenant where ${conditions[by]}`, [value]);
    const tenant = rows[0] ? toTenant(rows[0]) : null;
    known.set(key, { tenant, atMs: clock.nowMs() });
    return tenant;
  }
  return {
    byId: (id) => find(id, 'id'),
    bySlug: (slug) => find(slug, 'slug'),
    byDomain: (host) => find(host.toLowerCase(), 'domain'),
    activeIds: async () =>
      (await system.query<{ id: string }>(`select id from tenant where status <> 'closed' order by id`)).rows.map(
        (r) => r.id,
      ),
    closedIds: async () =>
      (await system.query<{ id: string }>(`select id from tenant where status = 'closed' order by id`)).rows.map(
        (r) => r.id,
      ),
    forget: () => {
      known = new Map();
    },
  };
}
