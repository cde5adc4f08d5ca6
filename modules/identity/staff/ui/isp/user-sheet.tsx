import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Lock, LockOpen, Mail } from 'lucide-react';
import { useState } from 'react';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { useCan, useSession } from '#ui/session/session-provider.tsx';
import { memberRefusal } from '../../rules.ts';
import { ExplainAccess } from './explain-access.tsx';
import { Overrides } from './member-access.tsx';
import { MemberRoles } from './member-roles.tsx';
import { staffApi as api, type MemberView, memberTones } from './staff-values.tsx';

export function UserSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const member = useQuery({ ...api.getUser.queryOptions({ input: { id: id ?? '' } }), enabled: id !== undefined });
  const { data } = member;
  return (
    <Sheet
      open={id !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={data?.name ?? 'Colleague'}
      description={data?.email ?? 'Loading'}
    >
      {member.isError && !data && <ErrorState error={member.error} onRetry={() => member.refetch()} />}
      {!data && !member.isError && <Skeleton.Lines />}
      {data && <Facts member={data} />}
      {data && <Actions member={data} />}
      {data && <Access member={data} />}
    </Sheet>
  );
}

const factorsOf = ({ twoFactor, passkeys }: MemberView) =>
  [twoFactor && 'Authenticator app', passkeys > 0 && (passkeys === 1 ? 'Passkey' : `${passkeys} passkeys`)]
    .filter(Boolean)
    .join(', ') || 'None';

const Facts = ({ member: m }: { member: MemberView }) => (
  <DescriptionList
    items={[
      { term: 'Status', value: <StatusChip status={m.status} tones={memberTones} /> },
      { term: 'E-mail', value: <CopyText text={m.email} /> },
      { term: 'Second factor', value: factorsOf(m) },
      { term: 'Last sign-in', value: m.lastSignInAt ? <RelativeTime at={m.lastSignInAt} /> : 'Never' },
      { term: 'Here since', value: <DateTime at={m.createdAt} /> },
    ]}
  />
);

/** Roles, what stands beside them, and why all of it says yes or no. */
function Access({ member }: { member: MemberView }) {
  const [tab, setTab] = useState('roles');
  return (
    <Tabs
      label="Access"
      value={tab}
      onChange={setTab}
      tabs={[
        { id: 'roles', label: 'Roles', content: () => <MemberRoles member={member} /> },
        {
          id: 'overrides',
          label: 'Grants and denials',
          ...(member.overrides > 0 ? { count: member.overrides } : {}),
          content: () => <Overrides member={member} />,
        },
        { id: 'why', label: 'Why?', content: () => <ExplainAccess member={member} /> },
      ]}
    />
  );
}

type Dialog = 'disable' | 'resetTwoFactor' | null;

function Actions({ member: m }: { member: MemberView }) {
  const client = useQueryClient();
  const { user } = useSession();
  const { reason: mayNot } = useCan('identity.user:write');
  const [dialog, setDialog] = useState<Dialog>(null);
  const done = async (sentence: string) => {
    await client.invalidateQueries({ queryKey: api.key() });
    toast.ok(sentence);
  };
  const disable = useMutation(api.disable.mutationOptions());
  const enable = useMutation(
    api.enable.mutationOptions({ onSuccess: () => done(`${m.name} may sign in again.`), onError: toast.problem }),
  );
  const resend = useMutation(
    api.resendInvitation.mutationOptions({
      onSuccess: () => done('A new invitation is on its way; the earlier link ended.'),
      onError: toast.problem,
    }),
  );
  const reset = useMutation(api.resetTwoFactor.mutationOptions());
  const disableReason =
    mayNot ??
    (m.id === user.id ? 'You cannot lock yourself out; ask a colleague.' : undefined) ??
    memberRefusal('disable', m.status);

  return (
    <div className="my-4 flex flex-wrap gap-2">
      {m.status === 'invited' && (
        <Button icon={<Mail />} reason={mayNot} pending={resend.isPending} onClick={() => resend.mutate({ id: m.id })}>
          Send invitation again
        </Button>
      )}
      {m.status === 'disabled' ? (
        <Button
          icon={<LockOpen />}
          reason={mayNot}
          pending={enable.isPending}
          onClick={() => enable.mutate({ id: m.id })}
        >
          Let in again
        </Button>
      ) : (
        <Button variant="danger" icon={<Lock />} reason={disableReason} onClick={() => setDialog('disable')}>
          {m.status === 'invited' ? 'Withdraw invitation' : 'Lock out'}
        </Button>
      )}
      {(m.twoFactor || m.passkeys > 0) && (
        <Button icon={<KeyRound />} reason={mayNot} onClick={() => setDialog('resetTwoFactor')}>
          Reset second factor
        </Button>
      )}
      <ConfirmDialog
        open={dialog === 'disable'}
        onOpenChange={(open) => !open && setDialog(null)}
        title={m.status === 'invited' ? `Withdraw the invitation of ${m.name}?` : `Lock ${m.name} out?`}
        confirmLabel={m.status === 'invited' ? 'Withdraw' : 'Lock out'}
        onConfirm={async () => {
          await disable.mutateAsync({ id: m.id });
          await done(m.status === 'invited' ? 'The invitation is withdrawn.' : `${m.name} is locked out.`);
        }}
      >
        {m.status === 'invited'
          ? 'The link in the mail stops working.'
          : 'Every session ends now and signing in is refused until you let them in again. What they did stays on record.'}
      </ConfirmDialog>
      <ConfirmDialog
        open={dialog === 'resetTwoFactor'}
        onOpenChange={(open) => !open && setDialog(null)}
        title={`Take away the second factor of ${m.name}?`}
        confirmLabel="Take away"
        onConfirm={async () => {
          await reset.mutateAsync({ id: m.id });
          await done('Until a new one is set up, the password alone lets them in.');
        }}
      >
        Do this only when you are sure that it is really they who ask. Their sessions end.
      </ConfirmDialog>
    </div>
  );
}
