import { LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { Speed } from '#modules/catalog/internet-plans/ui/isp/plan-values.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import type { Column } from '#ui/table/columns.ts';
import { SubscriptionMenu } from './subscription-actions.tsx';
import { dayBefore, PriceNow, SubscriptionChip, type SubscriptionView } from './subscription-values.tsx';

export const numberColumn: Column<SubscriptionView> = {
  id: 'number',
  header: 'Number',
  cell: (row) => <Mono>{row.number}</Mono>,
  text: (row) => row.number,
  width: 105,
  fixed: true,
};
export const customerColumn: Column<SubscriptionView> = {
  id: 'customer',
  header: 'Customer',
  cell: (row) => (
    <Link to={`/dashboard/operations/customers/${row.customerId}`} className="hover:text-brand-text hover:underline">
      {row.customerName}
    </Link>
  ),
  text: (row) => row.customerName,
};
export const customerNumberColumn: Column<SubscriptionView> = {
  id: 'customerNumber',
  header: 'Customer number',
  cell: (row) => <Mono>{row.customerNumber}</Mono>,
  text: (row) => row.customerNumber,
  width: 140,
  hidden: true,
};
export const planColumn: Column<SubscriptionView> = {
  id: 'plan',
  header: 'Plan',
  cell: (row) => row.planName,
  text: (row) => row.planName,
  width: 150,
};
export const speedColumn: Column<SubscriptionView> = {
  id: 'speed',
  header: 'Speed',
  cell: (row) => <Speed {...row} />,
  text: (row) => `${row.downloadKbps}/${row.uploadKbps} kbps`,
  width: 165,
};
export const statusColumn: Column<SubscriptionView> = {
  id: 'status',
  header: 'Status',
  cell: (row) => <SubscriptionChip subscription={row} />,
  text: (row) => row.status,
  width: 115,
};
export const priceColumn: Column<SubscriptionView> = {
  id: 'price',
  header: 'Price',
  align: 'end',
  cell: (row) => <PriceNow subscription={row} />,
  text: (row) => row.priceMinor,
  width: 150,
};
export const periodColumn: Column<SubscriptionView> = {
  id: 'periodEnd',
  header: 'Period ends',
  cell: (row) =>
    row.periodEnd && row.status !== 'cancelled' ? (
      <LocalDate date={dayBefore(row.periodEnd)} />
    ) : (
      <span className="text-ink-3">—</span>
    ),
  text: (row) => row.periodEnd && dayBefore(row.periodEnd),
  width: 125,
};
export const soldColumn: Column<SubscriptionView> = {
  id: 'orderedAt',
  header: 'Sold',
  cell: (row) => <RelativeTime at={row.orderedAt} />,
  text: (row) => row.orderedAt,
  width: 110,
};
/** Where room is scarce: shown when chosen. */
export const soldColumnHidden: Column<SubscriptionView> = { ...soldColumn, hidden: true };
export const actionsColumn: Column<SubscriptionView> = {
  id: 'actions',
  header: 'Actions',
  align: 'end',
  cell: (row) => <SubscriptionMenu subscription={row} />,
  width: 80,
};
