import { useQuery } from '@tanstack/react-query';
import { StatusChip } from '#ui/base/badge.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { netboxApi as api, comparisonTones } from './netbox-values.tsx';

const page = '/dashboard/ipam/netbox';

function Card({ className }: { className?: string }) {
  const settings = useQuery(api.settings.queryOptions({ input: {} }));
  const recent = useQuery(api.listComparisons.queryOptions({ input: { limit: 10 } }));
  useLiveQueries('netbox', [api.key()]);
  const [comparison] = recent.data?.items ?? [];
  return (
    <QueryCard
      title="NetBox"
      query={settings}
      {...(className ? { className } : {})}
      aside={
        <Link to={page} className="text-brand-text hover:underline">
          Open
        </Link>
      }
    >
      {({ configured, missing, comparedAt, problem }) =>
        configured ? (
          <DescriptionList
            items={[
              { term: 'Last compared', value: comparedAt && <RelativeTime at={comparedAt} /> },
              { term: 'State', value: comparison && <StatusChip status={comparison.status} tones={comparisonTones} /> },
              { term: 'Differences', value: comparison && <NumberText value={comparison.differences} /> },
              { term: 'Conflicts to settle', value: comparison && <NumberText value={comparison.conflicts} /> },
              { term: 'Problem', value: problem && <span className="text-bad-ink">{problem}</span>, hideEmpty: true },
            ]}
          />
        ) : (
          <p className="text-ink-2">Not configured. {missing}</p>
        )
      }
    </QueryCard>
  );
}

/** Where the address plan stands against NetBox; nothing to those who may not see it. */
export const NetboxCard = (props: { className?: string }) =>
  useCan('network.netbox:read').allowed ? <Card {...props} /> : null;
