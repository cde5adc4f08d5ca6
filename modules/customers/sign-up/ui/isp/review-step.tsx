import { useWatch } from 'react-hook-form';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { Money } from '#ui/format/values.tsx';
import { planText, usePlans } from './plan-step.tsx';
import type { SignUpControl } from './sign-up-api.ts';

/** Everything as it will be saved, and what saving does. */
export function ReviewStep({ control }: { control: SignUpControl }) {
  const [customer, planId] = useWatch({ control, name: ['customer', 'planId'] });
  const plans = usePlans();
  const { locale } = useFormat();
  const plan = plans.data?.items.find(({ id }) => id === planId);
  const { line1, line2, postcode, city, country } = customer.serviceAddress;
  return (
    <Card title="As it will be saved">
      <DescriptionList
        items={[
          { term: 'Name', value: customer.name },
          { term: 'Kind', value: customer.kind === 'business' ? 'Business' : 'Private person' },
          { term: 'E-mail', value: customer.email || 'None: no invoices or notices by mail' },
          { term: 'Phone', value: customer.phone || 'None' },
          {
            term: 'Address',
            value: [line1, line2, [postcode, city].filter(Boolean).join(' '), country].filter(Boolean).join(', '),
          },
          { term: 'Plan', value: plan ? `${plan.name}: ${planText(plan, locale)}` : 'None yet: a prospect' },
          ...(plan
            ? [
                {
                  term: 'First invoice',
                  value: <Money amountMinor={plan.priceMinor + plan.setupFeeMinor} currency={plan.currency} />,
                },
              ]
            : []),
        ]}
      />
      {plan && (
        <p className="mt-3 text-sm text-ink-3">
          Provisioning begins at once: address, login, first invoice and welcome mail.
        </p>
      )}
    </Card>
  );
}
