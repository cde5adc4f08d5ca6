import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ellipsis, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { Chip, StatusChip } from '#ui/base/badge.tsx';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan, useSession } from '#ui/session/session-provider.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { managerRoles } from '../contract.ts';
import { managerRefusal, roleNames } from '../rules.ts';
import { InviteManagerDialog } from './invite-manager-dialog.tsx';
import { type ManagerDoor, type ManagerView, managerApis, managerTones } from './manager-values.ts';

const roleTones = { owner: 'brand', billing: 'info', viewer: 'neutral' } as const;

/** Who deals with DotMac: shown in the tenant portal to account managers, and in the console to the ISP's administrators. */
export function ManagersCard({ door }: { door: ManagerDoor }) {
  const api = managerApis[door];
  const managers = useQuery(api.list.queryOptions({ input: {} }));
  const { reason } = useCan('account.manager:write');
  const [inviting, setInviting] = useState(false);
  useLiveQueries('account-managers', [api.list.key()]);
  const { data } = managers;
  const columns: SimpleColumn<ManagerView>[] = [
    {
      id: 'name',
      header: 'Name',
      cell: (m) => (
        <span className="flex flex-col py-1 leading-tight">
          <span className="font-medium">{m.name}</span>
          <span className="text-sm text-ink-3">{m.email}</span>
        </span>
      ),
    },
    { id: 'role', header: 'Role', cell: (m) => <Chip tone={roleTones[m.role]}>{roleNames[m.role]}</Chip> },
    { id: 'status', header: 'Status', cell: (m) => <StatusChip status={m.status} tones={managerTones} /> },
    {
      id: 'twoFactor',
      header: 'Second factor',
      cell: (m) => (m.twoFactor ? <Chip tone="ok">On</Chip> : <span className="text-ink-3">Off</span>),
    },
    {
      id: 'lastSignInAt',
      header: 'Last sign-in',
      cell: (m) => (m.lastSignInAt ? <RelativeTime at={m.lastSignInAt} /> : <span className="text-ink-3">Never</span>),
    },
    { id: 'actions', header: 'Actions', quiet: true, align: 'end', cell: (m) => <Actions door={door} manager={m} /> },
  ];
  return (
    <Card
      title="Account managers"
      aside={
        <Button size="sm" icon={<UserPlus />} reason={reason} onClick={() => setInviting(true)}>
          Invite an account manager
        </Button>
      }
    >
      <p className="mb-2 max-w-[80ch] text-ink-2">
        People who deal with DotMac: plan, licences, bills and support. Their accounts open the tenant portal and
        nothing in the console.
      </p>
      {managers.isError && !data && <ErrorState error={managers.error} onRetry={() => managers.refetch()} />}
      {!data && !managers.isError && <Skeleton.Lines />}
      {data?.items.length === 0 && (
        <EmptyState title="Nobody deals with DotMac yet">Invite the first owner; they get a link by mail.</EmptyState>
      )}
      {data && data.items.length > 0 && (
        <SimpleTable label="Account managers" rows={data.items} columns={columns} getId={(m) => m.id} />
      )}
      <InviteManagerDialog door={door} open={inviting} onOpenChange={setInviting} />
    </Card>
  );
}

function Actions({ door, manager: m }: { door: ManagerDoor; manager: ManagerView }) {
  const api = managerApis[door];
  const client = useQueryClient();
  const { user } = useSession();
  const { reason: mayNot } = useCan('account.manager:write');
  const [disabling, setDisabling] = useState(false);
  const setRole = useMutation(api.setRole.mutationOptions());
  const disable = useMutation(api.disable.mutationOptions());
  const enable = useMutation(api.enable.mutationOptions());
  const resend = useMutation(api.resendInvitation.mutationOptions());
  const done = async (sentence: string) => {
    await client.invalidateQueries({ queryKey: api.key() });
    toast.ok(sentence);
  };
  const attempt = (work: Promise<unknown>, sentence: string) => void work.then(() => done(sentence), toast.problem);
  const isSelf = m.id === user.id;
  return (
    <>
      <Menu
        label={`Actions for ${m.name}`}
        trigger={
          <IconButton size="sm" label={`Actions for ${m.name}`}>
            <Ellipsis />
          </IconButton>
        }
        groups={[
          managerRoles.map((role) => ({
            label: `Make ${roleNames[role].toLowerCase()}`,
            checked: m.role === role,
            reason: mayNot,
            onSelect: () =>
              m.role !== role &&
              attempt(setRole.mutateAsync({ id: m.id, role }), `${m.name} is ${roleNames[role].toLowerCase()} now.`),
          })),
          [
            ...(m.status === 'invited'
              ? [
                  {
                    label: 'Send invitation again',
                    reason: mayNot,
                    onSelect: () =>
                      attempt(
                        resend.mutateAsync({ id: m.id }),
                        'A new invitation is on its way; the earlier link ended.',
                      ),
                  },
                ]
              : []),
            m.status === 'disabled'
              ? {
                  label: 'Let in again',
                  reason: mayNot,
                  onSelect: () => attempt(enable.mutateAsync({ id: m.id }), `${m.name} may sign in again.`),
                }
              : {
                  label: m.status === 'invited' ? 'Withdraw invitation' : 'Lock out',
                  danger: true,
                  reason:
                    mayNot ??
                    (isSelf ? 'You cannot lock yourself out; ask another owner.' : undefined) ??
                    managerRefusal('disable', m.status),
                  onSelect: () => setDisabling(true),
                },
          ],
        ]}
      />
      <ConfirmDialog
        open={disabling}
        onOpenChange={setDisabling}
        title={m.status === 'invited' ? `Withdraw the invitation of ${m.name}?` : `Lock ${m.name} out?`}
        confirmLabel={m.status === 'invited' ? 'Withdraw' : 'Lock out'}
        onConfirm={async () => {
          await disable.mutateAsync({ id: m.id });
          await done(m.status === 'invited' ? 'The invitation is withdrawn.' : `${m.name} is locked out.`);
        }}
      >
        {m.status === 'invited'
          ? 'The link in the mail stops working.'
          : 'Every session of theirs in the tenant portal ends now. Their account in the console, if they have one, stays.'}
      </ConfirmDialog>
    </>
  );
}
