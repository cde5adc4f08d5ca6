import type { PermissionUse } from '#kernel/context.ts';
import type { managerRoles, managerStatuses, noticeTopics } from './contract.ts';

export type ManagerRole = (typeof managerRoles)[number];
export type ManagerStatus = (typeof managerStatuses)[number];
export type NoticeTopic = (typeof noticeTopics)[number];
type Catalogue = ReadonlyMap<string, Pick<PermissionUse, 'doors'>>;

export const roleNames: Record<ManagerRole, string> = { owner: 'Owner', billing: 'Billing', viewer: 'Viewer' };
export const roleMeanings: Record<ManagerRole, string> = {
  owner: 'Everything in this portal, including who else may enter it.',
  billing: 'Sees everything; plan, payment and tickets are theirs to change.',
  viewer: 'Sees everything and changes nothing but their own account.',
};
export const statusNames: Record<ManagerStatus, string> = {
  invited: 'Invited',
  active: 'Active',
  disabled: 'Locked out',
};

/** What a role may do at the tenant door. Reading is every role's; the rest grows with the product. */
export function grantsOf(role: ManagerRole, catalogue: Catalogue): string[] {
  if (role === 'owner') return ['*'];
  const reads = [...catalogue].flatMap(([name, use]) =>
    use.doors.has('tenant') && name.endsWith(':read') ? [name] : [],
  );
  return role === 'billing'
    ? [...reads, 'account.billing:*', 'account.ticket:*', 'licensing.account:*', 'licensing.billing:*']
    : reads;
}

interface Move {
  from: readonly ManagerStatus[];
  to: ManagerStatus;
  otherwise: string;
}
export const managerMoves = {
  disable: { from: ['active', 'invited'], to: 'disabled', otherwise: 'This account manager is locked out already.' },
  enable: { from: ['disabled'], to: 'active', otherwise: 'This account manager is not locked out.' },
  resend: { from: ['invited'], to: 'invited', otherwise: 'This invitation was accepted or withdrawn already.' },
} as const satisfies Record<string, Move>;

/** Undefined when allowed, else the reason. */
export const managerRefusal = (move: keyof typeof managerMoves, status: ManagerStatus): string | undefined =>
  (managerMoves[move].from as readonly ManagerStatus[]).includes(status) ? undefined : managerMoves[move].otherwise;

export const lastOwner = 'This is the last owner who can sign in; make somebody else an owner first.';
