import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { fillTone, Meter } from '#ui/base/meter.tsx';
import { NumberText, Percent } from '#ui/format/values.tsx';
import { type IpPool, type IpReservation, ipManagement } from '../../contract.ts';
import type { PoolType } from '../../rules.ts';

export type PoolView = View<typeof IpPool, 'isp'>;
export type ReservationView = View<typeof IpReservation, 'isp'>;
export const ipApi = clientFor(ipManagement, 'isp');

export const poolTones: StatusTones<PoolView['status']> = { active: 'ok', depleted: 'bad', maintenance: 'warn' };
export const reservationTones: StatusTones<ReservationView['state']> = {
  assigned: 'ok',
  reserved: 'info',
  released: 'neutral',
};

export const typeNames: Record<PoolType, string> = {
  ipv4_public: 'IPv4 public',
  ipv4_private: 'IPv4 private',
  ipv6_global: 'IPv6 global',
  ipv6_ula: 'IPv6 unique local',
  ipv6_pd: 'IPv6 delegated prefixes',
};
export const typeOptions = (Object.keys(typeNames) as PoolType[]).map((value) => ({ value, label: typeNames[value] }));

/** How full a pool is, as a bar and in words. Beyond what a person can count, the size is left out. */
export function Fill({ pool }: { pool: Pick<PoolView, 'name' | 'assigned' | 'size'> }) {
  const share = pool.size === 0 ? 1 : pool.assigned / pool.size;
  return (
    <span className="flex items-center gap-2.5">
      <Meter share={share} tone={fillTone(share)} label={`${pool.name} in use`} className="w-20 shrink-0" />
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
