import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import type { AccessExplanation, MemberAccess } from '../../access-contract.ts';
import type { Member, PermissionInfo, Role } from '../../contract.ts';
import { staff } from '../../contract.ts';
import type { MemberStatus } from '../../rules.ts';

export type MemberView = View<typeof Member, 'isp'>;
export type RoleView = View<typeof Role, 'isp'>;
export type PermissionView = View<typeof PermissionInfo, 'isp'>;
export type MemberAccessView = View<typeof MemberAccess, 'isp'>;
export type AccessStepView = View<typeof AccessExplanation, 'isp'>['steps'][number];
export const staffApi = clientFor(staff, 'isp');

export const memberTones: StatusTones<MemberStatus> = {
  invited: 'info',
  active: 'ok',
  disabled: ['neutral', 'Locked out'],
};
