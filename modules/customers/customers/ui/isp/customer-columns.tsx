import { HealthPopover } from '#modules/customers/health/ui/isp/health.tsx';
import { Chip, Dot, StatusChip } from '#ui/base/badge.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { Money, RelativeTime } from '#ui/format/values.tsx';
import type { Column } from '#ui/table/columns.ts';
import { addressText, type CustomerView, capital, customerTones, kindText } from './customer-values.tsx';
import { useIsOnline } from './online.tsx';

function OnlineDot({ id }: { id: string }) {
  const online = useIsOnline(id);
  if (online === undefined) return null;
  return <Dot tone={online ? 'ok' : 'neutral'} label={online ? 'Online' : 'Offline'} />;
}

function Balance({ row }: { row: CustomerView }) {
  const { currency } = useFormat();
  if (row.balanceMinor === 0) return <span className="text-ink-3">–</span>;
  const amount = <Money amountMinor={row.balanceMinor} currency={currency} />;
  return row.overdueMinor > 0 ? (
    <span className="text-bad-ink" title="Part of it, or all, is overdue">
      {amount} <span className="sr-only">overdue</span>
    </span>
  ) : (
    amount
  );
}

export const customerColumns: Column<CustomerView>[] = [
  {
    id: 'name',
    header: 'Name',
    cell: (row) => (
      <span className="inline-flex items-center gap-2">
        <OnlineDot id={row.id} />
        {row.name}
      </span>
    ),
    text: (row) => row.name,
    sort: true,
    fixed: true,
    width: 210,
  },
  {
    id: 'number',
    header: 'Number',
    cell: (row) => <Mono>{row.number}</Mono>,
    text: (row) => row.number,
    sort: true,
    width: 104,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (row) => <StatusChip status={row.status} tones={customerTones} />,
    text: (row) => row.status,
    width: 104,
  },
  {
    id: 'health',
    header: 'Health',
    cell: (row) => <HealthPopover customerId={row.id} name={row.name} score={row.healthScore} band={row.healthBand} />,
    text: (row) => row.healthScore,
    sort: true,
    width: 116,
  },
  {
    id: 'balance',
    header: 'Balance',
    cell: (row) => <Balance row={row} />,
    text: (row) => row.balanceMinor,
    align: 'end',
    sort: true,
    width: 112,
  },
  { id: 'plan', header: 'Plan', cell: (row) => row.planName ?? '–', text: (row) => row.planName, width: 140 },
  { id: 'phone', header: 'Phone', cell: (row) => <Mono>{row.phone}</Mono>, text: (row) => row.phone, width: 150 },
  { id: 'email', header: 'E-mail', cell: (row) => row.email, text: (row) => row.email },
  {
    id: 'address',
    header: 'Address',
    cell: (row) => addressText(row.serviceAddress),
    text: (row) => addressText(row.serviceAddress),
  },
  {
    id: 'tags',
    header: 'Tags',
    cell: (row) => (
      <span className="flex gap-1">
        {row.tags.map((tag) => (
          <Chip key={tag}>{tag}</Chip>
        ))}
      </span>
    ),
    text: (row) => row.tags.join('; '),
    width: 130,
  },
  { id: 'kind', header: 'Kind', cell: (row) => kindText[row.kind], text: (row) => row.kind, width: 120, hidden: true },
  { id: 'tier', header: 'Tier', cell: (row) => capital(row.tier), text: (row) => row.tier, width: 100, hidden: true },
  {
    id: 'createdAt',
    header: 'Since',
    cell: (row) => <RelativeTime at={row.createdAt} />,
    text: (row) => row.createdAt,
    sort: true,
    width: 110,
  },
];
