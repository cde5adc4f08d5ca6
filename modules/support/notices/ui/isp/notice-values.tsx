import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { notices, type ServiceNotice } from '../../contract.ts';
import type { NoticeKind, NoticeState } from '../../rules.ts';

export const noticesApi = clientFor(notices, 'isp');
export type NoticeView = View<typeof ServiceNotice, 'isp'>;
export const kindTones: StatusTones<NoticeKind> = { outage: ['bad', 'Outage'], planned: ['info', 'Planned work'] };
export const stateTones: StatusTones<NoticeState> = {
  coming: ['info', 'Ahead'],
  current: ['warn', 'Under way'],
  over: ['neutral', 'Over'],
};
export const areaText = ({ area, areaNames }: Pick<NoticeView, 'area' | 'areaNames'>) =>
  area === 'all' ? 'All subscribers' : areaNames.join(', ');
/** What a `datetime-local` field holds, in the zone of who writes. */
export const localTime = (iso: string | null | undefined): string => {
  if (!iso) return '';
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};
export const instantOf = (text: string): string | undefined => (text ? new Date(text).toISOString() : undefined);
