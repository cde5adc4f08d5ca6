import { useQuery } from '@tanstack/react-query';
import { Router, Ticket } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import { useCustomer360 } from '#modules/customers/customer-360/ui/isp/use-customer-360.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { NotesCard } from '#modules/platform/records/ui/isp/notes-card.tsx';
import { TimelineCard } from '#modules/platform/records/ui/isp/timeline-card.tsx';
import { PriorityChip, TicketChip, ticketsApi } from '#modules/support/tickets/ui/isp/ticket-values.tsx';
import { Badge, Chip, StatusChip } from '#ui/base/badge.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import { BillingCard } from './billing-card.tsx';
import { ConnectionCard } from './connection-card.tsx';
import {
  addressText,
  type CustomerDetailView,
  capital,
  customerTones,
  kindText,
  listPath,
} from './customer-values.tsx';
import { SubscriptionCard } from './subscription-card.tsx';
import { UsageCard } from './usage-card.tsx';

const devicesApi = clientFor(radius, 'isp');
const third = 'lg:col-span-4';

/** What is asked first of a customer: each side once, leading on to its own tab. */
export function OverviewTab({ customer, base }: { customer: CustomerDetailView; base: string }) {
  const { id } = customer;
  const leads = (tab: string, title: string) => (
    <Link to={`${base}/${tab}`} className="hover:text-brand-text hover:underline">
      {title}
    </Link>
  );
  return (
    <Grid>
      <ConnectionCard customerId={id} title={leads('network', 'Network')} className={third} />
      <SubscriptionCard customerId={id} title={leads('subscriptions', 'Subscription')} className={third} />
      <BillingCard customerId={id} title={leads('billing', 'Billing')} recent className={third} />
      <AccountCard customer={customer} title={leads('profile', 'Account')} />
      <TicketsCard customerId={id} title={leads('tickets', 'Tickets')} />
      <DevicesCard customerId={id} title={leads('devices', 'Devices')} />
      <UsageCard customerId={id} className="lg:col-span-8" />
      <NotesCard subject={{ subjectType: 'customer', subjectId: id }} className={third} />
      <TimelineCard customerId={id} limit={15} className="lg:col-span-12" />
    </Grid>
  );
}

type Title = { title: React.ReactNode };

function AccountCard({ customer: c, title }: { customer: CustomerDetailView } & Title) {
  const contact = c.contacts.find(({ role }) => role === 'primary') ?? c.contacts[0];
  return (
    <Card title={title} status={<StatusChip status={c.status} tones={customerTones} />} className={third}>
      <DescriptionList
        items={[
          { term: 'Kind', value: `${kindText[c.kind]}, ${capital(c.tier)}` },
          { term: 'E-mail', value: c.email && <CopyText text={c.email} /> },
          { term: 'Phone', value: c.phone && <CopyText text={c.phone} mono /> },
          { term: 'Address', value: addressText(c.serviceAddress) },
          {
            term: 'Contact',
            value: contact && [contact.name, contact.phone].filter(Boolean).join(', '),
            hideEmpty: true,
          },
          {
            term: 'Tags',
            value:
              c.tags.length === 0 ? null : (
                <span className="flex flex-wrap justify-end gap-1">
                  {c.tags.map((tag) => (
                    <Link key={tag} to={`${listPath}?tag=${encodeURIComponent(tag)}`}>
                      <Chip>{tag}</Chip>
                    </Link>
                  ))}
                </span>
              ),
            hideEmpty: true,
          },
        ]}
      />
    </Card>
  );
}

function TicketsCard({ customerId, title }: { customerId: string } & Title) {
  const counts = useCustomer360(customerId).part('tickets');
  const last = useQuery(ticketsApi.list.queryOptions({ input: { customerId, limit: 4 } }));
  return (
    <QueryCard
      title={title}
      query={counts}
      className={third}
      status={({ open, critical }) => (
        <>
          {open > 0 && <Chip tone="info">{open} open</Chip>}
          {critical > 0 && <Chip tone="bad">{critical} urgent</Chip>}
        </>
      )}
      aside={({ closed }) => closed > 0 && `${closed} closed`}
    >
      {({ open, closed }) =>
        open + closed === 0 ? (
          <EmptyState icon={<Ticket />} title="No tickets" className="py-6">
            This customer has not asked for anything.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {last.data?.items.map((ticket) => (
              <li key={ticket.id} className="py-1.5">
                <div className="flex items-center justify-between gap-2">
                  <Link
                    to={`/dashboard/ticketing/${ticket.id}`}
                    className="min-w-0 truncate font-medium hover:text-brand-text hover:underline"
                  >
                    {ticket.subject}
                  </Link>
                  <TicketChip status={ticket.status} />
                </div>
                <p className="flex gap-1.5 text-sm text-ink-3">
                  {ticket.number} · <RelativeTime at={ticket.updatedAt} />
                  {ticket.priority !== 'normal' && <PriorityChip priority={ticket.priority} />}
                </p>
              </li>
            ))}
          </ul>
        )
      }
    </QueryCard>
  );
}

function DevicesCard({ customerId, title }: { customerId: string } & Title) {
  const counts = useCustomer360(customerId).part('devices');
  const known = useQuery(devicesApi.devicesOf.queryOptions({ input: { customerIds: [customerId] } }));
  return (
    <QueryCard
      title={title}
      query={counts}
      className={third}
      status={({ total, online }) =>
        total > 0 && (
          <Chip tone={online > 0 ? 'ok' : 'neutral'}>
            {online} of {total} online
          </Chip>
        )
      }
    >
      {({ total }) =>
        total === 0 ? (
          <EmptyState icon={<Router />} title="No device was seen" className="py-6">
            It stands here once a session has shown its MAC address.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {known.data?.items[0]?.items.slice(0, 4).map((device) => (
              <li key={device.macAddress} className="flex items-center justify-between gap-2 py-1.5">
                <CopyText text={device.macAddress} mono />
                <span className="flex items-center gap-2 text-sm text-ink-3">
                  {device.lastSeenAt && !device.online && <RelativeTime at={device.lastSeenAt} />}
                  <Badge tone={device.online ? 'ok' : 'neutral'}>{device.online ? 'Online' : 'Offline'}</Badge>
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </QueryCard>
  );
}
