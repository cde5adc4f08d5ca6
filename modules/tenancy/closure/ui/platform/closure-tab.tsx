import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { DoorClosed, Mail, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Input, Textarea } from '#ui/base/input.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Bytes, DateTime, NumberText } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import type { Tone } from '#ui/tone.ts';
import { closure, type closureStates } from '../../contract.ts';

const api = clientFor(closure, 'platform');
type State = (typeof closureStates)[number];
const words: Record<State, { label: string; tone: Tone }> = {
  none: { label: 'Open', tone: 'ok' },
  exporting: { label: 'Being written out', tone: 'info' },
  closed: { label: 'Closed', tone: 'warn' },
  reopened: { label: 'Taken back', tone: 'ok' },
  erased: { label: 'Deleted', tone: 'bad' },
};
interface TenantProps {
  tenant: { id: string; name: string; slug: string };
}
interface DialogProps extends TenantProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function CloseDialog({ tenant, open, onOpenChange }: DialogProps) {
  const client = useQueryClient();
  const close = useMutation(api.close.mutationOptions());
  const [reason, setReason] = useState('');
  const [days, setDays] = useState('60');
  const graceDays = Number(days);
  const why =
    reason.trim().length < 3
      ? 'Say why.'
      : Number.isInteger(graceDays) && graceDays >= 30 && graceDays <= 365
        ? undefined
        : 'The time of grace is 30 to 365 days.';
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Close ${tenant.name}?`}
      confirmLabel="Close the provider"
      nameToType={tenant.slug}
      reason={why}
      onConfirm={async () => {
        await close.mutateAsync({ id: tenant.id, reason: reason.trim(), graceDays });
        await client.invalidateQueries();
        toast.ok(`${tenant.name} is being closed.`);
      }}
    >
      <ol className="list-decimal ps-5">
        <li>Its staff and subscribers are locked out now, and their sessions end.</li>
        <li>Everything it has is written out; its administrator gets a link to it by mail, for 30 days.</li>
        <li>Then its network stops letting subscribers in.</li>
        <li>
          After the time of grace its data is deleted. The audit trail and issued documents stay, with who they were
          issued to. Until then you can take it back.
        </li>
      </ol>
      <label htmlFor="close-reason" className="mt-3 mb-1 block text-sm">
        Why
      </label>
      <Textarea id="close-reason" rows={2} maxLength={300} value={reason} onChange={(e) => setReason(e.target.value)} />
      <label htmlFor="close-days" className="mt-3 mb-1 block text-sm">
        Time of grace
      </label>
      <Input
        id="close-days"
        inputMode="numeric"
        suffix="days"
        className="w-32"
        value={days}
        onChange={(e) => setDays(e.target.value)}
      />
    </ConfirmDialog>
  );
}

function ReopenDialog({ tenant, open, onOpenChange }: DialogProps) {
  const client = useQueryClient();
  const reopen = useMutation(api.reopen.mutationOptions());
  const [reason, setReason] = useState('');
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Take the closing of ${tenant.name} back?`}
      confirmLabel="Take it back"
      tone="primary"
      reason={reason.trim().length < 3 ? 'Say why.' : undefined}
      onConfirm={async () => {
        await reopen.mutateAsync({ id: tenant.id, reason: reason.trim() });
        await client.invalidateQueries();
        toast.ok(`${tenant.name} is back.`);
      }}
    >
      Its staff can sign in again, its network lets subscribers in, and the link to the export ends.
      <label htmlFor="reopen-reason" className="mt-3 mb-1 block text-sm">
        Why
      </label>
      <Textarea
        id="reopen-reason"
        rows={2}
        maxLength={300}
        value={reason}
        onChange={(e) => setReason(e.target.value)}
      />
    </ConfirmDialog>
  );
}

export function ClosureTab({ tenant }: TenantProps) {
  const can = useCan('platform.tenant:close');
  const [dialog, setDialog] = useState<'close' | 'reopen'>();
  const query = useQuery(api.get.queryOptions({ input: { id: tenant.id }, refetchInterval: 5_000 }));
  const link = useMutation(api.sendLink.mutationOptions());
  const at = (value: string | null) => value && <DateTime at={value} />;
  const dialogProps = (name: NonNullable<typeof dialog>) => ({
    tenant,
    open: dialog === name,
    onOpenChange: (open: boolean) => !open && setDialog(undefined),
  });
  return (
    <>
      <QueryCard
        title="Closing"
        query={query}
        status={({ state }) => <Chip tone={words[state].tone}>{words[state].label}</Chip>}
      >
        {(data) => {
          const { state } = data;
          const open = state === 'none' || state === 'reopened';
          return (
            <>
              {state === 'none' ? (
                <p className="text-ink-2">
                  Closing writes everything out for the provider to download, locks everybody out, and deletes the data
                  after a time of grace.
                </p>
              ) : (
                <DescriptionList
                  align="start"
                  items={[
                    { term: 'Why', value: data.reason },
                    { term: 'Begun', value: at(data.begunAt) },
                    { term: 'By', value: data.begunBy },
                    { term: 'Closed', value: at(data.closedAt), hideEmpty: true },
                    { term: 'Deleted after', value: at(data.eraseAfter), hideEmpty: true },
                    { term: 'Deleted', value: at(data.erasedAt), hideEmpty: true },
                    { term: 'Link sent to', value: data.mailTo },
                    { term: 'Records', value: <NumberText value={data.exportRows} /> },
                    { term: 'Files', value: <NumberText value={data.exportFiles} /> },
                    { term: 'Archive', value: <Bytes bytes={data.exportBytes} /> },
                  ]}
                />
              )}
              <div className="mt-4 flex flex-wrap gap-2">
                {open && (
                  <Button variant="danger" icon={<DoorClosed />} reason={can.reason} onClick={() => setDialog('close')}>
                    Close this provider
                  </Button>
                )}
                {(state === 'exporting' || state === 'closed') && (
                  <Button icon={<Undo2 />} reason={can.reason} onClick={() => setDialog('reopen')}>
                    Take it back
                  </Button>
                )}
                {state === 'closed' && (
                  <Button
                    icon={<Mail />}
                    reason={can.reason}
                    pending={link.isPending}
                    onClick={() =>
                      link.mutateAsync({ id: tenant.id }).then(
                        () => toast.ok('A new link is on its way.'),
                        (error) => toast.problem(error),
                      )
                    }
                  >
                    Send a new link
                  </Button>
                )}
              </div>
            </>
          );
        }}
      </QueryCard>
      <CloseDialog {...dialogProps('close')} />
      <ReopenDialog {...dialogProps('reopen')} />
    </>
  );
}
