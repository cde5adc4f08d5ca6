import type { ReactNode } from 'react';
import { LocalDate } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { Price } from '#modules/billing/subscriptions/ui/isp/subscription-values.tsx';
import { Badge, Chip } from '#ui/base/badge.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { Bps, Money, RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCustomer360 } from './use-customer-360.ts';

interface Part<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** A side of the customer that leads to its tab; while it fails it says why, and the others stand. */
function Tile<Data>({
  title,
  to,
  part,
  children,
}: {
  title: string;
  to: string;
  part: Part<Data>;
  children: (data: Data) => { main: ReactNode; more: ReactNode };
}) {
  const { data } = part;
  const shown = data === undefined ? null : children(data);
  return (
    <section
      aria-label={title}
      className="relative flex min-w-0 flex-col rounded-lg border border-line bg-panel px-4 py-3 shadow-card transition-colors hover:border-field"
    >
      <h2 className="text-sm font-medium text-ink-3">
        <Link to={to} className="after:absolute after:inset-0 hover:text-ink">
          {title}
        </Link>
      </h2>
      {shown ? (
        <>
          <p className="mt-1 truncate text-lg font-semibold tracking-[-0.01em]">{shown.main}</p>
          <p className="mt-0.5 text-sm text-ink-2">{shown.more}</p>
        </>
      ) : part.error ? (
        <div className="mt-1 text-sm text-ink-2">
          {toProblem(part.error).message}{' '}
          <button type="button" className="relative z-10 underline" onClick={() => part.refetch()}>
            Try again
          </button>
        </div>
      ) : (
        <Skeleton.Lines count={2} />
      )}
    </section>
  );
}

const capital = (word: string) => word.replace(/^./, (c) => c.toUpperCase());
const states = { online: 'Online', offline: 'Offline', never: 'Never online', none: 'No login' } as const;
const count = (n: number, one: string, more = `${one}s`) => `${n} ${n === 1 ? one : more}`;

/** Overview, subscription, network, devices, tickets, billing: what is asked first, in one request. */
export function SixCards({ customerId, base }: { customerId: string; base: string }) {
  const { part } = useCustomer360(customerId);
  return (
    <div className="mb-4 grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-3 2xl:grid-cols-6">
      <Tile title="Overview" to={`${base}/profile`} part={part('customer')}>
        {({ status, tier, email }) => ({
          main: `${capital(status)}, ${tier}`,
          more: email ?? 'no e-mail address',
        })}
      </Tile>
      <Tile title="Subscription" to={`${base}/subscriptions`} part={part('subscriptions')}>
        {({ current, active, total }) => ({
          main: current ? current.plan : 'Nothing sold yet',
          more: current ? (
            <>
              {current.bandwidth} ·{' '}
              <Price amountMinor={current.price} currency={current.currency} cycle={current.cycle} />
              {' · '}
              {active} of {total} active
            </>
          ) : (
            'Sell a plan with the button above.'
          ),
        })}
      </Tile>
      <Tile title="Network" to={`${base}/network`} part={part('network')}>
        {(n) => ({
          main: (
            <Badge tone={n.sessionStatus === 'online' ? 'ok' : 'neutral'} pulse={n.sessionStatus === 'online'}>
              {states[n.sessionStatus]}
            </Badge>
          ),
          more: (
            <>
              {n.ipv4Address ?? n.ipv6Prefix ?? 'no fixed address'}
              {n.sessionStatus === 'online' ? (
                <>
                  {' · '}
                  <Bps bps={n.downloadBps} /> down
                </>
              ) : (
                n.since && (
                  <>
                    {' · since '}
                    <RelativeTime at={n.since} />
                  </>
                )
              )}
            </>
          ),
        })}
      </Tile>
      <Tile title="Devices" to={`${base}/devices`} part={part('devices')}>
        {({ total, online, offline }) => ({
          main: count(total, 'device'),
          more: total === 0 ? 'None was seen.' : `${online} online · ${offline} offline`,
        })}
      </Tile>
      <Tile title="Tickets" to={`${base}/tickets`} part={part('tickets')}>
        {({ open, closed, critical }) => ({
          main: (
            <>
              {open} open {critical > 0 && <Chip tone="bad">{critical} urgent</Chip>}
            </>
          ),
          more: `${closed} closed`,
        })}
      </Tile>
      <Tile title="Billing" to={`${base}/billing`} part={part('billing')}>
        {({ summary: s, unpaidInvoices, totalInvoices }) => ({
          main: (
            <>
              <Money amountMinor={s.balance} currency={s.currency} />{' '}
              {s.overdue > 0 ? <Chip tone="bad">overdue</Chip> : s.balance === 0 ? <Chip tone="ok">paid</Chip> : null}
            </>
          ),
          more: (
            <>
              {unpaidInvoices} of {totalInvoices} unpaid
              {s.dueDate && (
                <>
                  {' · due '}
                  <LocalDate date={s.dueDate} />
                </>
              )}
              {s.lastPayment && (
                <>
                  {' · paid '}
                  <RelativeTime at={s.lastPayment.at} />
                </>
              )}
            </>
          ),
        })}
      </Tile>
    </div>
  );
}
