import { useMutation, useQuery } from '@tanstack/react-query';
import { Button } from '#ui/base/button.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { Select } from '#ui/base/select.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, usePageParams } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { categoryNames, type VendorTicketStatus, whyNotMove } from '../../rules.ts';
import { Conversation } from '../conversation.tsx';
import { priorityOptions, TicketChip } from '../ticket-values.tsx';
import { deskApi as api, type DeskTicket, useRefreshDesk } from './desk-api.ts';
import { ReplyForm } from './reply-form.tsx';

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(api.get.queryOptions({ input: { id: params['id'] ?? '' } }));

const download = (id: string) => api.download.call({ id });

export default function TicketPage() {
  const { id } = usePageParams<{ id: string }>();
  const ticket = useQuery(api.get.queryOptions({ input: { id } }));
  useLiveQueries('vendor-tickets', [api.get.key({ input: { id } })], { only: ({ ids }) => ids['ticketId'] === id });
  const { data } = ticket;
  return (
    <PageBody wide>
      <PageHeader
        title={data?.subject ?? (ticket.isError ? 'Ticket' : null)}
        crumb={data?.number}
        status={data && <TicketChip status={data.status} />}
        subtitle={
          data && (
            <>
              {data.number} ·{' '}
              <Link
                to={`/dashboard/platform-admin/tenants/${data.tenantId}`}
                className="hover:text-ink hover:underline"
              >
                {data.tenantName}
              </Link>{' '}
              · asked by {data.openedBy} <RelativeTime at={data.openedAt} />
            </>
          )
        }
        actions={data && <StatusButtons ticket={data} />}
      />
      {ticket.isError && !data && <ErrorState error={ticket.error} onRetry={() => ticket.refetch()} />}
      {ticket.isPending && <Skeleton.Lines count={6} />}
      {data && (
        <Grid>
          <div className="flex flex-col gap-4 lg:col-span-8">
            <Card title="Conversation">
              <Conversation messages={data.messages} own="vendor" download={download} />
            </Card>
            <ReplyForm ticket={data} />
          </div>
          <Facts ticket={data} />
        </Grid>
      )}
    </PageBody>
  );
}

const moves: { to: VendorTicketStatus; label: string }[] = [
  { to: 'open', label: 'Reopen' },
  { to: 'resolved', label: 'Resolve' },
  { to: 'closed', label: 'Close' },
];

function StatusButtons({ ticket }: { ticket: DeskTicket }) {
  const move = useMutation(api.setStatus.mutationOptions());
  const refresh = useRefreshDesk();
  const write = useCan('platform.ticket:write');
  const go = async (status: VendorTicketStatus) => {
    try {
      await move.mutateAsync({ id: ticket.id, status });
    } catch (error) {
      toast.problem(error);
    }
    await refresh();
  };
  return moves.map(({ to, label }) => (
    <Button
      key={to}
      variant={to === 'resolved' ? 'primary' : 'default'}
      reason={write.reason ?? whyNotMove(ticket.status, to)}
      pending={move.isPending && move.variables.status === to}
      onClick={() => go(to)}
    >
      {to === 'open' && ticket.status === 'new' ? 'Take up' : label}
    </Button>
  ));
}

function Facts({ ticket }: { ticket: DeskTicket }) {
  const agents = useQuery(api.agents.queryOptions({ input: {}, staleTime: 60_000 }));
  const update = useMutation(api.update.mutationOptions());
  const refresh = useRefreshDesk();
  const write = useCan('platform.ticket:write');
  const change = async (what: Omit<Parameters<typeof update.mutateAsync>[0], 'id'>) => {
    try {
      await update.mutateAsync({ id: ticket.id, ...what });
    } catch (error) {
      toast.problem(error);
    }
    await refresh();
  };
  const people = [
    { value: 'nobody', label: 'Nobody' },
    ...(agents.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Card
      title="Details"
      className="lg:col-span-4"
      aside={
        <Button size="sm" reason={write.reason} onClick={() => change({ assigneeId: 'me' })}>
          Assign to me
        </Button>
      }
    >
      <DescriptionList
        items={[
          {
            term: 'Assigned to',
            value: (
              <Select
                aria-label="Assigned to"
                disabled={!write.allowed}
                value={ticket.assigneeId ?? 'nobody'}
                onChange={(value) => change({ assigneeId: value === 'nobody' ? null : value })}
                options={people}
              />
            ),
          },
          {
            term: 'Priority',
            value: (
              <Select
                aria-label="Priority"
                disabled={!write.allowed}
                value={ticket.priority}
                onChange={(priority) => change({ priority })}
                options={priorityOptions}
              />
            ),
          },
          { term: 'About', value: categoryNames[ticket.category] },
          { term: 'Opened', value: <DateTime at={ticket.openedAt} show="minute" /> },
          {
            term: 'First answer',
            value: ticket.firstAnswerAt ? <DateTime at={ticket.firstAnswerAt} show="minute" /> : 'None yet',
          },
        ]}
      />
    </Card>
  );
}
