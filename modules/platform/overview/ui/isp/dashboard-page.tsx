import { OnboardingCard } from '#modules/tenancy/onboarding/ui/isp/onboarding-card.tsx';
import { Grid } from '#ui/base/card.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { customersApi, invoicesApi, may, orchestrationApi, radiusApi, subscriptionsApi } from './dashboard-queries.ts';
import { Figures } from './figures.tsx';
import { FailuresCard, NewestCustomersCard, OverdueCard, RefusalsCard } from './lists.tsx';
import { TrafficCard } from './traffic-card.tsx';

export const loader = ({ queryClient }: LoaderContext) =>
  Promise.all([
    queryClient.prefetchQuery(customersApi.metrics.queryOptions({ input: {} })),
    queryClient.prefetchQuery(radiusApi.metrics.queryOptions({ input: {} })),
    queryClient.prefetchQuery(subscriptionsApi.metrics.queryOptions({ input: {} })),
  ]);

export default function DashboardPage() {
  const can = {
    customers: useCan(may.customers).allowed,
    subscriptions: useCan(may.subscriptions).allowed,
    invoices: useCan(may.invoices).allowed,
    radius: useCan(may.radius).allowed,
    orchestration: useCan(may.orchestration).allowed,
  };
  useLiveQueries('customers', [customersApi.list.key(), customersApi.metrics.key()], {
    enabled: can.customers,
    everyMs: 3000,
  });
  useLiveQueries('subscribers', [subscriptionsApi.metrics.key(), orchestrationApi.key(), invoicesApi.key()], {
    enabled: can.subscriptions,
    everyMs: 3000,
    only: ({ event }) => !event.startsWith('radius.'),
  });
  useLiveQueries('radius-sessions', [radiusApi.metrics.key(), radiusApi.authLog.key()], {
    enabled: can.radius,
    everyMs: 3000,
  });
  return (
    <PageBody wide>
      <PageHeader title="Dashboard" />
      <OnboardingCard />
      <Figures />
      <Grid>
        {can.radius && <TrafficCard className={can.orchestration ? 'lg:col-span-8' : 'lg:col-span-12'} />}
        {can.orchestration && <FailuresCard className="lg:col-span-4" />}
        {can.customers && <NewestCustomersCard className="lg:col-span-4" />}
        {can.invoices && <OverdueCard className="lg:col-span-4" />}
        {can.radius && <RefusalsCard className="lg:col-span-4" />}
      </Grid>
    </PageBody>
  );
}
