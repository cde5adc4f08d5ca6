import { Building2, User } from 'lucide-react';
import { useWatch } from 'react-hook-form';
import { z } from 'zod';
import { toast } from '#ui/base/toast.tsx';
import {
  CheckboxField,
  ComboboxField,
  DateField,
  MoneyField,
  NumberField,
  PasswordField,
  RadioField,
  SelectField,
  SwitchField,
  TextareaField,
  TextField,
} from '#ui/form/fields.tsx';
import { Form, FormSection } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';

const input = z.object({
  kind: z.enum(['individual', 'business']),
  name: z.string().min(2, 'Enter the full name.'),
  email: z.email('Enter an e-mail such as ngozi@example.com.'),
  phone: z.string().optional(),
  planId: z.string({ error: 'Choose a plan.' }),
  cycle: z.string(),
  priceMinor: z.number({ error: 'Enter an amount such as 39.00.' }).int().min(0, 'A price is never negative.'),
  downBps: z.number({ error: 'Enter a number.' }).min(1_000_000, 'At least 1 Mbps.'),
  startsOn: z.string().optional(),
  password: z.string().min(12, 'At least 12 characters.'),
  publicIp: z.boolean(),
  welcome: z.boolean(),
  note: z.string().optional(),
});

const plans = ['Fiber 100', 'Fiber 300', 'Fiber 1000', 'Air 30', 'Business 500'];
const searchPlans = async (text: string) => {
  await new Promise((resolve) => setTimeout(resolve, 300));
  return plans
    .filter((plan) => plan.toLowerCase().includes(text.toLowerCase()))
    .map((plan) => ({ value: plan, label: plan, hint: '€39.00 per month' }));
};

const fail = (field: string, message: string) =>
  Object.assign(new Error(message), { code: 'conflict', data: { detail: message, field, requestId: 'req_01JD8ZQ4' } });

export default function FormPage() {
  const form = useZodForm(input, {
    defaultValues: {
      kind: 'individual',
      name: '',
      email: '',
      cycle: 'monthly',
      password: '',
      publicIp: false,
      welcome: true,
    },
    draft: 'gallery.form',
    draftWithout: ['password'],
  });
  const { control } = form;
  const kind = useWatch({ control, name: 'kind' });
  return (
    <PageBody>
      <PageHeader title="New customer" subtitle="Creates the customer, reserves an address and starts provisioning." />
      <Form
        form={form}
        submitLabel="Create customer"
        cancelTo="/dev/gallery/list"
        onSubmit={async (values) => {
          await new Promise((resolve) => setTimeout(resolve, 600));
          if (values.email.startsWith('taken'))
            throw fail('body.email', 'A customer with this e-mail exists already: C-000417.');
          if (values.name === 'broken')
            throw fail('', 'The IP pool “residential” has no free address. Add a pool or free addresses first.');
          toast.ok(`${values.name} is being provisioned`, { description: `${values.priceMinor} minor units` });
        }}
      >
        <FormSection title="Who" description="The person or company the contract is with.">
          <RadioField
            control={control}
            name="kind"
            label="Kind of customer"
            options={[
              {
                value: 'individual',
                label: 'Individual',
                help: 'One person, one household.',
                icon: <User className="size-4" />,
              },
              {
                value: 'business',
                label: 'Business',
                help: 'A company with a tax number.',
                icon: <Building2 className="size-4" />,
              },
            ]}
          />
          <TextField
            control={control}
            name="name"
            label={kind === 'business' ? 'Company name' : 'Full name'}
            autoComplete="off"
          />
          <TextField
            control={control}
            name="email"
            label="E-mail"
            type="email"
            help="Invoices and notices go here."
            autoComplete="off"
          />
          <TextField control={control} name="phone" label="Phone" type="tel" optional placeholder="+234 803 555 0117" />
        </FormSection>
        <FormSection
          title="Plan"
          description="What is sold and from when. The first invoice covers the rest of this month."
        >
          <ComboboxField
            control={control}
            name="planId"
            label="Internet plan"
            source="gallery-plans"
            load={searchPlans}
          />
          <SelectField
            control={control}
            name="cycle"
            label="Billing cycle"
            options={[
              { value: 'monthly', label: 'Monthly', hint: 'in advance' },
              { value: 'quarterly', label: 'Quarterly' },
              { value: 'yearly', label: 'Yearly', hint: 'two months free' },
            ]}
          />
          <MoneyField control={control} name="priceMinor" label="Price per cycle" currency="EUR" />
          <NumberField control={control} name="downBps" label="Download" unit="Mbps" scale={1_000_000} />
          <DateField control={control} name="startsOn" label="Starts on" optional />
          <PasswordField control={control} name="password" label="PPPoE password" autoComplete="new-password" />
          <SwitchField
            control={control}
            name="publicIp"
            label="Public IPv4 address"
            help="From the pool of its service area, €2.00 per month."
          />
          <CheckboxField control={control} name="welcome" label="Send the welcome mail when the line is up" />
        </FormSection>
        <FormSection title="Note" columns={1}>
          <TextareaField
            control={control}
            name="note"
            label="For colleagues"
            optional
            help="Not shown to the customer."
          />
        </FormSection>
      </Form>
    </PageBody>
  );
}
