import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { licensingCatalogue } from '#modules/licensing/catalogue/contract.ts';
import { licensingSeats } from '#modules/licensing/seats/contract.ts';
import { SeatCards } from '#modules/licensing/seats/ui/seat-stock.tsx';
import { licensingUsage } from '#modules/licensing/usage/contract.ts';
import { UsageBars } from '#modules/licensing/usage/ui/usage-bars.tsx';
import { StatusChip } from '#ui/base/badge.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { licensingAccounts } from '../../contract.ts';
import { accountTones, Entitlements } from '../licensing-values.tsx';

const api = clientFor(licensingAccounts, 'isp');
const catalogue = clientFor(licensingCatalogue, 'isp');
const seatsApi = clientFor(licensingSeats, 'isp');
const usageApi = clientFor(licensingUsage, 'isp');

/** What the provider has bought, to look at; it is changed in the tenant portal. */
export default function LicensingPage() {
  const account = useQuery(api.account.queryOptions({ input: {} }));
  const modules = useQuery(catalogue.features.queryOptions({ input: {} }));
  const seats = useCan('licensing.seat:read');
  const stock = useQuery(seatsApi.stock.queryOptions({ input: {}, enabled: seats.allowed }));
  const holders = useQuery(seatsApi.list.queryOptions({ input: {}, enabled: seats.allowed }));
  const usage = useQuery(usageApi.usage.queryOptions({ input: {} }));
  useLiveQueries('licence', [api.key()]);
  useLiveQueries('licence-usage', [usageApi.key()]);
  const { data } = account;
  const without = holders.data?.items.filter((s) => s.status === 'revoked') ?? [];
  return (
    <PageBody>
      <PageHeader
        title="Licence"
        status={data && <StatusChip status={data.status} tones={accountTones} />}
        subtitle={
          data?.plan
            ? `${data.plan.name}, ${data.status === 'trial' ? 'trial until' : 'paid until'} ${data.periodEnd}`
            : 'No contract: everything is on'
        }
      />
      <Callout
        className="mb-4"
        title="Plans, seats and add-ons are bought by your account managers in the tenant portal."
      >
        It is at /tenant-portal of the platform’s address.
      </Callout>
      {data?.seats && stock.data && <SeatCards items={stock.data.items} />}
      {without.length > 0 && (
        <Callout tone="warn" className="mb-4" title={`Without a seat: ${without.map((s) => s.name).join(', ')}`} />
      )}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <QueryCard title="Modules" query={account} aside={modules.data && `${modules.data.items.length} on sale`}>
          {(own) => <Entitlements items={own.entitlements} />}
        </QueryCard>
        <QueryCard title="Quotas" query={usage}>
          {({ items }) => <UsageBars items={items} />}
        </QueryCard>
      </div>
    </PageBody>
  );
}
