import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberField, TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { Bytes } from '#ui/format/values.tsx';
import { quota } from '../../contract.ts';
import { type QuotaView, quotaApi } from './quota-values.tsx';

const { bytes, reason } = quota.operations.addData.in.shape;
const schema = z.object({ bytes, reason });

export interface AddDataDialogProps {
  quota: QuotaView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** More data for the period under way; a restriction ends when it is enough. */
export function AddDataDialog({ quota: about, open, onOpenChange }: AddDataDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={`Add data to ${about.subscriptionNumber}`} size="sm">
      {open && <Content quota={about} onClose={() => onOpenChange(false)} />}
    </Dialog>
  );
}

function Content({ quota: about, onClose }: { quota: QuotaView; onClose: () => void }) {
  const client = useQueryClient();
  const add = useMutation(quotaApi.addData.mutationOptions());
  const form = useZodForm(schema, { defaultValues: {} });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Add data"
      onCancel={onClose}
      onSubmit={async (values) => {
        const after = await add.mutateAsync({ subscriptionId: about.subscriptionId, ...values });
        await client.invalidateQueries({ queryKey: quotaApi.key() });
        toast.ok(
          about.state !== 'within' && after.state === 'within'
            ? 'Added; the speed of the plan is back.'
            : 'Added for this period.',
        );
        onClose();
      }}
    >
      <p className="text-ink-2">
        It holds until {about.periodEnd}, when the new period begins. Used so far: <Bytes bytes={about.usedBytes} />
        {about.capBytes !== null && (
          <>
            {' '}
            of <Bytes bytes={about.capBytes} />
          </>
        )}
        .
      </p>
      <NumberField control={form.control} name="bytes" label="More data" unit="GB" scale={1_000_000_000} />
      <TextField control={form.control} name="reason" label="Reason, for the record" autoComplete="off" />
    </Form>
  );
}
