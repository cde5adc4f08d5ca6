import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useWatch } from 'react-hook-form';
import { Callout } from '#ui/base/callout.tsx';
import { signUpApi as api, type SignUpControl } from './sign-up-api.ts';

const tones = { 'connected nearby': 'ok', 'connected in town': 'info', unknown: 'warn' } as const;
const titles = {
  'connected nearby': 'Others are connected near this address',
  'connected in town': 'Others are connected in this town',
  unknown: 'Service here is unknown',
} as const;

/** What is known of service at the address, and what that rests on. */
export function ServiceabilityHint({ control }: { control: SignUpControl }) {
  const address = useDeferredValue(useWatch({ control, name: 'customer.serviceAddress' }));
  const city = address?.city?.trim() ?? '';
  const hint = useQuery({
    ...api.serviceability.queryOptions({
      input: { city, postcode: address?.postcode?.trim() || undefined, country: address?.country || undefined },
    }),
    enabled: city !== '',
    placeholderData: (before) => before,
  });
  const { data } = hint;
  if (city === '' || !data) return null;
  return (
    <Callout tone={tones[data.verdict]} title={titles[data.verdict]} className="sm:col-span-2">
      <p>{data.basis}</p>
      {data.plans.length > 0 && (
        <p>They have {data.plans.map((plan) => `${plan.planName} (${plan.customers})`).join(', ')}.</p>
      )}
      {data.freeAddresses !== null && data.freeAddresses < 10 && (
        <p>Only {data.freeAddresses} addresses are free in the default pool.</p>
      )}
    </Callout>
  );
}
