import type { PermissionUse } from '#kernel/context.ts';

export const consentModes = ['always', 'ask', 'never'] as const;
export type ConsentMode = (typeof consentModes)[number];
/** What holds until a provider says otherwise. */
export const defaultConsent: ConsentMode = 'ask';

export const accessRoles = ['read-only', 'admin'] as const;
export type AccessRole = (typeof accessRoles)[number];

/** What is kept; `active` and `approved` end by themselves, which is worked out when it is read. */
export type KeptStatus = 'asked' | 'approved' | 'refused' | 'active' | 'ended';
export const accessStatuses = ['asked', 'approved', 'refused', 'active', 'ended', 'expired', 'lapsed'] as const;
export type AccessStatus = (typeof accessStatuses)[number];

export const minutes = { least: 15, most: 480 };
/** Hours after which an answer that nobody gave, or an approval that nobody used, counts no more. */
export const lapsesAfterHours = 24;

interface Dated {
  status: KeptStatus;
  askedAt: string;
  decidedAt: string | null;
  expiresAt: string | null;
}
/** Where an access stands at an instant. */
export function statusAt({ status, askedAt, decidedAt, expiresAt }: Dated, nowMs: number): AccessStatus {
  if (status === 'active' && expiresAt && Date.parse(expiresAt) <= nowMs) return 'expired';
  const since = status === 'asked' ? askedAt : status === 'approved' ? (decidedAt ?? askedAt) : null;
  return since && Date.parse(since) + lapsesAfterHours * 3_600_000 <= nowMs ? 'lapsed' : status;
}

type Move = 'approve' | 'refuse' | 'end' | 'enter';
const from: Record<Move, readonly AccessStatus[]> = {
  approve: ['asked'],
  refuse: ['asked'],
  end: ['asked', 'approved', 'active'],
  enter: ['approved', 'active'],
};
const stands: Record<AccessStatus, string> = {
  asked: 'has not been answered yet',
  approved: 'was approved already',
  refused: 'was refused',
  active: 'was approved already',
  ended: 'has ended',
  expired: 'has reached its time limit',
  lapsed: `was not used within ${lapsesAfterHours} hours`,
};
/** Undefined when allowed, else the reason. */
export const accessRefusal = (move: Move, status: AccessStatus): string | undefined =>
  from[move].includes(status) ? undefined : `This access ${stands[status]}.`;

/** Reading these reveals a secret that outlives the visit. */
const revealing = new Set(['network.radius-password:read', 'communications.credential-mail:read']);
/** Areas in which a visitor could leave a way in behind, or answer their own request. */
const ways = /^(identity\.|tenancy\.support-access:)/;

/**
 * What support staff may do inside. Neither role makes accounts, keys or roles: what was entered for an hour must not leave a
 * door open behind it.
 */
export const permissionsInside = (role: AccessRole, catalogue: ReadonlyMap<string, PermissionUse>): string[] =>
  [...catalogue]
    .filter(([name, use]) => use.doors.has('isp') && !revealing.has(name))
    .map(([name]) => name)
    .filter((name) => name.endsWith(':read') || (role === 'admin' && !ways.test(name)));

/** Why the support cannot ask to enter a provider that stands so; undefined when it can. */
export const askRefusal = (status: string): string | undefined => {
  if (status === 'active') return undefined;
  return status === 'suspended'
    ? 'It is suspended: restore it first, then ask.'
    : 'It is closed: there is nothing to enter.';
};
