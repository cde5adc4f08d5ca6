import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { filesForUpload } from '#modules/support/tickets/ui/files.ts';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { usePageParams } from '#ui/page/url.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { categoryNames, priorityNames, whyNotAnswer, whyNotMove } from '../../rules.ts';
import { Conversation } from '../conversation.tsx';
import { FileChooser } from '../file-chooser.tsx';
import { TicketChip, type TicketDetailView } from '../ticket-values.tsx';
import { supportApi as api, useRefreshSupport } from './support-api.ts';

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(api.getMine.queryOptions({ input: { id: params['id'] ?? '' } }));

const download = (id: string) => api.downloadMine.call({ id });

export default function TicketPage() {
  const { id } = usePageParams<{ id: string }>();
  const ticket = useQuery(api.getMine.queryOptions({ input: { id } }));
  useLiveQueries('account-tickets', [api.getMine.key({ input: { id } })], {
    only: ({ ids }) => ids['ticketId'] === id,
  });
  const { data } = ticket;
  return (
    <PageBody wide>
      <PageHeader
        title={data?.subject ?? (ticket.isError ? 'Ticket' : null)}
        crumb={data?.number}
        status={data && <TicketChip status={data.status} ours />}
        subtitle={
          data && (
            <>
              {data.number} · asked by {data.openedBy} <RelativeTime at={data.openedAt} />
            </>
          )
        }
        actions={data && <CloseButton ticket={data} />}
      />
      {ticket.isError && !data && <ErrorState error={ticket.error} onRetry={() => ticket.refetch()} />}
      {ticket.isPending && <Skeleton.Lines count={6} />}
      {data && (
        <Grid>
          <div className="flex flex-col gap-4 lg:col-span-8">
            <Card title="Conversation">
              <Conversation messages={data.messages} own="tenant" download={download} />
            </Card>
            <Answer ticket={data} />
          </div>
          <Card title="Details" className="lg:col-span-4">
            <DescriptionList
              items={[
                { term: 'At DotMac', value: data.assigneeName ?? 'Nobody yet' },
                { term: 'Priority', value: priorityNames[data.priority] },
                { term: 'About', value: categoryNames[data.category] },
                { term: 'Opened', value: <DateTime at={data.openedAt} show="minute" /> },
                {
                  term: 'First answer',
                  value: data.firstAnswerAt ? <DateTime at={data.firstAnswerAt} show="minute" /> : 'None yet',
                },
                {
                  term: 'Resolved',
                  value: data.resolvedAt && <DateTime at={data.resolvedAt} show="minute" />,
                  hideEmpty: true,
                },
              ]}
            />
          </Card>
        </Grid>
      )}
    </PageBody>
  );
}

function CloseButton({ ticket }: { ticket: TicketDetailView }) {
  const close = useMutation(api.close.mutationOptions());
  const refresh = useRefreshSupport();
  const write = useCan('account.ticket:write');
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button reason={write.reason ?? whyNotMove(ticket.status, 'closed')} onClick={() => setAsking(true)}>
        Close
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Close ${ticket.number}?`}
        confirmLabel="Close ticket"
        tone="primary"
        onConfirm={async () => {
          await close.mutateAsync({ id: ticket.id });
          await refresh();
        }}
      >
        The matter is settled. What comes up again gets a ticket of its own.
      </ConfirmDialog>
    </>
  );
}

function Answer({ ticket }: { ticket: TicketDetailView }) {
  const answer = useMutation(api.answer.mutationOptions());
  const refresh = useRefreshSupport();
  const write = useCan('account.ticket:write');
  const [text, setText] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const send = async () => {
    setProblem(null);
    try {
      await answer.mutateAsync({ id: ticket.id, text, files: await filesForUpload(files) });
      setText('');
      setFiles([]);
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    await refresh();
  };
  return (
    <Card title="Write to DotMac">
      <Textarea aria-label="Message" rows={5} value={text} onChange={(event) => setText(event.target.value)} />
      {problem && <Callout tone="bad" className="mt-2" title={problem} />}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <FileChooser files={files} onChange={setFiles} />
        <span className="grow" />
        <Button
          variant="primary"
          reason={write.reason ?? whyNotAnswer(ticket.status) ?? (text.trim() ? undefined : 'Write something first.')}
          pending={answer.isPending}
          onClick={send}
        >
          Send
        </Button>
      </div>
    </Card>
  );
}
