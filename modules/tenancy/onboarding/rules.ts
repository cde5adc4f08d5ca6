/** The steps in the order in which they are best done. `href` is where in the provider's own console. */
export const steps = [
  { key: 'adminSignedInAt', label: 'An administrator has signed in', href: null },
  { key: 'brandingAt', label: 'Branding is set', href: '/dashboard/settings/branding' },
  { key: 'planAt', label: 'There is an internet plan', href: '/dashboard/services/internet-plans/new' },
  { key: 'poolAt', label: 'There is a pool of addresses', href: '/dashboard/ipam/pools' },
  { key: 'nasSeenAt', label: 'A router has talked to us', href: '/dashboard/radius/nas' },
  { key: 'mailAt', label: 'A mail has left', href: '/dashboard/communications/outbox' },
  { key: 'firstOnlineAt', label: 'The first subscriber was online', href: '/dashboard/operations/customers' },
] as const;
export type StepKey = (typeof steps)[number]['key'];
export type Progress = Record<StepKey, string | null>;

export const doneOf = (progress: Progress): number => steps.filter(({ key }) => progress[key] !== null).length;
