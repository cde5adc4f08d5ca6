import { useQuery } from '@tanstack/react-query';
import { ButtonLink } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { DateTime } from '#ui/format/values.tsx';
import { mergeApi } from './merge-api.ts';

/** Where a customer would be who was merged into another: leads on to who they are now. */
export function FormerCustomer({ id }: { id: string }) {
  const { data } = useQuery(mergeApi.former.queryOptions({ input: { id } }));
  if (!data) return null;
  return (
    <Callout
      title={`${data.number} was merged into another customer`}
      action={
        <ButtonLink to={`/dashboard/operations/customers/${data.customerId}`} variant="primary">
          Show who it is now
        </ButtonLink>
      }
    >
      By {data.mergedBy} on <DateTime at={data.mergedAt} />: {data.reason}
    </Callout>
  );
}
