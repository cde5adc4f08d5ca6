import { useMutation } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { contactRoles, customers } from '../../contract.ts';
import {
  customersApi as api,
  type ContactView,
  type CustomerDetailView,
  capital,
  useRefreshCustomers,
} from './customer-values.tsx';

/** Other people to speak to: who pays, who knows the equipment, whom to call in an emergency. */
export function ContactsCard({ customer, className }: { customer: CustomerDetailView; className?: string }) {
  const write = useCan('customers.customer:write');
  const [adding, setAdding] = useState(false);
  return (
    <Card
      title="Contacts"
      {...(className ? { className } : {})}
      aside={
        <Button size="sm" variant="ghost" icon={<Plus />} reason={write.reason} onClick={() => setAdding(true)}>
          Add
        </Button>
      }
    >
      {customer.contacts.length === 0 && (
        <p className="text-ink-3">Nobody else. Add who pays, or who opens the door.</p>
      )}
      <ul className="divide-y divide-line">
        {customer.contacts.map((contact) => (
          <ContactItem key={contact.id} contact={contact} />
        ))}
      </ul>
      <Dialog open={adding} onOpenChange={setAdding} title="Add a contact">
        {adding && <ContactForm customerId={customer.id} onDone={() => setAdding(false)} />}
      </Dialog>
    </Card>
  );
}

function ContactItem({ contact }: { contact: ContactView }) {
  const remove = useMutation(api.removeContact.mutationOptions());
  const refresh = useRefreshCustomers();
  const write = useCan('customers.customer:write');
  const [asked, setAsked] = useState(false);
  return (
    <li className="flex items-start gap-2 py-2">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-1.5">
          <span className="font-medium">{contact.name}</span>
          <Chip>{capital(contact.role)}</Chip>
        </p>
        <p className="text-sm wrap-anywhere text-ink-3">
          {contact.phone && <a href={`tel:${contact.phone}`}>{contact.phone}</a>}
          {contact.phone && contact.email && ' · '}
          {contact.email && <a href={`mailto:${contact.email}`}>{contact.email}</a>}
        </p>
      </div>
      <IconButton size="sm" label={`Remove ${contact.name}`} reason={write.reason} onClick={() => setAsked(true)}>
        <Trash2 />
      </IconButton>
      <ConfirmDialog
        open={asked}
        onOpenChange={setAsked}
        title={`Remove ${contact.name}?`}
        confirmLabel="Remove"
        onConfirm={async () => {
          await remove.mutateAsync({ id: contact.customerId, contactId: contact.id });
          await refresh();
        }}
      />
    </li>
  );
}

const schema = customers.operations.addContact.in.omit({ id: true });

function ContactForm({ customerId, onDone }: { customerId: string; onDone: () => void }) {
  const add = useMutation(api.addContact.mutationOptions());
  const refresh = useRefreshCustomers();
  const write = useCan('customers.customer:write');
  const form = useZodForm(schema, { defaultValues: { role: 'billing', name: '' } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Add contact"
      reason={write.reason}
      onCancel={onDone}
      onSubmit={async (values) => {
        await add.mutateAsync({ id: customerId, ...values });
        await refresh();
        toast.ok(`${values.name} was added.`);
        onDone();
      }}
    >
      <FieldGrid>
        <TextField control={form.control} name="name" label="Name" autoComplete="off" />
        <SelectField
          control={form.control}
          name="role"
          label="Role"
          options={contactRoles.map((value) => ({ value, label: capital(value) }))}
        />
        <TextField control={form.control} name="email" label="E-mail" type="email" optional autoComplete="off" />
        <TextField
          control={form.control}
          name="phone"
          label="Phone"
          type="tel"
          optional
          autoComplete="off"
          placeholder="+49 30 1234567"
        />
      </FieldGrid>
    </Form>
  );
}
