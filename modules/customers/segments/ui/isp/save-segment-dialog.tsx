import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { segmentCriteria } from '#modules/customers/customers/contract.ts';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { SwitchField, TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { segments } from '../../contract.ts';
import { segmentsApi as api, type SegmentView } from './segments.ts';

interface SaveProps {
  /** What the list is narrowed by; absent for a list of pinned customers. */
  criteria?: z.input<typeof segmentCriteria> | undefined;
  /** The criteria in words. */
  words?: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onSaved?: (segment: SegmentView) => void;
}

/** Saves the filters of the list as a segment, or makes an empty list to pin customers to. */
export function SaveSegmentDialog({ open, onOpenChange, criteria, words, onSaved }: SaveProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={criteria ? 'Save as a segment' : 'New list'}
      description={
        criteria
          ? `Holds whoever matches at the moment: ${words}.`
          : 'Holds the customers you pin to it, whatever becomes of them.'
      }
    >
      {open && <SaveForm criteria={criteria} onDone={() => onOpenChange(false)} onSaved={onSaved} />}
    </Dialog>
  );
}

function SaveForm({
  criteria,
  onDone,
  onSaved,
}: Pick<SaveProps, 'criteria'> & { onDone: () => void; onSaved: SaveProps['onSaved'] }) {
  const create = useMutation(api.create.mutationOptions());
  const client = useQueryClient();
  const write = useCan('customers.segment:write');
  const form = useZodForm(segments.operations.create.in.omit({ criteria: true }), {
    defaultValues: { name: '', description: '', shared: false },
  });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      reason={write.reason}
      onCancel={onDone}
      onSubmit={async (values) => {
        const made = await create.mutateAsync({ ...values, ...(criteria ? { criteria } : {}) });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`“${made.name}” is saved.`);
        onSaved?.(made);
        onDone();
      }}
    >
      <TextField control={form.control} name="name" label="Name" wide autoComplete="off" />
      <TextField control={form.control} name="description" label="What it is for" wide optional autoComplete="off" />
      <SwitchField control={form.control} name="shared" label="Everybody on the team may use it" />
    </Form>
  );
}
