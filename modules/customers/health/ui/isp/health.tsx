import { useQuery } from '@tanstack/react-query';
import { Popover } from 'radix-ui';
import { clientFor } from '#kernel/client.ts';
import type { healthBands } from '#modules/customers/customers/contract.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { cn } from '#ui/cn.ts';
import { RelativeTime } from '#ui/format/values.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import type { Tone } from '#ui/tone.ts';
import { health } from '../../contract.ts';

export const healthApi = clientFor(health, 'isp');
export type HealthBand = (typeof healthBands)[number];

/** A colour never speaks alone: the word stands beside it. */
export const bandTones: Record<HealthBand, Tone> = {
  healthy: 'ok',
  watch: 'info',
  'at-risk': 'warn',
  critical: 'bad',
};
export const bandWords: Record<HealthBand, string> = {
  healthy: 'Healthy',
  watch: 'Watch',
  'at-risk': 'At risk',
  critical: 'Critical',
};

interface BadgeProps {
  score: number | null;
  band: HealthBand | null;
}

/** `82 Healthy`, or a dash for who never had service. */
export const HealthBadge = ({ score, band }: BadgeProps) =>
  score === null || band === null ? (
    <span className="text-ink-3" title="Nothing to judge before a service has run">
      –
    </span>
  ) : (
    <Chip tone={bandTones[band]}>
      <span className="num">{score}</span> {bandWords[band]}
    </Chip>
  );

export const pointsText = (points: number) => (points > 0 ? `+${points}` : `−${-points}`);

/** Everything that moved a customer's score, with its points, and when it was computed. */
export function HealthReasons({ customerId }: { customerId: string }) {
  const query = useQuery(healthApi.of.queryOptions({ input: { customerId } }));
  useLiveQueries('customers', [healthApi.of.key()], { only: ({ ids }) => ids['customerId'] === customerId });
  const { data } = query;
  if (!data)
    return query.isError ? <ErrorState error={query.error} onRetry={query.refetch} /> : <Skeleton.Lines count={3} />;
  return (
    <div className="text-sm">
      {data.score === null ? (
        <p className="text-ink-2">No service has run yet, so there is nothing to judge.</p>
      ) : data.reasons.length === 0 ? (
        <p className="text-ink-2">100: nothing speaks against this customer.</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {data.reasons.map(({ code, points, text }) => (
            <li key={code} className="flex items-baseline justify-between gap-4">
              <span>{text}</span>
              <span className={cn('num font-medium', points < 0 ? 'text-bad-ink' : 'text-ok-ink')}>
                {pointsText(points)}
              </span>
            </li>
          ))}
        </ul>
      )}
      <p className="mt-2 text-xs text-ink-3">
        Of 100, computed <RelativeTime at={data.computedAt} />
      </p>
    </div>
  );
}

/** The badge, and on a click the reasons behind it. */
export function HealthPopover({ customerId, name, ...badge }: BadgeProps & { customerId: string; name: string }) {
  if (badge.score === null || badge.band === null) return <HealthBadge {...badge} />;
  return (
    <Popover.Root>
      <Popover.Trigger aria-label={`Health of ${name}: ${badge.score} ${bandWords[badge.band]}`} className="rounded-sm">
        <HealthBadge {...badge} />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={`Health of ${name}`}
          className="z-40 w-80 max-w-[92vw] animate-pop rounded-lg bg-raised p-3 shadow-pop"
        >
          <HealthReasons customerId={customerId} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

export const useHealthSummary = () => useQuery(healthApi.summary.queryOptions({ input: {} }));
export const healthKey = () => healthApi.summary.key();
