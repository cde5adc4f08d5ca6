import { useQuery } from '@tanstack/react-query';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { type HealthBand, HealthPopover, healthApi, pointsText } from './health.tsx';

/** The score with the reason that weighs most beside it; a click shows them all. */
export function HealthInHeader({
  customer: { id, name, healthScore, healthBand },
}: {
  customer: { id: string; name: string; healthScore: number | null; healthBand: HealthBand | null };
}) {
  const { data } = useQuery(healthApi.of.queryOptions({ input: { customerId: id } }));
  useLiveQueries('customers', [healthApi.of.key()], { only: ({ ids }) => ids['customerId'] === id });
  const score = data?.score ?? healthScore;
  const band = data?.band ?? healthBand;
  if (score === null || band === null) return null;
  const [worst] = data?.reasons.toSorted((a, b) => a.points - b.points) ?? [];
  return (
    <>
      <HealthPopover customerId={id} name={name} score={score} band={band} />
      {worst && worst.points < 0 && (
        <span className="text-sm font-normal tracking-normal text-ink-2">
          {worst.text} <span className="num text-bad-ink">{pointsText(worst.points)}</span>
          {data && data.reasons.length > 1 && `, and ${data.reasons.length - 1} more`}
        </span>
      )}
    </>
  );
}
