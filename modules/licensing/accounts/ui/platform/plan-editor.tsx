import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type Metric,
  metricInfo,
  missingNeeds,
  type SeatType,
  seatNames,
  seatTypes,
} from '#modules/licensing/catalogue/contract.ts';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { CheckField, NumberInput } from './fields.tsx';
import { catalogueApi as api, type Plan } from './platform-values.ts';

type Module = Awaited<ReturnType<typeof api.features.call>>['items'][number];
const limited = ['subscribers', 'storage_bytes', 'api_calls'] as const satisfies Metric[];
const gigabyte = 1_000_000_000;
const scaleOf = (metric: Metric) => (metric === 'storage_bytes' ? gigabyte : 1);
const unlimited = { included: null, hard: false, overageMinor: 0, overageUnits: 1 };
const blank = {
  subscribers: { included: 1000, hard: false, overageMinor: 500, overageUnits: 100 },
  staff_seats: unlimited,
  storage_bytes: { included: 50 * gigabyte, hard: false, overageMinor: 10, overageUnits: gigabyte },
  api_calls: { included: 10_000, hard: false, overageMinor: 100, overageUnits: 1000 },
  sms: { ...unlimited, included: 0 },
};

/** Major units with at most two decimals as minor units; undefined when it is none. */
const minorOf = (text: string): number | undefined =>
  /^\d{1,7}([.]\d{1,2})?$/.test(text.trim()) ? Math.round(Number(text) * 100) : undefined;
const major = (minor: number) => String(minor / 100);

/** Composes a plan of modules, quotas and seats. Saving makes a new version; nobody's contract changes. */
export function PlanEditor({
  plan,
  modules,
  onClose,
}: {
  plan: Plan | null;
  modules: readonly Module[];
  onClose: () => void;
}) {
  const client = useQueryClient();
  const create = useMutation(api.createPlan.mutationOptions());
  const revise = useMutation(api.revisePlan.mutationOptions());
  const describe = useMutation(api.describePlan.mutationOptions());
  const [name, setName] = useState(plan?.name ?? '');
  const [month, setMonth] = useState(major(plan?.monthMinor ?? 4900));
  const [year, setYear] = useState(major(plan?.yearMinor ?? 49_000));
  const [trial, setTrial] = useState(String(plan?.trialDays ?? 14));
  const [features, setFeatures] = useState<Plan['features']>(plan?.features ?? []);
  const [isSold, setSold] = useState((plan?.status ?? 'offered') === 'offered');
  const [allowances, setAllowances] = useState<Plan['allowances']>(plan?.allowances ?? blank);
  const [seats, setSeats] = useState<Record<SeatType, string>>(() => ({
    admin: String(plan?.seats.admin ?? 2),
    operator: String(plan?.seats.operator ?? 5),
    'read-only': String(plan?.seats['read-only'] ?? 2),
  }));
  const monthMinor = minorOf(month);
  const yearMinor = minorOf(year);
  const whole = (text: string) => (/^\d{1,5}$/.test(text) ? Number(text) : undefined);
  const counts = { admin: whole(seats.admin), operator: whole(seats.operator), 'read-only': whole(seats['read-only']) };
  const [needs] = missingNeeds(features);
  const badSeats = Object.values(counts).includes(undefined) ? 'Give whole numbers of seats.' : undefined;
  const badPrice = monthMinor === undefined || yearMinor === undefined ? 'Give prices such as 49 or 49.90.' : undefined;
  const key = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40);
  const trialDays = /^\d{1,3}$/.test(trial) && Number(trial) <= 365 ? Number(trial) : undefined;
  const badTrial = trialDays === undefined ? 'Give 0 to 365 days of trial.' : undefined;
  const badName = key.length < 3 ? 'Give a name of at least three letters.' : undefined;
  const toggle = (feature: Plan['features'][number]) =>
    setFeatures((own) => (own.includes(feature) ? own.filter((f) => f !== feature) : [...own, feature]));
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={plan ? `Edit ${plan.name}` : 'New plan'}
      tone="primary"
      confirmLabel={plan ? `Save as version ${plan.version + 1}` : 'Offer plan'}
      reason={badName ?? badPrice ?? badTrial ?? badSeats ?? needs}
      onConfirm={async () => {
        const composition = {
          monthMinor: monthMinor ?? 0,
          yearMinor: yearMinor ?? 0,
          features,
          allowances,
          seats: { admin: counts.admin ?? 0, operator: counts.operator ?? 0, 'read-only': counts['read-only'] ?? 0 },
        };
        if (!plan) await create.mutateAsync({ key, name, trialDays, ...composition });
        else {
          await revise.mutateAsync({ id: plan.planId, ...composition });
          const status = isSold ? ('offered' as const) : ('retired' as const);
          if (name !== plan.name || status !== plan.status || trialDays !== plan.trialDays)
            await describe.mutateAsync({ id: plan.planId, name, status, trialDays });
        }
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(plan ? 'The new version is on sale.' : `${name} is on sale.`);
      }}
    >
      <div className="max-h-[60vh] space-y-4 overflow-y-auto pe-1">
        {plan && <p>Providers on this plan keep the version they chose.</p>}
        <NumberInput label="Name" value={name} onChange={setName} />
        <div className="grid grid-cols-3 gap-3">
          <NumberInput label="Price a month" value={month} onChange={setMonth} suffix="USD" />
          <NumberInput label="Price a year" value={year} onChange={setYear} suffix="USD" />
          <NumberInput label="Trial" value={trial} onChange={setTrial} suffix="days" />
        </div>
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">Modules</legend>
          <div className="grid gap-1.5 sm:grid-cols-2">
            {modules.map((m) => (
              <CheckField
                key={m.key}
                label={m.name}
                checked={features.includes(m.key)}
                onChange={() => toggle(m.key)}
              />
            ))}
          </div>
        </fieldset>
        <fieldset>
          <legend className="mb-1.5 text-sm font-medium">Quotas; empty is unlimited</legend>
          <div className="space-y-2">
            {limited.map((metric) => {
              const own = allowances[metric];
              const set = (change: Partial<typeof own>) =>
                setAllowances((a) => ({ ...a, [metric]: { ...own, ...change } }));
              return (
                <div key={metric} className="grid grid-cols-2 items-end gap-3">
                  <NumberInput
                    label={metricInfo[metric].name}
                    value={own.included === null ? '' : String(own.included / scaleOf(metric))}
                    suffix={metric === 'storage_bytes' ? 'GB' : metricInfo[metric].unit}
                    onChange={(text) => {
                      if (text === '') set({ included: null });
                      else if (/^\d{1,9}$/.test(text)) set({ included: Number(text) * scaleOf(metric) });
                    }}
                  />
                  <CheckField label="Hard limit" checked={own.hard} onChange={(hard) => set({ hard })} />
                </div>
              );
            })}
          </div>
        </fieldset>
        <div className="grid grid-cols-3 gap-3">
          {seatTypes.map((type) => (
            <NumberInput
              key={type}
              label={`${seatNames[type]} seats`}
              value={seats[type]}
              onChange={(text) => setSeats((s) => ({ ...s, [type]: text }))}
            />
          ))}
        </div>
        {plan && <CheckField label="On sale" checked={isSold} onChange={setSold} />}
      </div>
    </ConfirmDialog>
  );
}
