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
}

export interface TenantDirectory {
  byId(id: string): Promise<Tenant | null>;
  bySlug(slug: string): Promise<Tenant | null>;
  /** Ids of tenants whose schedules run: suspended ones included, for their subscribers stay online. */
  activeIds(): Promise<string[]>;
  /** Forget what is remembered, after a tenant has changed. */
  forget(): void;
}

const rememberMs = 5_000;
const columns = 'id, slug, name, currency, time_zone, country, locale, status';
const toTenant = ({ time_zone, ...row }: TenantRow): Tenant => ({ ...row, timeZone: time_zone });

/** The tenants of the installation, remembered for five seconds. */
export function tenantDirectory(system: Pool, clock: Clock): TenantDirectory {
  let known = new Map<string, { tenant: Tenant | null; atMs: number }>();
  async function find(key: string, where: 'id' | 'slug'): Promise<Tenant | null> {
    const hit = known.get(key);
    if (hit && Math.abs(clock.nowMs() - hit.atMs) < rememberMs) return hit.tenant;
    const { rows } = await system.query<TenantRow>(`select ${columns} from tenant where ${where} = $1`, [key]);
    const tenant = rows[0] ? toTenant(rows[0]) : null;
    known.set(key, { tenant, atMs: clock.nowMs() });
    return tenant;
  }
  return {
    byId: (id) => find(id, 'id'),
    bySlug: (slug) => find(slug, 'slug'),
    activeIds: async () =>
      (await system.query<{ id: string }>('select id from tenant order by id')).rows.map((r) => r.id),
    forget: () => {
      known = new Map();
    },
  };
}
