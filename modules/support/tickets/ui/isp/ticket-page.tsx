import { useMutation, useQuery } from '@tanstack/react-query';
import { LineChecksCard } from '#modules/support/line-checks/ui/isp/line-checks-card.tsx';
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
import { categoryNames, type TicketStatus, whyNotMove } from '../../rules.ts';
import { Conversation } from './conversation.tsx';
import { ReplyForm } from './reply-form.tsx';
import {
  ticketsApi as api,
  categoryOptions,
  priorityOptions,
  TicketChip,
  type TicketDetailView,
  useRefreshTickets,
} from './ticket-values.tsx';

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(api.get.queryOptions({ input: { id: params['id'] ?? '' } }));

export default function TicketPage() {
  const { id } = usePageParams<{ id: string }>();
  const ticket = useQuery(api.get.queryOptions({ input: { id } }));
  useLiveQueries('tickets', [api.get.key({ input: { id } })], { only: ({ ids }) => ids['ticketId'] === id });
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
                to={`/dashboard/operations/customers/${data.customerId}`}
                className="hover:text-ink hover:underline"
              >
                {data.customerName}
              </Link>{' '}
              · opened <RelativeTime at={data.openedAt} /> {data.channel === 'portal' ? 'in the portal' : 'by staff'}
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
              <Conversation messages={data.messages} />
            </Card>
            <ReplyForm ticket={data} />
          </div>
          <div className="flex flex-col gap-4 lg:col-span-4">
            <Facts ticket={data} />
            <LineChecksCard customerId={data.customerId} ticketId={data.id} />
          </div>
        </Grid>
      )}
    </PageBody>
  );
}

const moves: { to: TicketStatus; label: string; done: string }[] = [
  { to: 'open', label: 'Reopen', done: 'open again' },
  { to: 'solved', label: 'Solve', done: 'solved' },
  { to: 'closed', label: 'Close', done: 'closed' },
];

function StatusButtons({ ticket }: { ticket: TicketDetailView }) {
  const move = useMutation(api.setStatus.mutationOptions());
  const refresh = useRefreshTickets();
  const write = useCan('support.ticket:write');
  const go = async (to: TicketStatus, done: string) => {
    try {
      await move.mutateAsync({ id: ticket.id, status: to });
      toast.ok(`${ticket.number} is ${done}.`);
    } catch (error) {
      toast.problem(error);
    }
    await refresh();
  };
  return moves.map(({ to, label, done }) => (
    <Button
      key={to}
      variant={to === 'solved' ? 'primary' : 'default'}
      reason={write.reason ?? whyNotMove(ticket.status, to)}
      pending={move.isPending && move.variables.status === to}
      onClick={() => go(to, done)}
    >
      {label}
    </Button>
  ));
}

function Facts({ ticket }: { ticket: TicketDetailView }) {
  const agents = useQuery(api.agents.queryOptions({ input: {}, staleTime: 60_000 }));
  const teams = useQuery(api.teams.queryOptions({ input: {}, staleTime: 60_000 }));
  const update = useMutation(api.update.mutationOptions());
  const refresh = useRefreshTickets();
  const write = useCan('support.ticket:write');
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
  const disabled = !write.allowed;
  return (
    <Card
      title="Details"
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
                disabled={disabled}
                value={ticket.assigneeId ?? 'nobody'}
                onChange={(value) => change({ assigneeId: value === 'nobody' ? null : value })}
                options={people}
              />
            ),
          },
          {
            term: 'Team',
            value: (
              <Select
                aria-label="Team"
                disabled={disabled}
                value={ticket.teamId ?? 'none'}
                onChange={(value) => change({ teamId: value === 'none' ? null : value })}
                options={[
                  { value: 'none', label: 'None' },
                  ...(teams.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
                ]}
              />
            ),
          },
          {
            term: 'Priority',
            value: (
              <Select
                aria-label="Priority"
                disabled={disabled}
                value={ticket.priority}
                onChange={(priority) => change({ priority })}
                options={priorityOptions}
              />
            ),
          },
          {
            term: 'About',
            value: disabled ? (
              categoryNames[ticket.category]
            ) : (
              <Select
                aria-label="About"
                value={ticket.category}
                onChange={(category) => change({ category })}
                options={categoryOptions}
              />
            ),
          },
          { term: 'Opened', value: <DateTime at={ticket.openedAt} show="minute" /> },
          {
            term: 'First answer',
            value: ticket.firstAnswerAt ? <DateTime at={ticket.firstAnswerAt} show="minute" /> : 'None yet',
          },
          {
            term: 'Solved',
            value: ticket.solvedAt && <DateTime at={ticket.solvedAt} show="minute" />,
            hideEmpty: true,
          },
        ]}
      />
    </Card>
  );
}
