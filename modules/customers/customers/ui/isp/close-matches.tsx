import { useQuery } from '@tanstack/react-query';
import { Callout } from '#ui/base/callout.tsx';
import { Link } from '#ui/page/url.tsx';
import { customersApi as api, customerPath } from './customer-values.tsx';

/** Nothing matches as it was typed: whose words are nearly those. */
export function CloseMatches({ q }: { q: string }) {
  const similar = useQuery({
    ...api.similar.queryOptions({ input: { q: q.trim() } }),
    enabled: q.trim().length >= 3,
  });
  const found = similar.data?.items ?? [];
  if (found.length === 0) return null;
  return (
    <Callout tone="info" title={`Nothing is written like “${q.trim()}”. Did you mean one of these?`} className="mb-3">
      <ul className="flex flex-wrap gap-x-4 gap-y-1">
        {found.map(({ id, name, number, serviceAddress }) => (
          <li key={id}>
            <Link to={customerPath(id)} className="underline">
              {name}
            </Link>{' '}
            {number}, {serviceAddress.city}
          </li>
        ))}
      </ul>
    </Callout>
  );
}
