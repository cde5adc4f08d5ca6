import { useEffect } from 'react';
import { useWatch } from 'react-hook-form';
import type { z } from 'zod';
import { Callout } from '#ui/base/callout.tsx';
import { MoneyField, NumberField, RadioField, SelectField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { Form, FormSection } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { planInput } from '../../contract.ts';
import { validate } from '../../rules.ts';
import { PlanNotices } from './plan-notices.tsx';
import { PlanSpeedFields } from './plan-speed-fields.tsx';

export type PlanInput = z.input<typeof planInput>;
export type PlanValues = z.output<typeof planInput>;

/** The operation's own schema, and the rules about fields taken together. */
const schema = planInput.superRefine((plan, context) => {
  for (const { field, severity, message } of validate(plan))
    if (severity === 'error') context.addIssue({ code: 'custom', path: [field], message });
});

const codeFrom = (name: string) =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);

export interface PlanFormProps {
  defaultValues: Partial<PlanInput>;
  currency?: string;
  submitLabel: string;
  cancelTo: string;
  draft: string;
  reason?: string | undefined;
  /** A new plan's code follows its name until somebody writes one. */
  suggestCode?: boolean;
  onSubmit: (values: PlanValues) => Promise<unknown>;
}

export function PlanForm(props: PlanFormProps) {
  const { defaultValues, currency, submitLabel, cancelTo, draft, reason, suggestCode = false, onSubmit } = props;
  const form = useZodForm(schema, { defaultValues, draft });
  const { control, setValue } = form;
  const money = currency ? { currency } : {};

  const name = useWatch({ control, name: 'name' });
  const ownCode = form.formState.dirtyFields.code === true;
  useEffect(() => {
    if (suggestCode && !ownCode && name) setValue('code', codeFrom(name));
  }, [suggestCode, ownCode, name, setValue]);

  const values = useWatch({ control });
  const { capPolicy } = values;
  useEffect(() => {
    if (capPolicy !== 'throttle') setValue('throttledKbps', null);
  }, [capPolicy, setValue]);
  const whole = planInput.safeParse(values);
  const warnings = whole.success ? validate(whole.data).filter(({ severity }) => severity === 'warning') : [];

  return (
    <Form form={form} submitLabel={submitLabel} cancelTo={cancelTo} reason={reason} onSubmit={onSubmit}>
      <FormSection
        title="What it is called"
        description="What customers and colleagues call it. The code is for imports and the API."
      >
        <TextField control={control} name="name" label="Name" placeholder="Fiber 100" autoComplete="off" />
        <TextField control={control} name="code" label="Code" placeholder="fiber-100" mono autoComplete="off" />
        <TextareaField control={control} name="description" label="Description" optional rows={2} />
      </FormSection>
      <FormSection title="Speed" description="What the router enforces, as the subscriber sees it.">
        <PlanSpeedFields control={control} setValue={setValue} profileId={values.bandwidthProfileId ?? null} />
      </FormSection>
      <FormSection
        title="What it costs"
        description="Who has bought already keeps the price of their sale; a change is for new sales."
      >
        <MoneyField control={control} name="priceMinor" label="Price" {...money} />
        <SelectField
          control={control}
          name="cycle"
          label="Charged"
          options={[
            { value: 'monthly', label: 'Every month' },
            { value: 'quarterly', label: 'Every quarter' },
            { value: 'annual', label: 'Every year' },
          ]}
        />
        <MoneyField
          control={control}
          name="setupFeeMinor"
          label="Setup fee"
          help="Charged once, on the first invoice."
          {...money}
        />
      </FormSection>
      <FormSection title="How much data" description="Download and upload together, per billing period.">
        <RadioField
          control={control}
          name="capPolicy"
          label="When the cap is reached"
          columns={3}
          options={[
            { value: 'none', label: 'Nothing', help: 'No cap, or only counted and told.' },
            { value: 'throttle', label: 'Slow down', help: 'Until the period ends.' },
            { value: 'block', label: 'Block', help: 'Until the period ends.' },
          ]}
        />
        <NumberField
          control={control}
          name="dataCapBytes"
          label="Data cap"
          unit="GB"
          scale={1_000_000_000}
          optional={capPolicy === 'none'}
        />
        {values.dataCapBytes !== null && values.dataCapBytes !== undefined && <PlanNotices control={control} />}
        {capPolicy === 'throttle' && (
          <NumberField control={control} name="throttledKbps" label="Speed after the cap" unit="Mbps" scale={1000} />
        )}
      </FormSection>
      <FormSection title="Sessions" description="When the router ends a session by itself. Empty: never.">
        <NumberField
          control={control}
          name="sessionTimeoutSeconds"
          label="Longest session"
          unit="hours"
          scale={3600}
          optional
        />
        <NumberField
          control={control}
          name="idleTimeoutSeconds"
          label="Ends when idle for"
          unit="minutes"
          scale={60}
          optional
        />
      </FormSection>
      {warnings.map(({ field, message }) => (
        <Callout key={field + message} tone="warn" title={message} />
      ))}
    </Form>
  );
}
