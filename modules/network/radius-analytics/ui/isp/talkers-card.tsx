import { useQuery } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import { Segmented } from '#ui/base/choice.tsx';
import { Meter } from '#ui/base/meter.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatPercent } from '#ui/format/quantity.ts';
import { Bytes, Percent } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import type { Talker, talkerOrders } from '../../contract.ts';
import { changeOf } from '../../rules.ts';
import { analyticsApi } from './analytics-queries.ts';
import { type Asked, fileSuffix } from './asked.ts';
import { CsvButton } from './csv-button.tsx';
import { useComparable } from './summary-figures.tsx';

export type Order = (typeof talkerOrders)[number];
type TalkerView = View<typeof Talker, 'isp'>;
const shown = 100;
const refreshMs = 120_000;

function Who({ row }: { row: TalkerView }) {
  const login = row.username ?? 'a login that is gone';
  if (row.customerId === null) return <span dir="ltr">{login}</span>;
  return (
    <>
      <Link
        to={`/dashboard/operations/customers/${row.customerId}`}
        className="font-medium hover:text-brand-text hover:underline"
      >
        {row.customerName ?? login}
      </Link>
      {row.customerName && (
        <span dir="ltr" className="ms-2 text-sm text-ink-3">
          {login}
        </span>
      )}
    </>
  );
}

function Change({ row }: { row: TalkerView }) {
  const { locale } = useFormat();
  const change = changeOf(row.downloadBytes + row.uploadBytes, row.previousBytes);
  if (change === null) return <span className="text-ink-3">new</span>;
  return (
    <span className={change >= 1 ? 'text-warn-ink' : 'text-ink-2'}>
      {change > 0 ? '+' : ''}
      {formatPercent(change, locale, 0)}
    </span>
  );
}

const columns: SimpleColumn<TalkerView>[] = [
  { id: 'who', header: 'Subscriber', cell: (row) => <Who row={row} /> },
  { id: 'down', header: 'Download', align: 'end', cell: (row) => <Bytes bytes={row.downloadBytes} /> },
  { id: 'up', header: 'Upload', align: 'end', cell: (row) => <Bytes bytes={row.uploadBytes} /> },
  { id: 'total', header: 'Total', align: 'end', cell: (row) => <Bytes bytes={row.downloadBytes + row.uploadBytes} /> },
  {
    id: 'share',
    header: 'Share of all',
    align: 'end',
    cell: (row) => (
      <span className="inline-flex w-28 items-center gap-2">
        <Meter share={row.share} label={`Share of ${row.username ?? 'this login'}`} className="flex-1" />
        <Percent share={row.share} />
      </span>
    ),
  },
  { id: 'change', header: 'Against before', align: 'end', cell: (row) => <Change row={row} /> },
];
const orders: { value: Order; label: string }[] = [
  { value: 'total', label: 'Total' },
  { value: 'download', label: 'Download' },
  { value: 'upload', label: 'Upload' },
];

/** Who moved most; each leads to the customer. */
export function TalkersCard({
  asked,
  by,
  onBy,
  className,
}: {
  asked: Asked;
  by: Order;
  onBy: (by: Order) => void;
  className: string;
}) {
  const comparable = useComparable(asked);
  const query = useQuery({
    // It adds up rows of every login, so it follows at a distance.
    ...analyticsApi.topTalkers.queryOptions({
      input: { ...asked, by, limit: shown },
      staleTime: refreshMs,
      refetchInterval: refreshMs,
    }),
    placeholderData: (before) => before,
  });
  return (
    <QueryCard
      title="Top talkers"
      query={query}
      className={className}
      lines={10}
      aside={
        <>
          <Segmented label="Ranked by" value={by} onChange={onBy} options={orders} />
          <CsvButton
            name={`top-talkers-${by}-${fileSuffix(asked)}`}
            what="top talkers"
            rows={query.data?.items ?? []}
            columns={[
              { header: 'Login', text: (row) => row.username },
              { header: 'Customer', text: (row) => row.customerName },
              { header: 'Download bytes', text: (row) => row.downloadBytes },
              { header: 'Upload bytes', text: (row) => row.uploadBytes },
              { header: 'Share', text: (row) => row.share },
              { header: 'Bytes in the period before', text: (row) => row.previousBytes },
            ]}
          />
        </>
      }
    >
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={<Users />} title="Nobody moved anything" className="py-8">
            Traffic shows here as NAS devices report it.
          </EmptyState>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
          <div className="max-h-112 overflow-y-auto" tabIndex={0}>
            <SimpleTable
              label="Top talkers"
              rows={items}
              columns={comparable ? columns : columns.filter(({ id }) => id !== 'change')}
              getId={(row) => row.accountId}
            />
          </div>
        )
      }
    </QueryCard>
  );
}
