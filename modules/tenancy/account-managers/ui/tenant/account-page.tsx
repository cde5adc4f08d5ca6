import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { PasswordCard } from '#modules/identity/staff/ui/password-card.tsx';
import { SecondFactorCard } from '#modules/identity/staff/ui/second-factor-card.tsx';
import { SessionList, type SessionView } from '#modules/identity/staff/ui/session-list.tsx';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useSession } from '#ui/session/session-provider.tsx';
import { accountManagers } from '../../contract.ts';

const api = clientFor(accountManagers, 'tenant');
const sessionsOptions = () => api.mySessions.queryOptions({ input: {} });

export const loader = ({ queryClient }: { queryClient: ReturnType<typeof useQueryClient> }) =>
  queryClient.prefetchQuery(sessionsOptions());

function Mine() {
  const client = useQueryClient();
  const sessions = useQuery(sessionsOptions());
  const end = useMutation(api.endMySession.mutationOptions());
  const [ending, setEnding] = useState<SessionView | null>(null);
  const { data } = sessions;
  return (
    <Card title="My sessions" className="lg:col-span-2">
      {sessions.isError && !data && <ErrorState error={sessions.error} onRetry={() => sessions.refetch()} />}
      {!data && !sessions.isError && <Skeleton.Lines />}
      {data && <SessionList sessions={data.items} onEnd={setEnding} />}
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => !open && setEnding(null)}
        title="End this session?"
        confirmLabel="End session"
        onConfirm={async () => {
          await end.mutateAsync({ id: ending?.id ?? '' });
          await client.invalidateQueries({ queryKey: api.mySessions.key() });
          toast.ok('The session is ended.');
        }}
      >
        If you do not recognise it, change your password too.
      </ConfirmDialog>
    </Card>
  );
}

export default function AccountPage() {
  const { user, tenant } = useSession();
  return (
    <PageBody>
      <PageHeader title="My account" />
      <div className="grid max-w-[1040px] items-start gap-4 lg:grid-cols-2">
        <Card title="Who I am" className="lg:col-span-2">
          <DescriptionList
            align="start"
            items={[
              { term: 'Name', value: user.name },
              { term: 'E-mail', value: user.email },
              { term: 'Deals with DotMac for', value: tenant?.name, hideEmpty: true },
            ]}
          />
        </Card>
        <PasswordCard />
        <SecondFactorCard />
        <Mine />
      </div>
    </PageBody>
  );
}
