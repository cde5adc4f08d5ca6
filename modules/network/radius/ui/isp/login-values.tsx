import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { radiusLogins } from '#modules/network/radius-logins/contract.ts';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import type { AccountState, RadiusAccount } from '../../contract.ts';
import { bindingNames, priorityNames } from '../../policy-rules.ts';
import { accountStateNames } from '../../rules.ts';

export type AccountView = View<typeof RadiusAccount, 'isp'>;
export const loginsApi = clientFor(radiusLogins, 'isp');
export const loginsPath = '/dashboard/radius/subscribers';

const stateTones: StatusTones<AccountState> = {
  active: ['ok', accountStateNames.active],
  suspended: ['warn', accountStateNames.suspended],
  disabled: ['neutral', accountStateNames.disabled],
};
export const LoginState = ({ login }: { login: Pick<AccountView, 'state'> }) => (
  <StatusChip status={login.state} tones={stateTones} />
);

export const priorityOptions = Object.entries(priorityNames).map(([value, label]) => ({ value, label }));
export const stateOptions = [
  { value: 'active', label: accountStateNames.active, tone: 'ok' as const },
  { value: 'suspended', label: accountStateNames.suspended, tone: 'warn' as const },
  { value: 'disabled', label: accountStateNames.disabled, tone: 'neutral' as const },
];
export const bindingOptions = Object.entries(bindingNames).map(([value, label]) => ({ value, label }));

/** Where a login may come from, in a few words; empty: from anywhere. */
export const boundText = ({ circuitId, remoteId, macAddresses }: AccountView): string =>
  [circuitId, remoteId, ...macAddresses].filter(Boolean).join(', ');
