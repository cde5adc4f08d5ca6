import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useWatch } from 'react-hook-form';
import { z } from 'zod';
import { callsFor, clientFor } from '#kernel/client.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { Cap, cycleText, Speed } from '#modules/catalog/internet-plans/ui/isp/plan-values.tsx';
import { customers } from '#modules/customers/customers/contract.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { Callout } from '#ui/base/callout.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { ComboboxField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { Money } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import type { SubscriptionView } from './subscription-values.tsx';
import { subscriptionsApi, useRefresh } from './subscription-values.tsx';

const customerCalls = callsFor(customers, 'isp');
const planCalls = callsFor(internetPlans, 'isp');
const poolCalls = callsFor(ipManagement, 'isp');

const findCustomers = async (q: string) =>
  (await customerCalls.list({ ...(q ? { q } : {}), limit: 20 })).items
    .filter((customer) => customer.status !== 'closed')
    .map((customer) => ({ value: customer.id, label: customer.name, hint: customer.number }));

const findPlans = async (q: string) =>
  (await planCalls.list({ ...(q ? { q } : {}), status: 'active', limit: 50 })).items.map((plan) => ({
    value: plan.id,
    label: plan.name,
    hint: plan.code,
  }));

const findPools = async (q: string) => {
  const { items } = await poolCalls.listPools({ status: 'active', limit: 200 });
  return items
    .filter(({ type, name }) => type.startsWith('ipv4') && name.toLowerCase().includes(q.toLowerCase()))
    .map(({ id, name, cidr, isDefault }) => ({ value: id, label: name, hint: isDefault ? `${cidr}, default` : cidr }));
};

const schema = z.object({
  customerId: z.uuid('Choose the customer.'),
  planId: z.uuid('Choose the plan.'),
  poolId: z.uuid().optional(),
});

/** What the chosen plan costs, before it is sold. */
function Offer({ planId }: { planId: string }) {
  const plan = useQuery(clientFor(internetPlans, 'isp').get.queryOptions({ input: { id: planId } }));
  if (!plan.data) return null;
  const { data } = plan;
  return (
    <div className="rounded-lg bg-sunken px-3 py-2">
      <DescriptionList
        items={[
          { term: 'Speed', value: <Speed {...data} /> },
          { term: 'Data', value: <Cap plan={data} /> },
          {
            term: 'Price, fixed at the sale',
            value: (
              <>
                <Money amountMinor={data.priceMinor} currency={data.currency} /> {cycleText[data.cycle]}
              </>
            ),
          },
          ...(data.setupFeeMinor > 0
            ? [{ term: 'Setup fee, once', value: <Money amountMinor={data.setupFeeMinor} currency={data.currency} /> }]
            : []),
          {
            term: 'First invoice',
            value: (
              <strong>
                <Money amountMinor={data.priceMinor + data.setupFeeMinor} currency={data.currency} />
              </strong>
            ),
          },
        ]}
      />
    </div>
  );
}

export interface OrderDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** Whom to sell to; without it the dialog asks. */
  customer?: { id: string; name: string; number?: string } | undefined;
  /** A plan chosen already. */
  planId?: string | undefined;
  onOrdered?: (subscription: SubscriptionView) => void;
}

/** Sells a plan: customer, plan, and the pool of the address. Provisioning begins as soon as it is sold. */
export function OrderDialog(props: OrderDialogProps) {
  const { open, onOpenChange, customer } = props;
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={customer ? `Sell a plan to ${customer.name}` : 'Sell a plan'}
      description="Provisioning begins at once: address, login, first invoice, welcome mail."
    >
      {open && <OrderForm {...props} />}
    </Dialog>
  );
}

function OrderForm({ onOpenChange, customer, planId, onOrdered }: OrderDialogProps) {
  const order = useMutation(subscriptionsApi.order.mutationOptions());
  const refresh = useRefresh();
  const sell = useCan('billing.subscription:write');
  const pools = useCan('network.ip:read');
  const form = useZodForm(schema, { defaultValues: { customerId: customer?.id ?? '', planId: planId ?? '' } });
  const { control } = form;
  const chosen = useWatch({ control, name: 'planId' });
  const [plans, setPlans] = useState<number | null>(null);
  const loadPlans = async (q: string) => {
    const found = await findPlans(q);
    if (q === '') setPlans(found.length);
    return found;
  };

  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Sell"
      reason={sell.reason}
      onCancel={() => onOpenChange(false)}
      onSubmit={async (values) => {
        const sold = await order.mutateAsync(values);
        await refresh();
        toast.ok(`${sold.number} is sold.`, { description: `${sold.planName} for ${sold.customerName}` });
        onOpenChange(false);
        onOrdered?.(sold);
      }}
    >
      {!customer && (
        <ComboboxField
          control={control}
          name="customerId"
          label="Customer"
          source="customers.to-sell"
          load={findCustomers}
          placeholder="Name, number, phone"
        />
      )}
      <ComboboxField control={control} name="planId" label="Plan" source="plans.for-sale" load={loadPlans} />
      {plans === 0 && (
        <Callout tone="warn" title="No plan is for sale.">
          Activate one under Services, Internet plans.
        </Callout>
      )}
      {chosen && <Offer planId={chosen} />}
      {pools.allowed && (
        <ComboboxField
          control={control}
          name="poolId"
          label="Address pool"
          source="pools.ipv4"
          load={findPools}
          optional
          placeholder="The default pool"
          help="Where the subscriber’s IPv4 address comes from."
        />
      )}
    </Form>
  );
}
