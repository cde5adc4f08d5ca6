import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { SecretReveal } from '#ui/base/secret-reveal.tsx';
import { toast } from '#ui/base/toast.tsx';
import { ComboboxField, NumberField, PasswordField, TextField } from '#ui/form/fields.tsx';
import { Form, FormSection } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useGo } from '#ui/page/url.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { LoginSections, loginSchema, valuesOf } from './login-fields.tsx';
import { type AccountView, loginsApi, loginsPath } from './login-values.tsx';
import { radiusApi } from './radius-values.tsx';

const customersApi = clientFor(customers, 'isp');
async function loadCustomers(q: string) {
  const { items } = await customersApi.list.call({ limit: 20, ...(q ? { q } : {}) });
  return items.map(({ id, name, number }) => ({ value: id, label: name, hint: number }));
}

export default function LoginNewPage() {
  const client = useQueryClient();
  const go = useGo();
  const write = useCan('network.radius:write');
  const create = useMutation(loginsApi.create.mutationOptions());
  const [made, setMade] = useState<AccountView | null>(null);
  const form = useZodForm(loginSchema, {
    defaultValues: valuesOf(),
    draft: 'radius.login.new',
    draftWithout: ['password'],
  });
  const { control } = form;
  const leave = ({ id }: AccountView) => go(`${loginsPath}/${id}`);
  return (
    <PageBody>
      <PageHeader title="New login" />
      <Form
        form={form}
        submitLabel="Make login"
        cancelTo={loginsPath}
        reason={write.reason}
        onSubmit={async (values) => {
          const login = await create.mutateAsync({ ...values, customerId: values.customerId ?? null });
          await client.invalidateQueries({ queryKey: radiusApi.listAccounts.key() });
          if (login.newPassword !== undefined) setMade(login);
          else {
            toast.ok(`${login.username} may log in.`);
            leave(login);
          }
        }}
      >
        <FormSection
          title="Who"
          description="A login by itself, for a test or a line you bring from elsewhere. Plans that are sold get theirs by provisioning."
        >
          <TextField control={control} name="username" label="Username" mono autoComplete="off" spellCheck={false} />
          <PasswordField
            control={control}
            name="password"
            label="Password"
            optional
            autoComplete="new-password"
            help="Leave empty and a good one is made. It is shown once."
          />
          <ComboboxField
            control={control}
            name="customerId"
            label="Customer"
            optional
            source="customers"
            load={loadCustomers}
          />
        </FormSection>
        <FormSection title="Speed">
          <NumberField control={control} name="downloadKbps" label="Download" unit="Mbit/s" scale={1000} />
          <NumberField control={control} name="uploadKbps" label="Upload" unit="Mbit/s" scale={1000} />
        </FormSection>
        <LoginSections form={form} />
      </Form>
      <SecretReveal
        secret={made?.newPassword ?? null}
        title={`Password of ${made?.username ?? ''}`}
        onClose={() => made && leave(made)}
      >
        Set it in the subscriber’s router.
      </SecretReveal>
    </PageBody>
  );
}
