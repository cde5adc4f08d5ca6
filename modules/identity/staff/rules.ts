import type { PermissionUse } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';

type Catalogue = ReadonlyMap<string, Pick<PermissionUse, 'doors'>>;

export interface BuiltInRole {
  key: string;
  name: string;
  description: string;
  /** Permissions and wildcards; `reads` stands for everything that only reads. */
  grants: readonly string[] | 'reads';
}

/** Come with every tenant. Their permissions live here, so that they grow with the product. */
export const builtInRoles: readonly BuiltInRole[] = [
  { key: 'administrator', name: 'Administrator', description: 'Everything, including who may do what.', grants: ['*'] },
  {
    key: 'care',
    name: 'Care',
    description: 'Looks after subscribers: their data, services, sessions and mail.',
    grants: [
      'customers.customer:read',
      'customers.customer:write',
      'customers.portal:write',
      'customers.portal-visit:read',
      'customers.portal-visit:write',
      'catalog.plan:read',
      'billing.subscription:read',
      'billing.subscription:write',
      'billing.invoice:read',
      'network.radius:read',
      'network.radius-session:manage',
      'network.ip:read',
      'communications.mail:read',
      'fulfilment.workflow:read',
      'support.ticket:*',
      'support.notice:*',
      'platform.note:*',
      'platform.file:*',
    ],
  },
  {
    key: 'billing',
    name: 'Billing',
    description: 'Plans, subscriptions, invoices and payments.',
    grants: [
      'billing.*',
      'catalog.*',
      'customers.*',
      'communications.mail:read',
      'fulfilment.workflow:read',
      'support.ticket:*',
      'support.notice:*',
      'platform.note:*',
      'platform.file:*',
    ],
  },
  {
    key: 'noc',
    name: 'NOC',
    description: 'Runs the network: addresses, RADIUS, sessions and provisioning.',
    grants: [
      'network.*',
      'fulfilment.*',
      'customers.customer:read',
      'catalog.plan:read',
      'billing.subscription:read',
      'support.ticket:*',
      'support.notice:*',
      'platform.note:*',
      'platform.file:*',
    ],
  },
  {
    key: 'read-only',
    name: 'Read-only',
    description: 'Sees everything but passwords and changes nothing.',
    grants: 'reads',
  },
];

/** Roles of the platform's own staff. */
export const platformRoles: readonly BuiltInRole[] = [
  { key: 'operator', name: 'Operator', description: 'Everything at the platform door.', grants: ['*'] },
  {
    key: 'observer',
    name: 'Observer',
    description: 'Sees everything at the platform door and changes nothing.',
    grants: 'reads',
  },
];

const everyRole = new Map([...builtInRoles, ...platformRoles].map((role) => [role.key, role]));

/** Reading these reveals a secret, so they are not part of "may look at everything". */
const revealing = new Set(['network.radius-password:read', 'communications.credential-mail:read']);

/** Names of the catalogue that mean something at a door. */
export const offeredAt = (catalogue: Catalogue, door: Door): string[] =>
  [...catalogue].filter(([, use]) => use.doors.has(door)).map(([name]) => name);

/** What a role grants: its own permissions, or those of the built-in role it is. */
export function grantsOf(
  role: { key: string | null; permissions: readonly string[] },
  catalogue: Catalogue,
  door: Door,
): readonly string[] {
  const builtIn = role.key ? everyRole.get(role.key) : undefined;
  if (!builtIn) return role.permissions;
  if (builtIn.grants === 'reads')
    return offeredAt(catalogue, door).filter((name) => name.endsWith(':read') && !revealing.has(name));
  return builtIn.grants;
}

/** The union of several roles, sorted; `*` swallows the rest. */
export function unionOf(grants: readonly (readonly string[])[]): string[] {
  const all = new Set(grants.flat());
  return all.has('*') ? ['*'] : [...all].sort();
}

/** Permissions or wildcards that no operation of the door asks for. */
export function unknownPermissions(permissions: readonly string[], catalogue: Catalogue, door: Door): string[] {
  const offered = offeredAt(catalogue, door);
  return permissions.filter((p) =>
    p.endsWith('*') ? !offered.some((name) => name.startsWith(p.slice(0, -1))) : !offered.includes(p),
  );
}

/** What a person would hand out without holding it. A wildcard is held only by a wildcard at least as wide. */
export const notHeld = (permissions: readonly string[], holder: { has(permission: string): boolean }): string[] =>
  permissions.filter((p) => !holder.has(p));

export type MemberStatus = 'invited' | 'active' | 'disabled';
interface Move {
  from: readonly MemberStatus[];
  to: MemberStatus;
  otherwise: string;
}
/** What may happen to a member, and why not otherwise. */
export const memberMoves = {
  disable: { from: ['active', 'invited'], to: 'disabled', otherwise: 'This colleague is locked out already.' },
  enable: { from: ['disabled'], to: 'active', otherwise: 'This colleague is not locked out.' },
  resend: { from: ['invited'], to: 'invited', otherwise: 'This invitation was accepted or withdrawn already.' },
} as const satisfies Record<string, Move>;

/** Undefined when allowed, else the reason. */
export const memberRefusal = (move: keyof typeof memberMoves, status: MemberStatus): string | undefined =>
  (memberMoves[move].from as readonly MemberStatus[]).includes(status) ? undefined : memberMoves[move].otherwise;
