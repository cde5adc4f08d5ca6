import { Receipt } from 'lucide-react';
import { openMinor } from '#modules/billing/invoices/rules.ts';
import { InvoiceChip, LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { Chip } from '#ui/base/badge.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Money } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { useOpenInvoices, useRecentInvoices } from './customer-queries.ts';

const path = '/dashboard/billing-revenue/invoices';

/** What the customer owes, and the last invoices. */
export function BillingCard({ customerId, className }: { customerId: string; className?: string }) {
  const open = useOpenInvoices(customerId);
  const owed = open.data?.items ?? [];
  const [oldest] = owed;
  const overdue = owed.filter((invoice) => invoice.overdue).length;
  return (
    <QueryCard
      title="Billing"
      query={open}
      {...(className ? { className } : {})}
      lines={5}
      status={() =>
        owed.length > 0 && (
          <Chip tone={overdue > 0 ? 'bad' : 'warn'}>
            {overdue > 0 ? `${overdue} overdue` : `${owed.length} unpaid`}
          </Chip>
        )
      }
      aside={
        <Link to={`${path}?customerId=${customerId}`} className="hover:text-ink hover:underline">
          All invoices
        </Link>
      }
    >
      {() => (
        <>
          {oldest ? (
            <p className="text-2xl font-semibold tracking-[-0.02em]">
              <Money
                amountMinor={owed.reduce((sum, invoice) => sum + openMinor(invoice), 0)}
                currency={oldest.currency}
              />{' '}
              <span className="text-base font-normal tracking-normal text-ink-2">
                {oldest.overdue ? 'was due' : 'due'} <LocalDate date={oldest.dueDate} />
              </span>
            </p>
          ) : (
            <p className="text-ink-2">Nothing is owed.</p>
          )}
          <Recent customerId={customerId} />
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
      <EmptyState icon={<Receipt />} title="No invoices yet" className="py-6">
        The first one is issued by itself when a service becomes active.
      </EmptyState>
    );
  return (
    <table className="mt-2 w-full" aria-label="Last invoices">
      <tbody>
        {items.map((invoice) => (
          <tr key={invoice.id} className="border-t border-line first:border-t-0">
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
