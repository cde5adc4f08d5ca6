import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { type NetboxComparison, type NetboxDifference, type NetboxSettings, netbox } from '../../contract.ts';
import type { Action, Choice } from '../../rules.ts';

export type SettingsView = View<typeof NetboxSettings, 'isp'>;
export type ComparisonView = View<typeof NetboxComparison, 'isp'>;
export type DifferenceView = View<typeof NetboxDifference, 'isp'>;
export const netboxApi = clientFor(netbox, 'isp');

export const comparisonTones: StatusTones<ComparisonView['status']> = {
  comparing: ['info', 'Comparing'],
  ready: ['brand', 'Ready to apply'],
  applying: ['info', 'Applying'],
  applied: ['ok', 'Applied'],
  failed: ['bad', 'Failed'],
};
export const resultTones: StatusTones<DifferenceView['result']> = {
  pending: ['neutral', 'Waiting'],
  done: 'ok',
  failed: 'bad',
  skipped: 'neutral',
};
export const actionTones: StatusTones<Action> = {
  create_netbox: ['info', 'Create in NetBox'],
  update_netbox: ['info', 'Change in NetBox'],
  deprecate_netbox: ['warn', 'Deprecate in NetBox'],
  create_ours: ['brand', 'Create here'],
  update_ours: ['brand', 'Change here'],
  link: ['neutral', 'Tie together'],
  conflict: ['bad', 'Conflict'],
};
export const choiceNames: Record<Choice, string> = {
  apply: 'Apply',
  skip: 'Skip',
  ours: 'Keep ours',
  netbox: 'Take NetBox’s',
};
export const isBusy = (comparison: ComparisonView | undefined): boolean =>
  comparison?.status === 'comparing' || comparison?.status === 'applying';

/** After a command: everything that shows NetBox. */
export function useRefreshNetbox() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: netboxApi.key() });
}
