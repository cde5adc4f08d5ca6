import { useMutation, useQuery } from '@tanstack/react-query';
import { Ellipsis } from 'lucide-react';
import { useId, useState } from 'react';
import { StatusChip } from '#ui/base/badge.tsx';
import { IconButton } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Input } from '#ui/base/input.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { familyOfAddress, whyNotMove } from '../../rules.ts';
import { ipApi as api, lifecycleTones, type ReservationView, useRefreshPools } from './pool-values.tsx';

type Step = 'suspend' | 'resume' | 'revoke';
const steps: Record<Step, { verb: string; to: ReservationView['lifecycle']; what: string; danger: boolean }> = {
  suspend: {
    verb: 'Withhold',
    to: 'suspended',
    what: 'The login goes without it and a live session is ended; nobody else gets it.',
    danger: true,
  },
  resume: {
    verb: 'Give back',
    to: 'active',
    what: 'The login carries it again and a live session is ended, so that it comes in with it.',
    danger: false,
  },
  revoke: {
    verb: 'Take back',
    to: 'revoking',
    what: 'The login loses it, a live session is ended, and it rests before anyone else gets it.',
    danger: true,
  },
};

/** Why a step cannot be taken from where the address stands. */
function why(step: Step, row: ReservationView): string | undefined {
  if (step === 'resume' && row.lifecycle !== 'suspended') return 'It is not suspended.';
  return whyNotMove(row.lifecycle, steps[step].to) ?? undefined;
}

interface StepDialogProps {
  step: Step;
  row: ReservationView;
  subscriptionId: string;
  onClose: () => void;
}
function StepDialog({ step, row, subscriptionId, onClose }: StepDialogProps) {
  const commands = {
    suspend: useMutation(api.suspend.mutationOptions()),
    resume: useMutation(api.resume.mutationOptions()),
    revoke: useMutation(api.revoke.mutationOptions()),
  };
  const refresh = useRefreshPools();
  const [reason, setReason] = useState('');
  const id = useId();
  const { verb, what, danger } = steps[step];
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`${verb} ${row.address}?`}
      confirmLabel={verb}
      tone={danger ? 'danger' : 'primary'}
      onConfirm={async () => {
        const family = familyOfAddress(row.address);
        await commands[step].mutateAsync({ id: subscriptionId, family, reservationId: row.id, reason });
        await refresh();
        toast.ok(`${row.address}: done.`);
      }}
    >
      <p className="mb-3">{what}</p>
      <label htmlFor={id} className="mb-1 block text-sm font-medium text-ink-2">
        Why
      </label>
      <Input id={id} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
    </ConfirmDialog>
  );
}

/** Whether the login carries what is reserved: they cannot drift for long, and if they do, it is said. */
function InStep({ row, subscriptionId }: { row: ReservationView; subscriptionId: string }) {
  const family = familyOfAddress(row.address);
  const status = useQuery(api.lineAddress.queryOptions({ input: { id: subscriptionId, family } }));
  if (!status.data || status.data.inStep || status.data.reservationId !== row.id) return null;
  return <span className="text-bad-ink">The login carries {status.data.loginAddress ?? 'none'}</span>;
}

/** One address of a line: what it is, where it stands, and the steps that can be taken. */
export function LineAddressRow({ row, subscriptionId }: { row: ReservationView; subscriptionId: string }) {
  const write = useCan('network.ip:write');
  const [step, setStep] = useState<Step | null>(null);
  const item = (which: Step) => ({
    label: steps[which].verb,
    danger: steps[which].danger,
    reason: write.reason ?? why(which, row),
    onSelect: () => setStep(which),
  });
  return (
    <div className="flex items-start justify-between gap-2 border-t border-line py-2 first:border-t-0 first:pt-0">
      <div className="min-w-0">
        <CopyText text={row.address} mono />
        <p className="mt-0.5 flex flex-wrap items-center gap-x-2 text-sm text-ink-3">
          <StatusChip status={row.lifecycle} tones={lifecycleTones} />
          {row.poolName}
          {row.expiresAt && (
            <span>
              until <RelativeTime at={row.expiresAt} />
            </span>
          )}
          <InStep row={row} subscriptionId={subscriptionId} />
        </p>
      </div>
      <Menu
        label={`Actions for ${row.address}`}
        trigger={
          <IconButton label={`Actions for ${row.address}`} size="sm">
            <Ellipsis />
          </IconButton>
        }
        groups={[[item('suspend'), item('resume')], [item('revoke')]]}
      />
      {step && <StepDialog step={step} row={row} subscriptionId={subscriptionId} onClose={() => setStep(null)} />}
    </div>
  );
}
