import { type UseQueryResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { RadioTower, Router } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import type { NasHealth } from '#modules/network/radius/contract.ts';
import { nasHealth } from '#modules/network/radius/rules.ts';
import { ProbeChip } from '#modules/network/radius/ui/isp/nas-probes.tsx';
import { Chip } from '#ui/base/badge.tsx';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { Bps, NumberText, Percent, RelativeTime, useNow } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { quietLink, radiusApi } from './analytics-queries.ts';

export type HealthView = View<typeof NasHealth, 'isp'>;
const rank = { bad: 0, warn: 1, neutral: 2, ok: 3 } as const;
const none = <span className="text-ink-3">—</span>;

function State({ nas }: { nas: HealthView }) {
  const { tone, label, why } = nasHealth(nas, useNow());
  return (
    <Tooltip tip={why}>
      <span>
        <Chip tone={tone}>{label}</Chip>
      </span>
    </Tooltip>
  );
}

function Refused({ acceptsLastHour, rejectsLastHour }: HealthView) {
  const all = acceptsLastHour + rejectsLastHour;
  if (all === 0) return none;
  const share = rejectsLastHour / all;
  return (
    <Tooltip tip={`${rejectsLastHour} of ${all} logins refused in the last hour`}>
      <span className={share >= 0.5 && all >= 10 ? 'font-semibold text-bad-ink' : ''}>
        <Percent share={share} digits={0} />
      </span>
    </Tooltip>
  );
}

function Coa({ coaAcks, coaNaks, coaTimeouts }: HealthView) {
  if (coaAcks + coaNaks + coaTimeouts === 0) return none;
  return (
    <Tooltip tip={`Last day: ${coaAcks} done, ${coaNaks} refused, ${coaTimeouts} unanswered`}>
      <span>
        <span className="text-ok-ink">{coaAcks}</span> /{' '}
        <span className={coaNaks ? 'text-bad-ink' : ''}>{coaNaks}</span> /{' '}
        <span className={coaTimeouts ? 'text-warn-ink' : ''}>{coaTimeouts}</span>
      </span>
    </Tooltip>
  );
}

function CheckNow({ nas }: { nas: HealthView }) {
  const client = useQueryClient();
  const can = useCan('network.radius-session:manage');
  const probe = useMutation(radiusApi.probeNas.mutationOptions());
  const pending = probe.isPending || nas.probeOutcome === 'pending';
  return (
    <Button
      size="sm"
      icon={<RadioTower />}
      pending={pending}
      reason={can.reason}
      aria-label={`Check now: ${nas.name}`}
      onClick={() =>
        probe.mutateAsync({ id: nas.id }).then(
          () => client.invalidateQueries({ queryKey: radiusApi.nasHealth.key() }),
          (error) => toast.problem(error),
        )
      }
    >
      Check now
    </Button>
  );
}

const columns: SimpleColumn<HealthView>[] = [
  {
    id: 'name',
    header: 'NAS',
    cell: (nas) => (
      <Link
        to={`/dashboard/radius/nas?open=${nas.id}`}
        className="text-lg font-medium hover:text-brand-text hover:underline"
      >
        {nas.name}
      </Link>
    ),
  },
  { id: 'state', header: 'State', cell: (nas) => <State nas={nas} /> },
  {
    id: 'seen',
    header: 'Last packet',
    cell: (nas) => (nas.lastSeenAt ? <RelativeTime at={nas.lastSeenAt} /> : <span className="text-ink-3">Never</span>),
  },
  {
    id: 'online',
    header: 'Online',
    align: 'end',
    cell: (nas) => (
      <Link to={`/dashboard/radius/sessions?nasId=${nas.id}`} className="text-lg font-semibold hover:underline">
        <NumberText value={nas.liveSessions} />
      </Link>
    ),
  },
  { id: 'down', header: 'Download', align: 'end', cell: (nas) => <Bps bps={nas.downloadBps} /> },
  { id: 'up', header: 'Upload', align: 'end', cell: (nas) => <Bps bps={nas.uploadBps} /> },
  {
    id: 'logins',
    header: 'Logins, 1 h',
    align: 'end',
    cell: (nas) => <NumberText value={nas.acceptsLastHour + nas.rejectsLastHour} />,
  },
  { id: 'refused', header: 'Refused', align: 'end', cell: Refused },
  { id: 'coa', header: 'CoA ack / nak / silent, 1 d', align: 'end', cell: Coa },
  {
    id: 'probe',
    header: 'Last check',
    cell: (nas) =>
      nas.probeOutcome === null || nas.probedAt === null ? (
        none
      ) : (
        <ProbeChip outcome={nas.probeOutcome} roundTripMs={nas.probeRoundTripMs} at={nas.probedAt} />
      ),
  },
  { id: 'check', header: 'Check', quiet: true, align: 'end', cell: (nas) => <CheckNow nas={nas} /> },
];

/** Every NAS, the troubled first. */
export function NasHealthCard({
  query,
  className,
}: {
  query: UseQueryResult<{ items: HealthView[] }>;
  className: string;
}) {
  const now = useNow();
  const toneOf = (nas: HealthView) => rank[nasHealth(nas, now).tone];
  return (
    <QueryCard
      title="NAS devices"
      query={query}
      className={className}
      aside={
        <Link to="/dashboard/radius/nas" className={quietLink}>
          All
        </Link>
      }
    >
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState
            icon={<Router />}
            title="No NAS yet"
            className="py-8"
            action={<ButtonLink to="/dashboard/radius/nas?dialog=create">Add a NAS</ButtonLink>}
          >
            Add the router your subscribers log in at.
          </EmptyState>
        ) : (
          <SimpleTable
            label="Health of NAS devices"
            rows={items.toSorted((a, b) => toneOf(a) - toneOf(b) || a.name.localeCompare(b.name))}
            columns={columns}
            getId={(nas) => nas.id}
          />
        )
      }
    </QueryCard>
  );
}
