export const tenantStatuses = ['active', 'suspended', 'closing', 'closed'] as const;
export type TenantStatus = (typeof tenantStatuses)[number];

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

interface Move {
  from: readonly TenantStatus[];
  to: TenantStatus;
  otherwise: string;
}
export const tenantMoves = {
  suspend: { from: ['active'], to: 'suspended', otherwise: 'Only an active provider can be suspended.' },
  resume: { from: ['suspended'], to: 'active', otherwise: 'This provider is not suspended.' },
  beginClosing: { from: ['active', 'suspended'], to: 'closing', otherwise: 'This provider is being closed already.' },
  finishClosing: { from: ['closing'], to: 'closed', otherwise: 'This provider is not being closed.' },
  reopen: { from: ['closing', 'closed'], to: 'active', otherwise: 'This provider is not closed.' },
} as const satisfies Record<string, Move>;
export type TenantMove = keyof typeof tenantMoves;

/** What the platform's staff are told before they suspend a provider; each is enforced. */
export const suspensionEffects = (networkOn: boolean): readonly string[] => [
  'Its staff are locked out within five seconds; API keys are refused too.',
  'Its portal tells subscribers that it is closed for the moment, and lets nobody in.',
  networkOn
    ? 'Its subscribers stay online and may log in to the network.'
    : 'Nobody logs in to its network any more. Who is online stays so until the session ends.',
  'No invoice is issued for it until it is restored.',
  'Nothing is deleted. Restoring it takes all of this back.',
];

/** Undefined when allowed, else the reason. */
export function tenantRefusal(move: TenantMove, status: TenantStatus): string | undefined {
  const { from, otherwise }: Move = tenantMoves[move];
  return from.includes(status) ? undefined : otherwise;
}

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
