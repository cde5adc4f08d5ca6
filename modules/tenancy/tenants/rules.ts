export type TenantStatus = 'active' | 'suspended';

/** Names that addresses, tokens and the platform itself use. */
export const reservedSlugs: readonly string[] = [
  'platform',
  'api',
  'admin',
  'www',
  'app',
  'static',
  'customer',
  'partner',
  'tenant',
  'isp',
];

export const tenantMoves = {
  suspend: { from: 'active', to: 'suspended', otherwise: 'This provider is suspended already.' },
  resume: { from: 'suspended', to: 'active', otherwise: 'This provider is not suspended.' },
} as const satisfies Record<string, { from: TenantStatus; to: TenantStatus; otherwise: string }>;

/** Undefined when allowed, else the reason. */
export const tenantRefusal = (move: keyof typeof tenantMoves, status: TenantStatus): string | undefined =>
  tenantMoves[move].from === status ? undefined : tenantMoves[move].otherwise;

/** A short name made of a provider's name: "Hill Wireless Ltd." → `hill-wireless-ltd`. */
export const slugFrom = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
