import { useQuery } from '@tanstack/react-query';
import { supportApi } from '#modules/tenancy/vendor-tickets/ui/tenant/support-api.ts';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { NumberText } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useSession } from '#ui/session/session-provider.tsx';
import { LicenceFigures, UsageCard } from './licence-summary.tsx';

const options = () => supportApi.counts.queryOptions({ input: {} });

export default function OverviewPage() {
  const { tenant, user } = useSession();
  const tickets = useQuery(options());
  useLiveQueries('account-tickets', [supportApi.counts.key()]);
  const problem = tickets.isError ? toProblem(tickets.error).message : undefined;
  const { data } = tickets;
  const number = (value: number | undefined) => (value === undefined ? undefined : <NumberText value={value} />);
  return (
    <PageBody>
      <PageHeader title={tenant?.name ?? null} subtitle={`Welcome, ${user.name}. This is your account at DotMac.`} />
      <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-5">
        <LicenceFigures />
        <StatCard
          label="Tickets waiting for you"
          value={number(data?.waiting)}
          problem={problem}
          to="/tenant-portal/support?status=waiting"
        />
        <StatCard label="Tickets at DotMac" value={number(data?.open)} problem={problem} to="/tenant-portal/support" />
      </div>
      <Grid>
        <UsageCard className="lg:col-span-7" />
        <Card title="Provider" className="lg:col-span-5">
          <DescriptionList
            items={[
              { term: 'Short name', value: tenant?.slug },
              { term: 'Currency', value: tenant?.currency },
              { term: 'Time zone', value: tenant?.timeZone },
              { term: 'Language', value: tenant?.locale },
            ]}
          />
        </Card>
      </Grid>
    </PageBody>
  );
}
