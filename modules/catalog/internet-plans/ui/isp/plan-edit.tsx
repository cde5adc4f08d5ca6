import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { Reach } from '#modules/network/speed-rollouts/ui/isp/reach.tsx';
import { type Change, ChangeList } from '#ui/base/changes.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { formatBps } from '#ui/format/quantity.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { internetPlans } from '../../contract.ts';
import { PlanForm, type PlanValues } from './plan-form.tsx';
import type { Plan } from './plan-values.tsx';

const api = clientFor(internetPlans, 'isp');
const fields = [
  'code',
  'name',
  'description',
  'downloadKbps',
  'uploadKbps',
  'bandwidthProfileId',
  'priceMinor',
  'setupFeeMinor',
  'cycle',
  'dataCapBytes',
  'capPolicy',
  'throttledKbps',
  'sessionTimeoutSeconds',
  'idleTimeoutSeconds',
] as const satisfies readonly (keyof PlanValues)[];

const valuesOf = (plan: Plan): PlanValues => {
  const { code, name, description, downloadKbps, uploadKbps, priceMinor, setupFeeMinor, cycle } = plan;
  const {
    bandwidthProfileId,
    capNoticePercents,
    dataCapBytes,
    capPolicy,
    throttledKbps,
    sessionTimeoutSeconds,
    idleTimeoutSeconds,
  } = plan;
  return {
    code,
    name,
    description,
    downloadKbps,
    uploadKbps,
    bandwidthProfileId,
    capNoticePercents,
    priceMinor,
    setupFeeMinor,
    cycle,
    dataCapBytes,
    capPolicy,
    throttledKbps,
    sessionTimeoutSeconds,
    idleTimeoutSeconds,
  };
};

const speedChanges = (plan: Plan, values: PlanValues) =>
  plan.downloadKbps !== values.downloadKbps ||
  plan.uploadKbps !== values.uploadKbps ||
  plan.bandwidthProfileId !== values.bandwidthProfileId;

const isSame = (plan: Plan, values: PlanValues) =>
  fields.every((field) => plan[field] === values[field]) &&
  plan.capNoticePercents.join() === values.capNoticePercents.join();

/** Edits a plan. A new speed for people who are online now is shown and confirmed first. */
export function PlanEdit({ plan, onSaved }: { plan: Plan; onSaved: (rolloutId?: string) => void }) {
  const update = useMutation(api.update.mutationOptions());
  const client = useQueryClient();
  const write = useCan('catalog.plan:write');
  const { locale } = useFormat();
  const [asked, setAsked] = useState<PlanValues | null>(null);

  const save = async (values: PlanValues) => {
    const saved = await update.mutateAsync({ id: plan.id, ...values });
    await client.invalidateQueries({ queryKey: api.key() });
    toast.ok(`${values.name} is changed.`);
    onSaved(saved.rolloutId ?? undefined);
  };
  const speed = (kbps: number) => formatBps(kbps * 1000, locale);
  const changes = (values: PlanValues): Change[] => [
    { label: 'Download', before: speed(plan.downloadKbps), after: speed(values.downloadKbps) },
    { label: 'Upload', before: speed(plan.uploadKbps), after: speed(values.uploadKbps) },
    ...(plan.priceMinor === values.priceMinor
      ? []
      : [
          {
            label: 'Price for new sales',
            before: formatMoney(plan.priceMinor, plan.currency, { locale }),
            after: formatMoney(values.priceMinor, plan.currency, { locale }),
          },
        ]),
  ];

  return (
    <>
      <PlanForm
        key={plan.updatedAt}
        defaultValues={valuesOf(plan)}
        currency={plan.currency}
        draft={`internet-plan.${plan.id}`}
        submitLabel="Save"
        cancelTo={`/dashboard/services/internet-plans/${plan.id}`}
        reason={write.reason}
        onSubmit={async (values) => {
          if (isSame(plan, values)) onSaved();
          else if (speedChanges(plan, values) && plan.subscriptionCount > 0) setAsked(values);
          else await save(values);
        }}
      />
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={`Change the speed of ${plan.name}?`}
        tone="primary"
        confirmLabel="Change speed"
        onConfirm={async () => {
          if (asked) await save(asked);
        }}
      >
        <div className="flex flex-col gap-3">
          {asked && <Reach planId={plan.id} />}
          <p className="text-ink-2">The price of those who have it stays.</p>
          {asked && <ChangeList changes={changes(asked)} />}
        </div>
      </ConfirmDialog>
    </>
  );
}
