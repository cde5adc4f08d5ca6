import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Eye, LogOut } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Chip, StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Switch } from '#ui/base/choice.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { type PortalVisit, portalVisits } from '../../contract.ts';
import { endRefusal, type VisitStatus } from '../../rules.ts';

const NoVisits = () => (
  <EmptyState icon={<Eye />} title="Nobody has visited a subscriber’s portal">
    Open a customer and choose Open their portal to see what they see.
  </EmptyState>
);

type VisitView = View<typeof PortalVisit, 'isp'>;
const api = clientFor(portalVisits, 'isp');
const listOptions = () =>
  api.list.infiniteOptions({ input: (cursor: string | undefined) => ({ cursor, limit: 50 }), ...keyset });
const settingsOptions = () => api.settings.queryOptions({ input: {} });

export const loader = ({ queryClient }: LoaderContext) =>
  Promise.all([queryClient.prefetchInfiniteQuery(listOptions()), queryClient.prefetchQuery(settingsOptions())]);

const tones: StatusTones<VisitStatus> = {
  started: ['info', 'Link made'],
  open: ['ok', 'Looking now'],
  ended: 'neutral',
  expired: ['neutral', 'Time was over'],
  unused: ['neutral', 'Link not used'],
};

function End({ visit }: { visit: VisitView }) {
  const client = useQueryClient();
  const { reason } = useCan('customers.portal-visit:write');
  const end = useMutation(
    api.end.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok('The visit is ended.');
      },
      onError: toast.problem,
    }),
  );
  if (endRefusal(visit.status)) return visit.endedBy ? <>by {visit.endedBy}</> : null;
  return (
    <Button
      size="sm"
      icon={<LogOut />}
      reason={reason}
      pending={end.isPending}
      onClick={() => end.mutate({ id: visit.id })}
    >
      End
    </Button>
  );
}

const columns: Column<VisitView>[] = [
  { id: 'member', header: 'Who', cell: (v) => v.memberName, text: (v) => v.memberName, fixed: true, width: 170 },
  {
    id: 'customer',
    header: 'Whose portal',
    cell: (v) => <Link to={`/dashboard/operations/customers/${v.customerId}`}>{v.customerName}</Link>,
    text: (v) => v.customerName,
    width: 200,
  },
  { id: 'reason', header: 'Reason', cell: (v) => v.reason, text: (v) => v.reason },
  {
    id: 'mayAct',
    header: 'What for',
    cell: (v) => <Chip tone={v.mayAct ? 'warn' : 'neutral'}>{v.mayAct ? 'To act' : 'To look'}</Chip>,
    text: (v) => (v.mayAct ? 'act' : 'look'),
    width: 100,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (v) => <StatusChip status={v.status} tones={tones} />,
    text: (v) => v.status,
    width: 140,
  },
  {
    id: 'startedAt',
    header: 'When',
    cell: (v) => <RelativeTime at={v.startedAt} />,
    text: (v) => v.startedAt,
    width: 120,
  },
  { id: 'end', header: 'End', cell: (v) => <End visit={v} />, text: (v) => v.endedBy, width: 150 },
];
const getId = (row: VisitView) => row.id;

function Acting() {
  const client = useQueryClient();
  const write = useCan('customers.portal-visit:configure');
  const settings = useQuery(settingsOptions());
  const save = useMutation(
    api.setSettings.mutationOptions({
      onSuccess: async ({ mayAct }) => {
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(mayAct ? 'Visitors may act from now on.' : 'Visitors only look from now on.');
      },
      onError: toast.problem,
    }),
  );
  const { data } = settings;
  return (
    <Card title="What visitors may do" className="mb-4">
      {settings.isError && !data && <ErrorState error={settings.error} onRetry={() => settings.refetch()} />}
      {!data && !settings.isError && <Skeleton.Lines />}
      {data && (
        <div className="flex items-start justify-between gap-4">
          <label htmlFor="may-act">
            <span className="block font-medium">Visitors may act in the subscriber’s name</span>
            <span className="block text-sm text-ink-3">
              Off: they only look. On: they may also write tickets and change the plan; never anything else, such as
              paying or how the subscriber signs in.
              {write.reason && ` ${write.reason}`}
            </span>
          </label>
          <Switch
            id="may-act"
            checked={data.mayAct}
            disabled={!write.allowed || save.isPending}
            onCheckedChange={(mayAct) => save.mutate({ mayAct })}
          />
        </div>
      )}
    </Card>
  );
}

export default function PortalVisitsPage() {
  const query = useInfiniteQuery(listOptions());
  useLiveQueries('portal-visits', [api.key()]);
  return (
    <PageBody wide>
      <PageHeader
        title="Portal visits"
        subtitle="When a colleague looks at the portal as a subscriber sees it: for 30 minutes, on the record and in the subscriber’s timeline."
      />
      <Acting />
      <DataTable
        name="portal-visits"
        label="Portal visits"
        query={query}
        columns={columns}
        getId={getId}
        empty={<NoVisits />}
      />
    </PageBody>
  );
}
