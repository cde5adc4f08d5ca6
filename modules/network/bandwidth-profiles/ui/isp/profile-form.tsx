import { useWatch } from 'react-hook-form';
import type { z } from 'zod';
import { Callout } from '#ui/base/callout.tsx';
import { NumberField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { profileInput } from '../../contract.ts';
import { validate } from '../../rules.ts';

export type ProfileValues = z.output<typeof profileInput>;

/** The operation's own schema, and the rules about speeds taken together. */
const schema = profileInput.superRefine((profile, context) => {
  for (const { field, message } of validate(profile)) context.addIssue({ code: 'custom', path: [field], message });
});

export interface ProfileFormProps {
  defaultValues: Partial<z.input<typeof profileInput>>;
  submitLabel: string;
  draft?: string;
  onCancel: () => void;
  onSubmit: (values: ProfileValues) => Promise<unknown>;
}

export function ProfileForm({ defaultValues, submitLabel, draft, onCancel, onSubmit }: ProfileFormProps) {
  const form = useZodForm(schema, { defaultValues, ...(draft ? { draft } : {}) });
  const { control } = form;
  const burst = useWatch({ control, name: 'burstDownloadKbps' });
  const mbps = { unit: 'Mbps', scale: 1000, control } as const;
  return (
    <Form form={form} frame="plain" submitLabel={submitLabel} onCancel={onCancel} onSubmit={onSubmit}>
      <div className="grid gap-4 sm:grid-cols-2">
        <TextField control={control} name="name" label="Name" placeholder="Residential 100/20" autoComplete="off" />
        <TextField
          control={control}
          name="qosProfileName"
          label="QoS profile on the router"
          optional
          mono
          autoComplete="off"
          placeholder="res-100m"
          help="Cisco, Juniper and Huawei can limit by the name of a policy that is set up there."
        />
        <NumberField {...mbps} name="downloadKbps" label="Download" />
        <NumberField {...mbps} name="uploadKbps" label="Upload" />
        <NumberField {...mbps} name="burstDownloadKbps" label="Burst download" optional />
        <NumberField {...mbps} name="burstUploadKbps" label="Burst upload" optional />
        {burst !== null && burst !== undefined && (
          <>
            <NumberField
              {...mbps}
              name="burstDownloadThresholdKbps"
              label="Download threshold"
              optional
              help="While the average is below it, the line may burst. Empty: the speed itself."
            />
            <NumberField {...mbps} name="burstUploadThresholdKbps" label="Upload threshold" optional />
            <NumberField control={control} name="burstSeconds" label="Averaged over" unit="seconds" />
          </>
        )}
        <TextareaField control={control} name="description" label="Description" optional rows={2} />
      </div>
      {burst !== null && burst !== undefined && (
        <Callout tone="info" title="Only MikroTik and Huawei can be told of a burst; other makes hold the speed." />
      )}
    </Form>
  );
}
