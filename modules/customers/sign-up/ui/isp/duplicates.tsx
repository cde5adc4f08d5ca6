import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useWatch } from 'react-hook-form';
import { Chip } from '#ui/base/badge.tsx';
import { ButtonLink } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { TextareaField } from '#ui/form/fields.tsx';
import { signUpApi as api, type DuplicateView, type SignUpControl } from './sign-up-api.ts';

/** Who may be the person that is being typed; asked again with every pause, and by the server when it is saved. */
export function useDuplicates(control: SignUpControl) {
  const [name, email, phone, address] = useDeferredValue(
    useWatch({ control, name: ['customer.name', 'customer.email', 'customer.phone', 'customer.serviceAddress'] }),
  );
  const input = {
    name: name || undefined,
    email: email || undefined,
    phone: phone || undefined,
    line1: address?.line1 || undefined,
    postcode: address?.postcode || undefined,
    city: address?.city || undefined,
  };
  const asks = Boolean(input.email || input.phone || (input.name && input.name.length >= 4));
  return useQuery({ ...api.duplicates.queryOptions({ input }), enabled: asks, placeholderData: (before) => before });
}

/** The likely duplicates with "Use this one". */
export function DuplicateList({ found }: { found: readonly DuplicateView[] }) {
  if (found.length === 0) return null;
  const strong = found.some((other) => other.strong);
  return (
    <Callout
      tone={strong ? 'warn' : 'info'}
      className="sm:col-span-2"
      title={strong ? 'This customer is likely here already.' : 'Somebody of this name is here already.'}
    >
      <ul className="mt-1 flex flex-col gap-2">
        {found.map((other) => (
          <li key={other.customerId} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="min-w-0 flex-1">
              <strong className="font-medium">{other.name}</strong> {other.number}, {other.address}{' '}
              {other.signs.map((sign) => (
                <Chip key={sign}>same {sign}</Chip>
              ))}
            </span>
            <ButtonLink size="sm" to={`/dashboard/operations/customers/${other.customerId}`}>
              Use this one
            </ButtonLink>
          </li>
        ))}
      </ul>
    </Callout>
  );
}

/** Another is created all the same only with a reason, which is kept as a note. */
export function DuplicateReason({ control, found }: { control: SignUpControl; found: readonly DuplicateView[] }) {
  if (!found.some((other) => other.strong)) return null;
  return (
    <TextareaField
      control={control}
      name="duplicateReason"
      label="Create anyway, because"
      help="Kept as a note on the new customer: a second line for a tenant, a son of the same name …"
      wide
    />
  );
}
