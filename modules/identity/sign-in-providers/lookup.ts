import type { Pool } from 'pg';

export interface Offered {
  id: string;
  tenantId: string;
  kind: 'oidc' | 'saml';
  name: string;
}
const columns = 'id, tenant_id as "tenantId", kind, name';

/** Providers before anybody has signed in, when no tenant is known yet. @param system pool of `dotmac_system` */
export const providerLookup = (system: Pool) => ({
  async byId(id: string): Promise<Offered | null> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return null;
    const { rows } = await system.query<Offered>(
      `select ${columns} from sign_in_provider where id = $1 and is_enabled`,
      [id],
    );
    return rows[0] ?? null;
  },
  /** Those that speak for the domain of an address; whether the address is known to anybody stays untold. */
  async byDomain(domain: string): Promise<Offered[]> {
    const { rows } = await system.query<Offered>(
      `select ${columns} from sign_in_provider where domains @> to_jsonb($1::text) and is_enabled order by name, id limit 20`,
      [domain],
    );
    return rows;
  },
});
