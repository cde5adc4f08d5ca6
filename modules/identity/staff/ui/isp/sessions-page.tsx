import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MonitorX } from 'lucide-react';
import { useState } from 'react';
import { Card } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { SessionList, type SessionView } from '../session-list.tsx';
import { staffApi as api } from './staff-values.tsx';

const NoSessions = () => (
  <EmptyState icon={<MonitorX />} title="Nobody is signed in">
    Who signs in appears here, with device and address.
  </EmptyState>
);

// Sessions begin and end outside the event stream, so they are asked for again.
const sessionsOptions = () => api.listSessions.queryOptions({ input: {}, refetchInterval: 15_000 });

export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(sessionsOptions());

export default function SessionsPage() {
  const client = useQueryClient();
  const sessions = useQuery(sessionsOptions());
  const end = useMutation(api.revokeSession.mutationOptions());
  const write = useCan('identity.session:write');
  const [ending, setEnding] = useState<SessionView | null>(null);
  const { data } = sessions;
  return (
    <PageBody>
      <PageHeader
        title="Staff sessions"
        subtitle="Where colleagues are signed in. A session that is ended stops working within five seconds."
      />
      <Card>
        {sessions.isError && !data && <ErrorState error={sessions.error} onRetry={() => sessions.refetch()} />}
        {!data && !sessions.isError && <Skeleton.Lines />}
        {data?.items.length === 0 && <NoSessions />}
        {data && data.items.length > 0 && (
          <SessionList
            sessions={data.items}
            who={(s) => ({ name: s.memberName, email: s.email })}
            reason={write.reason}
            onEnd={setEnding}
          />
        )}
      </Card>
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => !open && setEnding(null)}
        title={`End this session of ${ending?.memberName}?`}
        confirmLabel="End session"
        onConfirm={async () => {
          await end.mutateAsync({ id: ending?.id ?? '' });
          await client.invalidateQueries({ queryKey: api.listSessions.key() });
          toast.ok('The session is ended.');
        }}
      >
        They can sign in again. To keep them out, lock them out under Staff.
      </ConfirmDialog>
    </PageBody>
  );
}
