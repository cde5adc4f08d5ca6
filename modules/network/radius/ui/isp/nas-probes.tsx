import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { RadioTower } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber } from '#ui/format/quantity.ts';
import { formatRelative } from '#ui/format/time.ts';
import { NumberText, RelativeTime, useNow } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import type { Tone } from '#ui/tone.ts';
import type { NasProbe, ProbeOutcome } from '../../contract.ts';
import { None, radiusApi } from './radius-values.tsx';

type ProbeView = View<typeof NasProbe, 'isp'>;

const words: Record<ProbeOutcome, [Tone, string, string]> = {
  pending: ['info', 'Asking', 'The request is under way; the NAS has five seconds.'],
  answered: ['ok', 'Answers CoA', 'The NAS answered on its CoA port, with our secret.'],
  wrong_secret: ['bad', 'Wrong secret', 'It answers, but signs with another secret than ours.'],
  no_answer: ['warn', 'No answer', 'Nothing came from its CoA port. Port closed, filtered, or another secret there.'],
};

/** What came of a check, with how long it took and how long ago it was. */
export function ProbeChip({
  outcome,
  roundTripMs,
  at,
}: {
  outcome: ProbeOutcome;
  roundTripMs: number | null;
  at: string;
}) {
  const { locale } = useFormat();
  const now = useNow();
  const [tone, label, why] = words[outcome];
  return (
    <Tooltip tip={`${why} ${formatRelative(at, now, locale)}`}>
      <span>
        <Chip tone={tone}>
          {label}
          {roundTripMs !== null && ` · ${formatNumber(roundTripMs, locale, roundTripMs < 10 ? 1 : 0)} ms`}
        </Chip>
      </span>
    </Tooltip>
  );
}

const clockTolerance = 5;
function Clock({ aheadSeconds }: { aheadSeconds: number | null }) {
  if (aheadSeconds === null) return <None />;
  const off = Math.abs(aheadSeconds);
  if (off <= 1) return <>in step</>;
  return (
    <span className={off > clockTolerance ? 'text-warn-ink' : ''}>
      <NumberText value={off} unit="s" /> {aheadSeconds > 0 ? 'ahead' : 'behind'}
    </span>
  );
}

const columns: SimpleColumn<ProbeView>[] = [
  { id: 'at', header: 'When', cell: (row) => <RelativeTime at={row.requestedAt} /> },
  {
    id: 'outcome',
    header: 'Outcome',
    cell: (row) => <ProbeChip outcome={row.outcome} roundTripMs={row.roundTripMs} at={row.requestedAt} />,
  },
  { id: 'answer', header: 'Answer', cell: (row) => row.answer ?? <None /> },
  { id: 'clock', header: 'Its clock', cell: (row) => <Clock aheadSeconds={row.clockAheadSeconds} /> },
];

/** "Check now" and what the last checks of a NAS came to. */
export function NasProbes({ nasId }: { nasId: string }) {
  const client = useQueryClient();
  const can = useCan('network.radius-session:manage');
  const probes = useQuery(radiusApi.listProbes.queryOptions({ input: { id: nasId } }));
  const probe = useMutation(radiusApi.probeNas.mutationOptions());
  const asking = probe.isPending || probes.data?.items[0]?.outcome === 'pending';
  return (
    <QueryCard
      title="Reachability"
      query={probes}
      aside={
        <Button
          size="sm"
          icon={<RadioTower />}
          pending={asking}
          reason={can.reason}
          onClick={() =>
            probe.mutateAsync({ id: nasId }).then(
              () => client.invalidateQueries({ queryKey: radiusApi.listProbes.key() }),
              (error) => toast.problem(error),
            )
          }
        >
          Check now
        </Button>
      }
    >
      {({ items }) =>
        items.length === 0 ? (
          <p className="text-ink-3">
            Not checked yet. A check sends a CoA-Request for a session that does not exist: a NAS in order refuses it at
            once, and nobody notices.
          </p>
        ) : (
          <SimpleTable label="Checks of this NAS" rows={items} columns={columns} getId={(row) => row.id} />
        )
      }
    </QueryCard>
  );
}
