import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { filesForUpload } from '#modules/support/tickets/ui/files.ts';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { SelectField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { vendorTicketCategories, vendorTicketPriorities } from '../../resources.ts';
import { FileChooser } from '../file-chooser.tsx';
import { categoryOptions, priorityOptions } from '../ticket-values.tsx';
import { supportApi as api, useRefreshSupport } from './support-api.ts';

const schema = z.object({
  subject: z.string().trim().min(1, 'Say in a line what it is about.').max(200),
  text: z.string().trim().min(1, 'Write something.').max(10_000),
  category: z.enum(vendorTicketCategories),
  priority: z.enum(vendorTicketPriorities),
});

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onAsked: (ticket: { id: string }) => void;
}

export const AskDialog = (props: Props) => (
  <Dialog
    open={props.open}
    onOpenChange={props.onOpenChange}
    title="Ask DotMac"
    description="What did you do, what did you expect, what happened instead?"
  >
    {props.open && <AskForm {...props} />}
  </Dialog>
);

function AskForm({ onOpenChange, onAsked }: Props) {
  const ask = useMutation(api.ask.mutationOptions());
  const refresh = useRefreshSupport();
  const [files, setFiles] = useState<File[]>([]);
  const form = useZodForm(schema, {
    defaultValues: { subject: '', text: '', category: 'question', priority: 'normal' },
    draft: 'account.ticket',
  });
  const { control } = form;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Send to DotMac"
      onCancel={() => onOpenChange(false)}
      onSubmit={async (values) => {
        const made = await ask.mutateAsync({ ...values, files: await filesForUpload(files) });
        await refresh();
        toast.ok(`${made.number} is on its way to DotMac.`);
        onOpenChange(false);
        onAsked(made);
      }}
    >
      <TextField control={control} name="subject" label="Subject" autoFocus />
      <TextareaField control={control} name="text" label="What is the matter" rows={6} />
      <FieldGrid>
        <SelectField control={control} name="category" label="About" options={categoryOptions} />
        <SelectField control={control} name="priority" label="Priority" options={priorityOptions} />
      </FieldGrid>
      <FileChooser files={files} onChange={setFiles} />
    </Form>
  );
}
