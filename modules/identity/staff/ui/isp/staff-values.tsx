import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import type { Member, PermissionInfo, Role } from '../../contract.ts';
import { staff } from '../../contract.ts';
import type { MemberStatus } from '../../rules.ts';

export type MemberView = View<typeof Member, 'isp'>;
export type RoleView = View<typeof Role, 'isp'>;
export type PermissionView = View<typeof PermissionInfo, 'isp'>;
export const staffApi = clientFor(staff, 'isp');

export const memberTones: StatusTones<MemberStatus> = {
  invited: 'info',
  active: 'ok',
  disabled: ['neutral', 'Locked out'],
};
