import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useGo } from '#ui/page/url.tsx';
import { runsApi as api, type RunView } from './run-values.tsx';

export interface RetryDialogProps {
  run: RunView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RetryDialog({ run, open, onOpenChange }: RetryDialogProps) {
  const retry = useMutation(api.retry.mutationOptions());
  const client = useQueryClient();
  const go = useGo();
  const [reason, setReason] = useState('');
  const fieldId = useId();
  const anew = run.status === 'rolled_back';
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      tone="primary"
      title={anew ? 'Start this run again?' : 'Take this run up where it failed?'}
      confirmLabel={anew ? 'Start again' : 'Go on'}
      reason={reason.trim().length < 3 ? 'Say why first.' : undefined}
      onConfirm={async () => {
        await retry.mutateAsync({ id: run.id, reason: reason.trim() });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(anew ? 'A new run begins.' : 'The run goes on.');
        // A sale that was rolled back gets a run of its own, the newest in the list.
        if (anew) await go('/dashboard/orchestration');
      }}
    >
      <p className="mb-3">
        {anew
          ? 'Everything of the earlier run was taken back, so this begins from the first step, in a run of its own.'
          : 'Steps that are done stay done. The step that failed is tried again.'}
      </p>
      <label htmlFor={fieldId} className="mb-1 block text-sm font-medium text-ink-2">
        Why
      </label>
      <Textarea
        id={fieldId}
        rows={2}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        placeholder="The pool has room again"
      />
    </ConfirmDialog>
  );
}
