import { useMutation } from '@tanstack/react-query';
import { Eye } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { portalVisits } from '#modules/identity/portal-visits/contract.ts';
import { Button, type ButtonProps } from '#ui/base/button.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';

const api = clientFor(portalVisits, 'isp');
const input = z.object({ reason: portalVisits.operations.start.in.shape.reason });

export interface ImpersonateProps {
  customerId: string;
  customerName: string;
}

/** Why a colleague may not open a subscriber's portal; undefined when they may. For menus that hold the action. */
export const useImpersonateReason = () => useCan('customers.portal-visit:write').reason;

/** Opens the portal as this subscriber sees it, in a tab of its own, after a reason was given. */
export function ImpersonateButton({
  customerId,
  customerName,
  ...button
}: ImpersonateProps & Pick<ButtonProps, 'size' | 'variant'>) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button {...button} icon={<Eye />} reason={useImpersonateReason()} onClick={() => setOpen(true)}>
        Open their portal
      </Button>
      <ImpersonateDialog open={open} onOpenChange={setOpen} customerId={customerId} customerName={customerName} />
    </>
  );
}

/** The same from a menu or the address. */
export const ImpersonateDialog = ({
  open,
  onOpenChange,
  ...of
}: ImpersonateProps & { open: boolean; onOpenChange: (open: boolean) => void }) => (
  <Dialog
    open={open}
    onOpenChange={onOpenChange}
    title={`Open the portal as ${of.customerName}?`}
    description="For 30 minutes, in a tab of its own. It is on record under your name and in their timeline."
  >
    {open && <ImpersonateForm {...of} onClose={() => onOpenChange(false)} />}
  </Dialog>
);

function ImpersonateForm({ customerId, onClose }: ImpersonateProps & { onClose: () => void }) {
  const start = useMutation(api.start.mutationOptions());
  const form = useZodForm(input, { defaultValues: { reason: '' } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Open portal"
      onCancel={onClose}
      onSubmit={async ({ reason }) => {
        const { link } = await start.mutateAsync({ customerId, reason });
        if (link) window.open(link, '_blank', 'noopener');
        onClose();
      }}
    >
      <TextField
        control={form.control}
        name="reason"
        label="Reason"
        placeholder="They cannot find their bill"
        autoFocus
        autoComplete="off"
      />
    </Form>
  );
}
