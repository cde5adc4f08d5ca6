import { useMutation } from '@tanstack/react-query';
import { z } from 'zod';
import { callsFor } from '#kernel/client.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { ComboboxField, SelectField, TextareaField, TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { ticketCategories, ticketPriorities } from '../../resources.ts';
import {
  categoryOptions,
  priorityOptions,
  type TicketDetailView,
  ticketsApi,
  useRefreshTickets,
} from './ticket-values.tsx';

const schema = z.object({
  customerId: z.uuid('Choose the customer.'),
  subject: z.string().trim().min(1, 'Say in a line what it is about.').max(200),
  text: z.string().trim().min(1, 'Write something.').max(10_000),
  category: z.enum(ticketCategories),
  priority: z.enum(ticketPriorities),
});

const findCustomers = async (q: string) =>
  (await callsFor(customers, 'isp').list({ ...(q ? { q } : {}), limit: 20 })).items.map((customer) => ({
    value: customer.id,
    label: customer.name,
    hint: customer.number,
  }));

interface Props {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Whose it is; without it the dialog asks. */
  customer?: { id: string; name: string } | undefined;
  onOpened?: (ticket: TicketDetailView) => void;
}

/** What a customer said on the telephone or at the counter, written down for the queue. */
export function OpenTicketDialog(props: Props) {
  const { open, onOpenChange, customer } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={customer ? `Open a ticket for ${customer.name}` : 'Open a ticket'}
      description="The customer sees it in the portal. For a word among staff, add a note to the ticket."
    >
      {open && <OpenTicketForm {...props} />}
    </Dialog>
  );
}

function OpenTicketForm({ onOpenChange, customer, onOpened }: Props) {
  const openTicket = useMutation(ticketsApi.open.mutationOptions());
  const refresh = useRefreshTickets();
  const write = useCan('support.ticket:write');
  const form = useZodForm(schema, {
    defaultValues: { customerId: customer?.id ?? '', subject: '', text: '', category: 'other', priority: 'normal' },
  });
  const { control } = form;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Open ticket"
      reason={write.reason}
      onCancel={() => onOpenChange(false)}
      onSubmit={async (values) => {
        const made = await openTicket.mutateAsync(values);
        await refresh();
        toast.ok(`${made.number} is open.`);
        onOpenChange(false);
        onOpened?.(made);
      }}
    >
      {!customer && (
        <ComboboxField
          control={control}
          name="customerId"
          label="Customer"
          source="tickets.customers"
          load={findCustomers}
          placeholder="Name, number, phone"
        />
      )}
      <TextField control={control} name="subject" label="Subject" />
      <TextareaField control={control} name="text" label="What is the matter" rows={5} />
      <SelectField control={control} name="category" label="About" options={categoryOptions} />
      <SelectField control={control} name="priority" label="Priority" options={priorityOptions} />
    </Form>
  );
}
