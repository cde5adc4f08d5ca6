import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useRealm, useSession } from '#ui/session/session-provider.tsx';
import { staff } from '../contract.ts';
import { PasswordCard } from './password-card.tsx';
import { SecondFactorCard } from './second-factor-card.tsx';
import { SessionList, type SessionView } from './session-list.tsx';

const apis = { isp: clientFor(staff, 'isp'), platform: clientFor(staff, 'platform') };

function Mine() {
  const client = useQueryClient();
  const { listOptions, endOptions } = useMyOperations();
  const sessions = useQuery(listOptions);
  const end = useMutation(endOptions);
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
          await client.invalidateQueries({ queryKey: listOptions.queryKey });
          toast.ok('The session is ended.');
        }}
      >
        If you do not recognise it, change your password too.
      </ConfirmDialog>
    </Card>
  );
}

function useMyOperations() {
  const realm = useRealm();
  const api = apis[realm === 'platform' ? 'platform' : 'isp'];
  return { listOptions: api.mySessions.queryOptions({ input: {} }), endOptions: api.endMySession.mutationOptions() };
}

function Who() {
  const { user, tenant, permissions } = useSession();
  return (
    <Card title="Who I am" className="lg:col-span-2">
      <DescriptionList
        align="start"
        items={[
          { term: 'Name', value: user.name },
          { term: 'E-mail', value: user.email },
          { term: 'Provider', value: tenant?.name, hideEmpty: true },
          {
            term: 'May do',
            value: permissions.includes('*') ? (
              <Chip tone="brand">Everything</Chip>
            ) : (
              `${permissions.length} ${permissions.length === 1 ? 'permission' : 'permissions'} of my roles`
            ),
          },
        ]}
      />
    </Card>
  );
}

export default function AccountPage() {
  return (
    <PageBody>
      <PageHeader title="My account" />
      <div className="grid max-w-[1040px] items-start gap-4 lg:grid-cols-2">
        <Who />
        <PasswordCard />
        <SecondFactorCard />
        <Mine />
      </div>
    </PageBody>
  );
}
