import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { Checkbox } from '#ui/base/choice.tsx';
import type { NoticeArea } from '../../rules.ts';
import { noticesApi as api } from './notice-values.tsx';

const plansApi = clientFor(internetPlans, 'isp');
const radiusApi = clientFor(radius, 'isp');
const customersApi = clientFor(customers, 'isp');

/** What can be chosen of an area; asked for only when it is the one. */
function useOptions(area: NoticeArea): { key: string; name: string }[] {
  const nases = useQuery({ ...radiusApi.listNas.queryOptions({ input: { limit: 200 } }), enabled: area === 'nas' });
  const plans = useQuery({ ...plansApi.list.queryOptions({ input: { limit: 200 } }), enabled: area === 'plan' });
  const cities = useQuery({ ...customersApi.cities.queryOptions({ input: {} }), enabled: area === 'city' });
  if (area === 'nas') return (nases.data?.items ?? []).map(({ id, name }) => ({ key: id, name }));
  if (area === 'plan') return (plans.data?.items ?? []).map(({ id, name }) => ({ key: id, name }));
  return area === 'city' ? (cities.data?.items ?? []).map(({ city }) => ({ key: city, name: city })) : [];
}

const counted = {
  customers: 'active customers',
  subscriptions: 'subscriptions',
  online: 'subscribers online there now, and who was last online there',
};
interface Props {
  area: NoticeArea;
  value: readonly string[];
  onChange: (keys: string[]) => void;
}
/** Which NAS, plans or towns, and about how many people that is. */
export function AreaField({ area, value, onChange }: Props) {
  const options = useOptions(area);
  const isChosen = area === 'all' || value.length > 0;
  const reach = useQuery({
    ...api.reach.queryOptions({ input: { area, areaKeys: [...value] } }),
    enabled: isChosen,
  });
  return (
    <div className="mb-4">
      {area !== 'all' && (
        <fieldset className="max-h-44 overflow-y-auto rounded-md border border-line p-2">
          <legend className="px-1 text-sm font-medium text-ink-2">Whom it concerns</legend>
          {options.map(({ key, name }) => (
            <label key={key} htmlFor={`area-${key}`} className="flex items-center gap-2 py-1">
              <Checkbox
                id={`area-${key}`}
                checked={value.includes(key)}
                onCheckedChange={(on) =>
                  onChange(on === true ? [...value, key] : value.filter((other) => other !== key))
                }
              />
              {name}
            </label>
          ))}
        </fieldset>
      )}
      <p role="status" className="mt-1 text-sm text-ink-3">
        {isChosen
          ? reach.data && `${reach.data.subscribers} ${counted[reach.data.counted]} will see it in their portal.`
          : 'Choose at least one.'}
      </p>
    </div>
  );
}
