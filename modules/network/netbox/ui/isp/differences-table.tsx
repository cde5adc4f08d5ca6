import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { Select } from '#ui/base/select.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { actions, kinds, type results } from '../../contract.ts';
import { actionNames, type Choice, choicesFor, kindNames } from '../../rules.ts';
import {
  actionTones,
  netboxApi as api,
  type ComparisonView,
  choiceNames,
  type DifferenceView,
  resultTones,
  useRefreshNetbox,
} from './netbox-values.tsx';

export interface Filters {
  action?: (typeof actions)[number] | undefined;
  kind?: (typeof kinds)[number] | undefined;
  result?: (typeof results)[number] | undefined;
}

const Side = ({ values, other }: { values: DifferenceView['ours']; other: DifferenceView['ours'] }) => {
  if (!values) return <span className="text-ink-3">Not there</span>;
  const changed = other && other.description !== values.description;
  return (
    <span className="flex min-w-0 items-baseline gap-2">
      <span className={changed ? 'truncate font-medium' : 'truncate'} title={values.description}>
        {values.description || '—'}
      </span>
      <span className={other && other.status !== values.status ? 'text-warn-ink' : 'text-ink-3'}>{values.status}</span>
    </span>
  );
};

function useChoose(comparisonId: string) {
  const choose = useMutation(api.choose.mutationOptions());
  const refresh = useRefreshNetbox();
  return async (rows: DifferenceView[], choice: Choice) => {
    try {
      await choose.mutateAsync({ id: comparisonId, differenceIds: rows.map(({ id }) => id), choice });
      await refresh();
    } catch (error) {
      toast.problem(error);
    }
  };
}

function ChoiceCell({ row, comparison }: { row: DifferenceView; comparison: ComparisonView }) {
  const choose = useChoose(comparison.id);
  if (comparison.status !== 'ready')
    return row.problem ? (
      <span className="truncate text-bad-ink" title={row.problem}>
        {row.problem}
      </span>
    ) : (
      <StatusChip status={row.result} tones={resultTones} />
    );
  return (
    <Select
      aria-label={`What to do about ${row.address}`}
      className="h-7"
      value={row.choice}
      onChange={(choice) => choose([row], choice)}
      options={choicesFor(row.action).map((value) => ({ value, label: choiceNames[value] }))}
    />
  );
}

const columnsFor = (comparison: ComparisonView): Column<DifferenceView>[] => [
  {
    id: 'address',
    header: 'Address',
    cell: (row) => <Mono>{row.address}</Mono>,
    text: (row) => row.address,
    fixed: true,
    width: 150,
  },
  { id: 'kind', header: 'What', cell: (row) => kindNames[row.kind], text: (row) => row.kind, width: 110 },
  { id: 'vrf', header: 'VRF', cell: (row) => row.vrf || 'Global', text: (row) => row.vrf, width: 100, hidden: true },
  {
    id: 'action',
    header: 'Difference',
    cell: (row) => <StatusChip status={row.action} tones={actionTones} />,
    text: (row) => row.action,
    width: 150,
  },
  {
    id: 'ours',
    header: 'Here',
    cell: (row) => <Side values={row.ours} other={row.theirs} />,
    text: (row) => row.ours?.description ?? '',
  },
  {
    id: 'theirs',
    header: 'In NetBox',
    cell: (row) => <Side values={row.theirs} other={row.ours} />,
    text: (row) => row.theirs?.description ?? '',
  },
  { id: 'note', header: 'Why', cell: (row) => <span title={row.note}>{row.note}</span>, text: (row) => row.note },
  {
    id: 'choice',
    header: comparison.status === 'ready' ? 'Choice' : 'Outcome',
    cell: (row) => <ChoiceCell row={row} comparison={comparison} />,
    text: (row) => (comparison.status === 'ready' ? row.choice : (row.problem ?? row.result)),
    width: comparison.status === 'ready' ? 150 : 220,
  },
];
const ready = new Map<string, Column<DifferenceView>[]>();
/** The same array for the same comparison in the same state: rows are memoised on it. */
function columnsOf(comparison: ComparisonView): Column<DifferenceView>[] {
  const key = `${comparison.id} ${comparison.status}`;
  const known = ready.get(key) ?? columnsFor(comparison);
  ready.set(key, known);
  return known;
}
const getId = (row: DifferenceView) => row.id;

function Bulk({ rows, clear, comparison }: { rows: DifferenceView[]; clear: () => void; comparison: ComparisonView }) {
  const choose = useChoose(comparison.id);
  const shared = (Object.keys(choiceNames) as Choice[]).filter((choice) =>
    rows.every((row) => choicesFor(row.action).includes(choice)),
  );
  return shared.map((choice) => (
    <Button key={choice} size="sm" onClick={() => choose(rows, choice).then(clear)}>
      {choiceNames[choice]}
    </Button>
  ));
}

export function DifferencesTable({
  comparison,
  filters,
  onChange,
}: {
  comparison: ComparisonView;
  filters: Filters;
  onChange: (patch: Filters) => void;
}) {
  const { action, kind, result } = filters;
  const input = (cursor: string | undefined) => ({ id: comparison.id, action, kind, result, cursor, limit: 100 });
  const query = useInfiniteQuery(api.differences.infiniteOptions({ input, ...keyset }));
  return (
    <DataTable
      name="netbox-differences"
      label="Differences"
      query={query}
      columns={columnsOf(comparison)}
      getId={getId}
      filters={
        <FilterBar
          values={filters}
          onChange={onChange}
          filters={[
            {
              kind: 'choice',
              id: 'action',
              label: 'Difference',
              options: actions.map((value) => ({ value, label: actionNames[value] })),
            },
            {
              kind: 'choice',
              id: 'kind',
              label: 'What',
              options: kinds.map((value) => ({ value, label: kindNames[value] })),
            },
            {
              kind: 'choice',
              id: 'result',
              label: 'Outcome',
              options: [
                { value: 'done', label: 'Done', tone: 'ok' },
                { value: 'failed', label: 'Failed', tone: 'bad' },
                { value: 'skipped', label: 'Skipped', tone: 'neutral' },
                { value: 'pending', label: 'Waiting', tone: 'info' },
              ],
            },
          ]}
        />
      }
      filtered={isFiltered(filters, ['action', 'kind', 'result'])}
      onClearFilters={() => onChange(cleared<Filters>(['action', 'kind', 'result']))}
      empty={
        <EmptyState icon={<Check />} title="Nothing differs">
          Pools and addresses say the same here and in NetBox.
        </EmptyState>
      }
      csv={{ page: (cursor) => api.differences.call({ ...input(cursor), limit: 200 }) }}
      {...(comparison.status === 'ready'
        ? {
            bulkActions: (rows: DifferenceView[], clear: () => void) => (
              <Bulk rows={rows} clear={clear} comparison={comparison} />
            ),
          }
        : {})}
    />
  );
}
