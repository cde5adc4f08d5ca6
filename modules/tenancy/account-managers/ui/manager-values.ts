import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { type AccountManager, accountManagers } from '../contract.ts';
import type { ManagerStatus } from '../rules.ts';

export const managerApis = {
  tenant: clientFor(accountManagers, 'tenant'),
  isp: clientFor(accountManagers, 'isp'),
};
export type ManagerDoor = keyof typeof managerApis;
export type ManagerView = View<typeof AccountManager, 'tenant'>;
export const managerTones: StatusTones<ManagerStatus> = {
  active: 'ok',
  invited: 'info',
  disabled: ['neutral', 'Locked out'],
};
