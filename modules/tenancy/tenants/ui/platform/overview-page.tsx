import { useQuery } from '@tanstack/react-query';
import { Building2, Mail, Plus, ScrollText } from 'lucide-react';
import type { ReactNode } from 'react';
import { StatusChip } from '#ui/base/badge.tsx';
import { ButtonLink } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { Bytes, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { holds } from '#ui/page/navigation.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link } from '#ui/page/url.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan, usePermissions } from '#ui/session/session-provider.tsx';
import { useApp } from '#ui/shell/shell-context.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { tenantsApi as api, type TenantView, tenantsPath, tenantTones } from './tenant-values.tsx';

const NoTenants = () => (
  <EmptyState icon={<Building2 />} title="No internet providers yet">
    Create the first one; its administrator gets an invitation by mail.
  </EmptyState>
);

const metricsOptions = () => api.metrics.queryOptions({ input: {}, refetchInterval: 30_000 });
const listOptions = () => api.list.queryOptions({ input: { limit: 10 }, refetchInterval: 30_000 });

export const loader = ({ queryClient }: LoaderContext) =>
  Promise.all([queryClient.prefetchQuery(metricsOptions()), queryClient.prefetchQuery(listOptions())]);

const columns: SimpleColumn<TenantView>[] = [
  {
    id: 'name',
    header: 'Provider',
    cell: (t) => (
      <Link to={`${tenantsPath}/${t.id}`} className="font-medium hover:underline">
        {t.name}
      </Link>
    ),
  },
  { id: 'status', header: 'Status', cell: (t) => <StatusChip status={t.status} tones={tenantTones} /> },
  { id: 'subscribers', header: 'Subscribers', align: 'end', cell: (t) => <NumberText value={t.subscribers} /> },
  { id: 'online', header: 'Online', align: 'end', cell: (t) => <NumberText value={t.online} /> },
  { id: 'staff', header: 'Staff', align: 'end', cell: (t) => <NumberText value={t.staff} /> },
  { id: 'since', header: 'Here since', align: 'end', cell: (t) => <RelativeTime at={t.createdAt} /> },
];

function Metrics() {
  const { data, error, isError, dataUpdatedAt } = useQuery(metricsOptions());
  const problem = isError && !data ? toProblem(error).message : undefined;
  const number = (value: number | undefined) => (value === undefined ? undefined : <NumberText value={value} />);
  const counted = data && (
    <>
      Counted <RelativeTime at={dataUpdatedAt} />
    </>
  );
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-6">
      <StatCard
        label="Internet providers"
        value={number(data?.tenants)}
        problem={problem}
        to={tenantsPath}
        source={counted}
      />
      <StatCard
        label="Suspended"
        value={number(data?.suspended)}
        problem={problem}
        to={`${tenantsPath}?status=suspended`}
      />
      <StatCard label="Subscribers" value={number(data?.subscribers)} problem={problem} source="Of all providers" />
      <StatCard label="Online now" value={number(data?.online)} problem={problem} source="Live sessions" />
      <StatCard label="Events" value={number(data?.events24h)} problem={problem} source="Last 24 hours" />
      <StatCard
        label="Database"
        value={data && <Bytes bytes={data.databaseBytes} binary />}
        problem={problem}
        source="On disk"
      />
    </div>
  );
}

/** Links to pages of this console that the person may open. */
function QuickActions() {
  const { pages } = useApp();
  const mine = usePermissions();
  const write = useCan('platform.tenant:write');
  const link = (path: string, label: string, icon: ReactNode) => {
    const page = pages.find((p) => p.path === path);
    return page && (!page.can || holds(mine, page.can)) ? (
      <ButtonLink key={path} to={path} icon={icon} className="justify-start">
        {label}
      </ButtonLink>
    ) : null;
  };
  return (
    <Card title="Quick actions" className="lg:col-span-3">
      <div className="flex flex-col gap-2">
        <ButtonLink
          to={`${tenantsPath}?dialog=create`}
          variant="primary"
          icon={<Plus />}
          reason={write.reason}
          className="justify-start"
        >
          New internet provider
        </ButtonLink>
        {link('/dashboard/platform-admin/outbox', 'Mail outbox', <Mail />)}
        {link('/dashboard/platform-admin/audit', 'Audit trail', <ScrollText />)}
      </div>
    </Card>
  );
}

export default function OverviewPage() {
  const list = useQuery(listOptions());
  useLiveQueries('tenants', [api.key()]);
  const { data } = list;
  return (
    <PageBody>
      <PageHeader title="Overview" />
      <Metrics />
      <div className="grid items-start gap-4 lg:grid-cols-12">
        <Card title="Internet providers" className="lg:col-span-9" aside={<Link to={tenantsPath}>All providers</Link>}>
          {list.isError && !data && <ErrorState error={list.error} onRetry={() => list.refetch()} />}
          {!data && !list.isError && <Skeleton.Lines />}
          {data?.items.length === 0 && <NoTenants />}
          {data && data.items.length > 0 && (
            <SimpleTable label="Internet providers" rows={data.items} columns={columns} getId={(t) => t.id} />
          )}
        </Card>
        <QuickActions />
      </div>
    </PageBody>
  );
}
