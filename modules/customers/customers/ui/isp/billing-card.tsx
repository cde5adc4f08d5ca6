import { Receipt } from 'lucide-react';
import type { ReactNode } from 'react';
import { InvoiceChip, LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { useCustomer360 } from '#modules/customers/customer-360/ui/isp/use-customer-360.ts';
import { Chip } from '#ui/base/badge.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Money, RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { useRecentInvoices } from './customer-queries.ts';

const path = '/dashboard/billing-revenue/invoices';

/** What the customer owes and paid last; `recent` also lists the last invoices. */
export function BillingCard({
  customerId,
  title = 'Billing',
  recent = false,
  className,
}: {
  customerId: string;
  title?: ReactNode;
  recent?: boolean;
  className?: string;
}) {
  const { part } = useCustomer360(customerId);
  const credit = part('creditNotes').data?.filter(({ leftMinor }) => leftMinor > 0) ?? [];
  return (
    <QueryCard
      title={title}
      query={part('billing')}
      {...(className ? { className } : {})}
      lines={5}
      status={({ summary, unpaidInvoices }) =>
        summary.overdue > 0 ? (
          <Chip tone="bad">Overdue</Chip>
        ) : unpaidInvoices > 0 ? (
          <Chip tone="warn">{unpaidInvoices} unpaid</Chip>
        ) : null
      }
      aside={
        <Link to={`${path}?customerId=${customerId}`} className="hover:text-ink hover:underline">
          All invoices
        </Link>
      }
    >
      {({ summary, totalInvoices, unpaidInvoices }) => (
        <>
          <p className="text-2xl font-semibold tracking-[-0.02em]">
            <Money amountMinor={summary.balance} currency={summary.currency} />{' '}
            <span className="text-base font-normal tracking-normal text-ink-2">
              {summary.dueDate ? (
                <>
                  {summary.overdue > 0 ? 'was due' : 'due'} <LocalDate date={summary.dueDate} />
                </>
              ) : (
                'owed'
              )}
            </span>
          </p>
          <div className="mt-1">
            <DescriptionList
              items={[
                {
                  term: 'Overdue',
                  value:
                    summary.overdue > 0 ? (
                      <span className="font-medium text-bad-ink">
                        <Money amountMinor={summary.overdue} currency={summary.currency} />
                      </span>
                    ) : null,
                  hideEmpty: true,
                },
                { term: 'Unpaid', value: `${unpaidInvoices} of ${totalInvoices} invoices` },
                {
                  term: 'Last payment',
                  value: summary.lastPayment ? (
                    <>
                      <Money amountMinor={summary.lastPayment.amountMinor} currency={summary.lastPayment.currency} />
                      {', '}
                      <RelativeTime at={summary.lastPayment.at} />
                    </>
                  ) : (
                    'None yet'
                  ),
                },
                ...credit.map(({ currency, leftMinor }) => ({
                  term: 'Credit left',
                  value: <Money amountMinor={leftMinor} currency={currency} />,
                })),
              ]}
            />
          </div>
          {recent && <Recent customerId={customerId} />}
        </>
      )}
    </QueryCard>
  );
}

function Recent({ customerId }: { customerId: string }) {
  const recent = useRecentInvoices(customerId);
  const items = recent.data?.items ?? [];
  if (recent.isSuccess && items.length === 0)
    return (
      <EmptyState icon={<Receipt />} title="No invoices yet" className="py-4">
        The first one is issued by itself when a service becomes active.
      </EmptyState>
    );
  return (
    <table className="mt-2 w-full border-t border-line" aria-label="Last invoices">
      <tbody>
        {items.slice(0, 3).map((invoice) => (
          <tr key={invoice.id} className="border-b border-line last:border-b-0">
            <td className="py-1.5">
              <Link to={`${path}/${invoice.id}`} className="hover:text-brand-text hover:underline">
                <Mono>{invoice.number}</Mono>
              </Link>
            </td>
            <td className="text-ink-3">
              <LocalDate date={invoice.issueDate} />
            </td>
            <td className="text-end">
              <Money amountMinor={invoice.totalMinor} currency={invoice.currency} />
            </td>
            <td className="ps-2 text-end">
              <InvoiceChip invoice={invoice} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
