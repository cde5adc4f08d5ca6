import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { audit, type ChainCheck } from '../../contract.ts';

const api = clientFor(audit, 'platform');
type Row = View<typeof ChainCheck, 'platform'>;

function useCheck() {
  const client = useQueryClient();
  const check = useMutation(api.checkProviders.mutationOptions());
  return {
    pending: check.isPending,
    ask: (providerId?: string) =>
      check.mutateAsync(providerId ? { providerId } : {}).then(
        () => client.invalidateQueries({ queryKey: api.checks.key() }),
        (error) => toast.problem(error),
      ),
  };
}

const State = ({ row }: { row: Row }) => {
  if (!row.checkedAt) return <Chip tone="neutral">Never checked</Chip>;
  return row.intact ? <Chip tone="ok">Intact</Chip> : <Chip tone="bad">{`Broken at ${row.brokenAt}`}</Chip>;
};
const CheckOne = ({ row }: { row: Row }) => {
  const { ask, pending } = useCheck();
  return (
    <Button size="sm" variant="ghost" pending={pending} onClick={() => ask(row.providerId)}>
      Check<span className="sr-only"> {row.providerName}</span>
    </Button>
  );
};

const columns: SimpleColumn<Row>[] = [
  { id: 'provider', header: 'Provider', cell: (row) => row.providerName },
  { id: 'state', header: 'Chain', cell: (row) => <State row={row} /> },
  { id: 'sealed', header: 'Links', align: 'end', cell: (row) => <NumberText value={row.sealed} /> },
  { id: 'problem', header: 'What is wrong', cell: (row) => row.problem ?? '—' },
  {
    id: 'head',
    header: 'Head',
    cell: (row) => (row.head ? <CopyText text={row.head} mono>{`${row.head.slice(0, 12)}…`}</CopyText> : '—'),
  },
  {
    id: 'at',
    header: 'Checked',
    align: 'end',
    cell: (row) => (row.checkedAt ? <RelativeTime at={row.checkedAt} /> : '—'),
  },
  { id: 'check', header: 'Check', quiet: true, align: 'end', cell: (row) => <CheckOne row={row} /> },
];

/** The chains of all providers and what their last check said. */
export function ChainChecks() {
  // A check ends in the provider's own tenancy, of which the platform's stream hears nothing.
  const query = useQuery(api.checks.queryOptions({ input: {}, refetchInterval: 3_000 }));
  const { ask, pending } = useCheck();
  useLiveQueries('audit-checks', [api.checks.key()]);
  return (
    <QueryCard
      title="Hash chains"
      query={query}
      aside={
        <Button size="sm" icon={<ShieldCheck />} pending={pending} onClick={() => ask()}>
          Check all
        </Button>
      }
    >
      {({ items }) => (
        <SimpleTable label="Hash chains" rows={items} columns={columns} getId={(row) => row.providerId} />
      )}
    </QueryCard>
  );
}
