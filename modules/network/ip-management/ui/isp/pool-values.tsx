import { useQueryClient } from '@tanstack/react-query';
import { callsFor, clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import type { ComboOption } from '#ui/base/combobox.tsx';
import { Meter } from '#ui/base/meter.tsx';
import { NumberText, Percent } from '#ui/format/values.tsx';
import type { Tone } from '#ui/tone.ts';
import { ipManagement } from '../../contract.ts';
import type { AlarmLevel, IpPool, IpReservation, Lifecycle, PoolType, poolPurposes } from '../../resources.ts';
import { lifecycleNames } from '../../rules.ts';

export type PoolView = View<typeof IpPool, 'isp'>;
export type ReservationView = View<typeof IpReservation, 'isp'>;
export const ipApi = clientFor(ipManagement, 'isp');
export const ipCalls = callsFor(ipManagement, 'isp');

export const poolTones: StatusTones<PoolView['status']> = {
  active: 'ok',
  reserved: ['neutral', 'Kept for later'],
  depleted: 'bad',
  maintenance: 'warn',
};
export const reservationTones: StatusTones<ReservationView['state']> = {
  assigned: 'ok',
  reserved: 'info',
  released: 'neutral',
  expired: 'neutral',
};
const lifecycleTone: Record<Lifecycle, Tone> = {
  pending: 'info',
  allocated: 'info',
  active: 'ok',
  suspended: 'warn',
  revoking: 'warn',
  revoked: 'neutral',
  failed: 'bad',
};
export const lifecycleTones: StatusTones<Lifecycle> = {
  pending: [lifecycleTone.pending, lifecycleNames.pending],
  allocated: [lifecycleTone.allocated, lifecycleNames.allocated],
  active: [lifecycleTone.active, lifecycleNames.active],
  suspended: [lifecycleTone.suspended, lifecycleNames.suspended],
  revoking: [lifecycleTone.revoking, lifecycleNames.revoking],
  revoked: [lifecycleTone.revoked, lifecycleNames.revoked],
  failed: [lifecycleTone.failed, lifecycleNames.failed],
};
export const lifecycleOptions = (Object.keys(lifecycleNames) as Lifecycle[]).map((value) => ({
  value,
  label: lifecycleNames[value],
  tone: lifecycleTone[value],
}));
export const stateOptions = [
  { value: 'assigned', label: 'Assigned', tone: 'ok' as const },
  { value: 'reserved', label: 'Reserved', tone: 'info' as const },
  { value: 'released', label: 'Released', tone: 'neutral' as const },
  { value: 'expired', label: 'Expired', tone: 'neutral' as const },
];
export const familyOptions = [
  { value: 'ipv4', label: 'IPv4' },
  { value: 'ipv6', label: 'IPv6' },
];

export const typeNames: Record<PoolType, string> = {
  ipv4_public: 'IPv4 public',
  ipv4_private: 'IPv4 private',
  ipv6_global: 'IPv6 global',
  ipv6_ula: 'IPv6 unique local',
  ipv6_pd: 'IPv6 delegated prefixes',
};
export const typeOptions = (Object.keys(typeNames) as PoolType[]).map((value) => ({ value, label: typeNames[value] }));
type Purpose = (typeof poolPurposes)[number];
export const purposeNames: Record<Purpose, string> = {
  subscribers: 'Subscribers',
  static: 'Static addresses',
  cgnat: 'Behind CGNAT',
  infrastructure: 'Infrastructure',
  management: 'Management',
  other: 'Other',
};
export const purposeOptions = (Object.keys(purposeNames) as Purpose[]).map((value) => ({
  value,
  label: purposeNames[value],
}));
export const alarmTones: StatusTones<AlarmLevel> = {
  none: ['neutral', 'Below thresholds'],
  warning: ['warn', 'Filling'],
  critical: ['bad', 'Nearly full'],
};

const fillTones: Record<AlarmLevel, Tone> = { none: 'brand', warning: 'warn', critical: 'bad' };
/** How full a pool is, as a bar in the colour of its alarm and in words. */
export function Fill({ pool }: { pool: Pick<PoolView, 'name' | 'assigned' | 'size' | 'alarm'> }) {
  const share = pool.size === 0 ? 1 : pool.assigned / pool.size;
  return (
    <span className="flex items-center gap-2.5">
      <Meter share={share} tone={fillTones[pool.alarm]} label={`${pool.name} in use`} className="w-20 shrink-0" />
      <span className="text-ink-2">
        {share > 0 && share < 0.001 ? <span className="num">&lt; 0.1%</span> : <Percent share={share} digits={1} />}
      </span>
    </span>
  );
}

/** 2^53 and the like are no numbers that help anybody. */
export const Size = ({ value }: { value: number }) =>
  value >= 1e9 ? <span className="text-ink-3">practically endless</span> : <NumberText value={value} />;

/** After a command: everything that shows a pool or an address. */
export function useRefreshPools() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: ipApi.key() });
}

/** Pools for a combobox; `giving` leaves out those that give nothing that way. */
export async function searchPools(text: string, types?: readonly PoolType[]): Promise<ComboOption[]> {
  const { items } = await ipCalls.listPools({ ...(text ? { q: text } : {}), limit: 50 });
  return items
    .filter((pool) => pool.status !== 'maintenance' && (!types || types.includes(pool.type)))
    .slice(0, 12)
    .map((pool) => ({ value: pool.id, label: pool.name, hint: `${pool.cidr} · ${typeNames[pool.type]}` }));
}

/** The end of a day as its instant, for reservations that end by themselves. */
export const endOfDay = (day: string | undefined) => (day ? new Date(`${day}T23:59:59`).toISOString() : null);
export const dayOf = (instant: string | null) => (instant ? new Date(instant).toLocaleDateString('sv') : undefined);
export const tomorrow = () => new Date(Date.now() + 86_400_000).toLocaleDateString('sv');

export const countOf = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
