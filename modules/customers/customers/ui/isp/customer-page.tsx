import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { CustomerMailCard } from '#modules/communications/mail/ui/isp/customer-mail-card.tsx';
import { DevicesTab } from '#modules/customers/customer-360/ui/isp/devices-tab.tsx';
import { customer360Options } from '#modules/customers/customer-360/ui/isp/use-customer-360.ts';
import { DocumentsCard } from '#modules/customers/documents/ui/isp/documents-card.tsx';
import { HealthInHeader } from '#modules/customers/health/ui/isp/health-in-header.tsx';
import { FormerCustomer } from '#modules/customers/merging/ui/isp/former-customer.tsx';
import { FilesCard } from '#modules/platform/records/ui/isp/files-card.tsx';
import { TimelineCard } from '#modules/platform/records/ui/isp/timeline-card.tsx';
import { StatusChip } from '#ui/base/badge.tsx';
import { Grid } from '#ui/base/card.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { DateTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useGo, usePageParams, useUrlState } from '#ui/page/url.tsx';
import { BillingTab } from './billing-tab.tsx';
import { ContactsCard } from './contacts-card.tsx';
import { CustomerActionDialogs } from './customer-action-dialogs.tsx';
import { CustomerButtons, type DialogName, dialogNames, useCustomerActions } from './customer-actions.tsx';
import { CustomerAudit } from './customer-audit.tsx';
import { useCustomerLive } from './customer-queries.ts';
import {
  addressText,
  customersApi as api,
  type CustomerDetailView,
  capital,
  customerTones,
} from './customer-values.tsx';
import { DetailsCard } from './details-card.tsx';
import { NetworkTab } from './network-tab.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { PortalCard } from './portal-card.tsx';
import { SubscriptionsTab } from './subscriptions-tab.tsx';
import { TicketsTab } from './tickets-tab.tsx';

const url = z.object({ dialog: z.enum(dialogNames).optional() });
const base = (id: string) => `/dashboard/operations/customers/${id}`;

export const loader = ({ queryClient, params }: LoaderContext) => {
  const id = params['id'] ?? '';
  void queryClient.prefetchQuery(customer360Options(id));
  return queryClient.prefetchQuery(api.get.queryOptions({ input: { id } }));
};

export default function CustomerPage() {
  const { id } = usePageParams<{ id: string }>();
  const customer = useQuery(api.get.queryOptions({ input: { id } }));
  useCustomerLive(id);
  if (customer.data && customer.data.id !== id)
    return (
      <PageBody>
        <PageHeader title={customer.data.name} />
        <FormerCustomer id={id} />
      </PageBody>
    );
  if (customer.data) return <Customer360 customer={customer.data} />;
  return (
    <PageBody wide>
      <PageHeader title={customer.isError ? 'Customer' : null} />
      {customer.isError && <ErrorState error={customer.error} onRetry={() => customer.refetch()} />}
    </PageBody>
  );
}

function Customer360({ customer }: { customer: CustomerDetailView }) {
  const [{ dialog }, setUrl] = useUrlState(url);
  const { tab = 'overview' } = usePageParams<{ id: string; tab?: string }>();
  const go = useGo();
  const show = (next: string) => go(next === 'overview' ? base(customer.id) : `${base(customer.id)}/${next}`);
  const actions = useCustomerActions(customer);
  const { id } = customer;
  const subject = { subjectType: 'customer' as const, subjectId: id };
  const ask = (next: DialogName) => setUrl({ dialog: next }, { push: true });
  const noteField = () => document.querySelector<HTMLTextAreaElement>('textarea[data-note]')?.focus();
  const writeNote = () => {
    if (tab === 'overview') noteField();
    // The field is there once the tab is.
    else void show('overview').then(() => setTimeout(noteField, 100));
  };
  return (
    <PageBody wide>
      <PageHeader
        title={customer.name}
        crumb={customer.number}
        status={
          <>
            <StatusChip status={customer.status} tones={customerTones} />
            <HealthInHeader customer={customer} />
          </>
        }
        subtitle={
          <>
            {customer.number} · {capital(customer.tier)} · customer since <DateTime at={customer.createdAt} />
            {customer.phone && (
              <>
                {' · '}
                <a href={`tel:${customer.phone}`} className="hover:text-ink hover:underline">
                  {customer.phone}
                </a>
              </>
            )}
            {' · '}
            {addressText(customer.serviceAddress)}
          </>
        }
        actions={<CustomerButtons customer={customer} actions={actions} onAsk={ask} onNote={writeNote} />}
      />
      <Tabs
        label={`Parts of ${customer.name}`}
        value={tab}
        onChange={(next) => void show(next)}
        tabs={[
          {
            id: 'overview',
            label: 'Overview',
            content: () => <OverviewTab customer={customer} base={base(id)} />,
          },
          {
            id: 'profile',
            label: 'Profile',
            content: () => (
              <Grid>
                <DetailsCard customer={customer} onEdit={() => ask('edit')} className="lg:col-span-4" />
                <ContactsCard customer={customer} className="lg:col-span-4" />
                <PortalCard customerId={id} customerName={customer.name} className="lg:col-span-4" />
              </Grid>
            ),
          },
          { id: 'subscriptions', label: 'Subscriptions', content: () => <SubscriptionsTab customerId={id} /> },
          { id: 'network', label: 'Network', content: () => <NetworkTab customerId={id} /> },
          { id: 'devices', label: 'Devices', content: () => <DevicesTab customerId={id} /> },
          { id: 'billing', label: 'Billing', content: () => <BillingTab customerId={id} /> },
          {
            id: 'tickets',
            label: 'Tickets',
            content: () => (
              <div className="flex flex-col gap-4">
                <TicketsTab customer={customer} />
                <CustomerMailCard customerId={id} reason={actions.why.message} onWrite={() => ask('message')} />
              </div>
            ),
          },
          {
            id: 'documents',
            label: 'Documents',
            content: () => (
              <Grid>
                <DocumentsCard customerId={id} className="lg:col-span-8" />
                <FilesCard subject={subject} className="lg:col-span-4" />
              </Grid>
            ),
          },
          {
            id: 'activity',
            label: 'Activity',
            content: () => (
              <Grid>
                <TimelineCard customerId={id} limit={50} className="lg:col-span-6" />
                <CustomerAudit customerId={id} className="lg:col-span-6" />
              </Grid>
            ),
          },
        ]}
      />
      <CustomerActionDialogs
        customer={customer}
        actions={actions}
        dialog={dialog}
        onClose={() => setUrl({ dialog: undefined })}
      />
    </PageBody>
  );
}
