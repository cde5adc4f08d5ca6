import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RadioField, SelectField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { noticeAreas, noticeKinds } from '../../rules.ts';
import { AreaField } from './area-field.tsx';
import { noticesApi as api, instantOf, localTime, type NoticeView } from './notice-values.tsx';

interface Props {
  /** The one to change; without it a new one is written. */
  of?: NoticeView | undefined;
  onClose: () => void;
}
export const NoticeDialog = (props: Props) => (
  <Dialog
    open
    onOpenChange={(open) => !open && props.onClose()}
    title={props.of ? 'Change the notice' : 'New notice'}
    description="Whom it concerns sees it on the first page of their portal, and before they ask for help."
  >
    <NoticeForm {...props} />
  </Dialog>
);

const schema = z.object({
  kind: z.enum(noticeKinds),
  title: z.string().trim().min(3, 'Say it in a line.').max(120),
  text: z.string().trim().max(2000),
  area: z.enum(noticeAreas),
  startsAt: z.string(),
  endsAt: z.string(),
});

function NoticeForm({ of, onClose }: Props) {
  const client = useQueryClient();
  const publish = useMutation(api.publish.mutationOptions());
  const update = useMutation(api.update.mutationOptions());
  const [areaKeys, setAreaKeys] = useState<string[]>(of?.areaKeys ?? []);
  const form = useZodForm(schema, {
    defaultValues: {
      kind: of?.kind ?? 'outage',
      title: of?.title ?? '',
      text: of?.text ?? '',
      area: of?.area ?? 'all',
      startsAt: localTime(of?.startsAt),
      endsAt: localTime(of?.endsAt),
    },
  });
  const { control } = form;
  const [area, kind] = [form.watch('area'), form.watch('kind')];
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel={of ? 'Save' : 'Publish'}
      onCancel={onClose}
      onSubmit={async ({ startsAt, endsAt, kind: chosenKind, ...said }) => {
        const begins = instantOf(startsAt);
        const content = {
          ...said,
          areaKeys,
          ...(begins ? { startsAt: begins } : {}),
          endsAt: instantOf(endsAt) ?? null,
        };
        await (of
          ? update.mutateAsync({ id: of.id, ...content })
          : publish.mutateAsync({ kind: chosenKind, ...content }));
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(of ? 'The notice is changed.' : 'The notice is published.');
        onClose();
      }}
    >
      {!of && (
        <RadioField
          control={control}
          name="kind"
          label="Kind"
          options={[
            { value: 'outage', label: 'Outage', help: 'Until you say that it is over.' },
            { value: 'planned', label: 'Planned work', help: 'Announced ahead; over at its end.' },
          ]}
        />
      )}
      <TextField control={control} name="title" label="Title" autoFocus />
      <TextareaField control={control} name="text" label="Text" rows={3} optional />
      <SelectField
        control={control}
        name="area"
        label="For"
        options={[
          { value: 'all', label: 'All subscribers' },
          { value: 'nas', label: 'Subscribers at a NAS' },
          { value: 'plan', label: 'Subscribers of a plan' },
          { value: 'city', label: 'Subscribers in a town' },
        ]}
      />
      <AreaField area={area} value={areaKeys} onChange={setAreaKeys} />
      <FieldGrid>
        <TextField control={control} name="startsAt" label="From" type="datetime-local" help="Empty: now." />
        <TextField
          control={control}
          name="endsAt"
          label={kind === 'planned' ? 'Until' : 'Expected until'}
          type="datetime-local"
          help={kind === 'planned' ? 'When the work is done.' : 'Empty: not known yet.'}
        />
      </FieldGrid>
    </Form>
  );
}
