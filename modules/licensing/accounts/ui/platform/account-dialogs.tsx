import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { Select } from '#ui/base/select.tsx';
import { toast } from '#ui/base/toast.tsx';
import type { Interval } from '../../rules.ts';
import { CheckField } from './fields.tsx';
import { accountsApi as api, catalogueApi, type Summary } from './platform-values.ts';

interface Props {
  row: Summary;
  onClose: () => void;
}

export function SetPlanDialog({ row, onClose }: Props) {
  const client = useQueryClient();
  const plans = useQuery(catalogueApi.plans.queryOptions({ input: {} }));
  const set = useMutation(api.setPlan.mutationOptions());
  const [offerId, setOffer] = useState<string | undefined>();
  const [interval, setInterval] = useState<Interval>(row.interval ?? 'month');
  const [when, setWhen] = useState<'now' | 'later'>('now');
  const [endTrial, setEndTrial] = useState(false);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Plan of ${row.tenantName}`}
      tone="primary"
      confirmLabel="Change plan"
      reason={offerId ? undefined : 'Choose a plan.'}
      onConfirm={async () => {
        await set.mutateAsync({ tenantId: row.tenantId, offerId: offerId ?? '', interval, when, endTrial });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`${row.tenantName} changes plan in a moment.`);
      }}
    >
      <div className="space-y-3">
        <p>The rest of the running period costs nothing. Use above the new plan’s limits is no hindrance here.</p>
        <Select
          aria-label="Plan"
          value={offerId}
          onChange={setOffer}
          placeholder="Choose a plan"
          options={(plans.data?.items ?? []).map((p) => ({ value: p.planId, label: p.name }))}
        />
        <Select
          aria-label="Paid"
          value={interval}
          onChange={setInterval}
          options={[
            { value: 'month', label: 'Monthly' },
            { value: 'year', label: 'Yearly' },
          ]}
        />
        <Select
          aria-label="When"
          value={when}
          onChange={setWhen}
          options={[
            { value: 'now', label: 'Now' },
            { value: 'later', label: 'With the next period' },
          ]}
        />
        {row.status === 'trial' && (
          <CheckField checked={endTrial} onChange={setEndTrial} label="End the trial: it is paid for from today" />
        )}
      </div>
    </ConfirmDialog>
  );
}

export function TrialDialog({ row, onClose }: Props) {
  const client = useQueryClient();
  const grant = useMutation(api.grantTrial.mutationOptions());
  const [text, setText] = useState('14');
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Extend the trial of ${row.tenantName}?`}
      tone="primary"
      confirmLabel="Extend"
      reason={days < 1 || days > 365 ? 'Give 1 to 365 days.' : undefined}
      onConfirm={async () => {
        await grant.mutateAsync({ tenantId: row.tenantId, days });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`${days} more days of trial.`);
      }}
    >
      <p className="mb-3">It ends on {row.periodEnd} now.</p>
      <label htmlFor="trial-days" className="mb-1 block text-sm">
        More days
      </label>
      <Input id="trial-days" inputMode="numeric" value={text} onChange={(e) => setText(e.target.value)} />
    </ConfirmDialog>
  );
}
