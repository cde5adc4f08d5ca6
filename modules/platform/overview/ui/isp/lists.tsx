import { useQuery } from '@tanstack/react-query';
import { CircleCheck, Receipt, ShieldCheck, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { openMinor } from '#modules/billing/invoices/rules.ts';
import { LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { customerTones } from '#modules/customers/customers/ui/isp/customer-values.tsx';
import { Chip, StatusChip } from '#ui/base/badge.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Money, RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { customersApi, invoicesApi, orchestrationApi, radiusApi } from './dashboard-queries.ts';

const all = (to: string) => (
  <Link to={to} className="hover:text-ink hover:underline">
    All
  </Link>
);

/** One line of a short list: what it is, what tells it apart, its figure at the end. */
const Row = ({ to, title, hint, end }: { to: string | null; title: ReactNode; hint: ReactNode; end: ReactNode }) => (
  <li className="relative flex items-baseline gap-2 py-1.5">
    <span className="min-w-0 flex-1">
      <span className="block truncate font-medium">
        {to ? (
          <Link to={to} className="after:absolute after:inset-0 hover:text-brand-text">
            {title}
          </Link>
        ) : (
          title
        )}
      </span>
      <span className="block truncate text-sm text-ink-3">{hint}</span>
    </span>
    <span className="shrink-0 text-end text-sm text-ink-2">{end}</span>
  </li>
);
const customerPath = (id: string) => `/dashboard/operations/customers/${id}`;

export function FailuresCard({ className }: { className: string }) {
  const [rolledBack, failed] = [
    useQuery(orchestrationApi.list.queryOptions({ input: { status: 'rolled_back', limit: 6 } })),
    useQuery(orchestrationApi.list.queryOptions({ input: { status: 'failed', limit: 6 } })),
  ];
  const both = {
    data: rolledBack.data && failed.data && [...rolledBack.data.items, ...failed.data.items],
    error: rolledBack.error ?? failed.error,
    isError: rolledBack.isError || failed.isError,
    refetch: () => Promise.all([rolledBack.refetch(), failed.refetch()]),
  };
  return (
    <QueryCard
      title="Failures and rollbacks"
      query={both}
      className={className}
      aside={all('/dashboard/orchestration?status=rolled_back')}
    >
      {(runs) =>
        runs.length === 0 ? (
          <EmptyState icon={<CircleCheck />} title="None" className="py-8">
            Runs that fail or are taken back show here.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {runs
              .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
              .slice(0, 6)
              .map((run) => (
                <Row
                  key={run.id}
                  to={`/dashboard/orchestration/${encodeURIComponent(run.id)}`}
                  title={
                    <>
                      {run.title} <Chip tone="bad">{run.status === 'failed' ? 'Failed' : 'Rolled back'}</Chip>
                    </>
                  }
                  hint={run.error}
                  end={<RelativeTime at={run.updatedAt} />}
                />
              ))}
          </ul>
        )
      }
    </QueryCard>
  );
}

export function NewestCustomersCard({ className }: { className: string }) {
  const newest = useQuery(customersApi.list.queryOptions({ input: { sort: '-createdAt', limit: 7 } }));
  return (
    <QueryCard
      title="Newest customers"
      query={newest}
      className={className}
      aside={all('/dashboard/operations/customers?sort=-createdAt')}
    >
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={<Users />} title="No customers yet" className="py-8">
            Add the first one, or import them all.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {items.map((customer) => (
              <Row
                key={customer.id}
                to={customerPath(customer.id)}
                title={
                  <>
                    {customer.name} <StatusChip status={customer.status} tones={customerTones} />
                  </>
                }
                hint={`${customer.number} · ${customer.serviceAddress.city}`}
                end={<RelativeTime at={customer.createdAt} />}
              />
            ))}
          </ul>
        )
      }
    </QueryCard>
  );
}

export function OverdueCard({ className }: { className: string }) {
  const overdue = useQuery(invoicesApi.list.queryOptions({ input: { overdue: 'true', sort: 'dueDate', limit: 7 } }));
  return (
    <QueryCard
      title="Overdue invoices"
      query={overdue}
      className={className}
      aside={all('/dashboard/billing-revenue/invoices?state=overdue')}
    >
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={<Receipt />} title="Nothing is overdue" className="py-8" />
        ) : (
          <ul className="divide-y divide-line">
            {items.map((invoice) => (
              <Row
                key={invoice.id}
                to={`/dashboard/billing-revenue/invoices/${invoice.id}`}
                title={invoice.customerName}
                hint={
                  <>
                    <Mono>{invoice.number}</Mono> · due <LocalDate date={invoice.dueDate} />
                  </>
                }
                end={<Money amountMinor={openMinor(invoice)} currency={invoice.currency} />}
              />
            ))}
          </ul>
        )
      }
    </QueryCard>
  );
}

export function RefusalsCard({ className }: { className: string }) {
  const refused = useQuery({
    ...radiusApi.authLog.queryOptions({ input: { accepted: 'false', limit: 7 } }),
    // Refusals are not announced one by one.
    refetchInterval: 10_000,
  });
  return (
    <QueryCard title="Refused logins" query={refused} className={className}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={<ShieldCheck />} title="None" className="py-8">
            Logins that RADIUS refuses show here, with the reason.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {items.map((entry) => (
              <Row
                key={entry.id}
                to={entry.customerId && `${customerPath(entry.customerId)}/network`}
                title={entry.username}
                hint={[entry.reason, entry.nasName].filter(Boolean).join(' · ')}
                end={<RelativeTime at={entry.at} />}
              />
            ))}
          </ul>
        )
      }
    </QueryCard>
  );
}
