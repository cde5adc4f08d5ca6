import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { type Change, ChangeList } from '#ui/base/changes.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { formatBps, formatNumber } from '#ui/format/quantity.ts';
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
  const { dataCapBytes, capPolicy, throttledKbps, sessionTimeoutSeconds, idleTimeoutSeconds } = plan;
  return {
    code,
    name,
    description,
    downloadKbps,
    uploadKbps,
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
  plan.downloadKbps !== values.downloadKbps || plan.uploadKbps !== values.uploadKbps;

/** Edits a plan. A new speed for people who are online now is shown and confirmed first. */
export function PlanEdit({ plan, onSaved }: { plan: Plan; onSaved: () => void }) {
  const update = useMutation(api.update.mutationOptions());
  const client = useQueryClient();
  const write = useCan('catalog.plan:write');
  const { locale } = useFormat();
  const [asked, setAsked] = useState<PlanValues | null>(null);

  const save = async (values: PlanValues) => {
    await update.mutateAsync({ id: plan.id, ...values });
    await client.invalidateQueries({ queryKey: api.key() });
    toast.ok(`${values.name} is changed.`);
    onSaved();
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
          if (fields.every((field) => plan[field] === values[field])) onSaved();
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
        <p className="mb-3">
          {formatNumber(plan.subscriptionCount, locale)} subscriptions use this plan. Their sessions get the new speed
          within moments, without a reconnect where the router allows it. Their price stays.
        </p>
        {asked && <ChangeList changes={changes(asked)} />}
      </ConfirmDialog>
    </>
  );
}
