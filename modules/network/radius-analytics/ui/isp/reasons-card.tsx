import type { UseQueryResult } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { Meter } from '#ui/base/meter.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { NumberText, Percent } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { quietLink } from './analytics-queries.ts';

interface Reason {
  reason: string;
  rejects: number;
  previousRejects: number;
}
const logPath = '/dashboard/radius/sessions?tab=logins&accepted=false';
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Against the same time before: only what somebody should notice. */
function Trend({ rejects, previousRejects }: Reason) {
  if (previousRejects === 0) return rejects >= 5 ? <span className="text-warn-ink">new</span> : null;
  const ratio = rejects / previousRejects;
  if (ratio >= 1.5)
    return (
      <span className="text-warn-ink">
        <NumberText value={ratio} digits={1} />× as before
      </span>
    );
  return ratio <= 0.67 ? (
    <span>
      fewer than before (<NumberText value={previousRejects} />)
    </span>
  ) : (
    <span>
      as before (<NumberText value={previousRejects} />)
    </span>
  );
}

/** Why logins are refused, ranked; each leads to its lines in the log. */
export function ReasonsCard({
  query,
  spanName,
  className,
}: {
  query: UseQueryResult<{ items: Reason[] }>;
  spanName: string;
  className: string;
}) {
  return (
    <QueryCard
      title={`Why logins are refused, last ${spanName}`}
      query={query}
      className={className}
      aside={
        <Link to={logPath} className={quietLink}>
          Log
        </Link>
      }
    >
      {({ items }) => {
        const current = items.filter(({ rejects }) => rejects > 0);
        const all = current.reduce((sum, { rejects }) => sum + rejects, 0);
        if (current.length === 0)
          return (
            <EmptyState icon={<ShieldCheck />} title="No login was refused" className="py-8">
              Reasons show here, the most frequent first.
            </EmptyState>
          );
        return (
          <ol className="flex flex-col gap-1">
            {current.map((row) => (
              <li key={row.reason} className="relative rounded-md px-2 py-2 hover:bg-hover">
                <div className="flex items-baseline gap-3">
                  <Link
                    to={`${logPath}&reason=${encodeURIComponent(row.reason)}`}
                    className="min-w-0 flex-1 truncate text-lg font-medium after:absolute after:inset-0"
                  >
                    {capital(row.reason)}
                  </Link>
                  <NumberText value={row.rejects} className="text-xl font-semibold" />
                </div>
                <Meter share={row.rejects / all} label={`Share of ${row.reason}`} tone="bad" className="my-1.5" />
                <div className="flex justify-between gap-3 text-sm text-ink-2">
                  <Percent share={row.rejects / all} digits={0} />
                  <Trend {...row} />
                </div>
              </li>
            ))}
          </ol>
        );
      }}
    </QueryCard>
  );
}
