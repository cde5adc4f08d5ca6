import { Layers, Save } from 'lucide-react';
import { callsFor } from '#kernel/client.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { bandTones, bandWords } from '#modules/customers/health/ui/isp/health.tsx';
import { segmentCalls, useSegments } from '#modules/customers/segments/ui/isp/segments.ts';
import { Button } from '#ui/base/button.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { FilterBar } from '#ui/table/filter-bar.tsx';
import { customerKinds, customerStatuses, customerTiers, healthBands } from '../../contract.ts';
import { capital, customerCalls, kindText } from './customer-values.tsx';
import type { ListUrl } from './list-url.ts';

const planCalls = callsFor(internetPlans, 'isp');
const has = (text: string, typed: string) => text.toLowerCase().includes(typed.trim().toLowerCase());
/** Names of what the address holds by id; filled when the choices were read. */
const planNames = new Map<string, string>();

const findTags = async (typed: string) =>
  (await customerCalls.tags({})).items
    .filter(({ tag }) => has(tag, typed))
    .map(({ tag, customers }) => ({ value: tag, label: tag, hint: String(customers) }));
const findCities = async (typed: string) =>
  (await customerCalls.cities({})).items
    .filter(({ city }) => has(city, typed))
    .map(({ city, customers }) => ({ value: city, label: city, hint: String(customers) }));
const findPlans = async (typed: string) => {
  const { items } = await planCalls.list({ q: typed.trim() || undefined, limit: 50 });
  for (const { id, name } of items) planNames.set(id, name);
  return items.map(({ id, name, code }) => ({ value: id, label: name, hint: code }));
};
const findSegments = async (typed: string) => {
  const [{ items }, counts] = await Promise.all([segmentCalls.list({}), segmentCalls.counts({})]);
  const countOf = new Map(counts.items.map(({ id, customers }) => [id, customers]));
  return items
    .filter(({ name }) => has(name, typed))
    .map(({ id, name }) => ({ value: id, label: name, hint: String(countOf.get(id) ?? '') }));
};

interface FiltersProps {
  filters: ListUrl;
  onChange: (patch: Partial<ListUrl>) => void;
  /** Something other than a segment narrows the list, so that it can be saved as one. */
  savable: boolean;
}

export function CustomerFilters({ filters, onChange, savable }: FiltersProps) {
  const { items: segments } = useSegments();
  const write = useCan('customers.segment:write');
  const segmentName = (id: string) => segments.find((segment) => segment.id === id)?.name;
  return (
    <FilterBar
      values={filters}
      onChange={onChange}
      views="customers"
      search={{ id: 'q', placeholder: 'Name, number, phone, IP, MAC, invoice …' }}
      filters={[
        { kind: 'record', id: 'segment', label: 'Segment', source: 'segments', load: findSegments, words: segmentName },
        {
          kind: 'choice',
          id: 'status',
          label: 'Status',
          options: customerStatuses.map((value) => ({ value, label: capital(value) })),
        },
        {
          kind: 'choice',
          id: 'health',
          label: 'Health',
          options: healthBands.map((value) => ({ value, label: bandWords[value], tone: bandTones[value] })),
        },
        {
          kind: 'choice',
          id: 'balance',
          label: 'Balance',
          options: [
            { value: 'overdue', label: 'Overdue' },
            { value: 'owing', label: 'Owes something' },
            { value: 'clear', label: 'Owes nothing' },
          ],
        },
        {
          kind: 'record',
          id: 'plan',
          label: 'Plan',
          source: 'plans.by-id',
          load: findPlans,
          words: (id) => planNames.get(id) ?? 'chosen',
        },
        { kind: 'record', id: 'city', label: 'Town', source: 'customers.cities', load: findCities },
        { kind: 'record', id: 'tag', label: 'Tag', source: 'customers.tags', load: findTags },
        {
          kind: 'choice',
          id: 'kind',
          label: 'Kind',
          options: customerKinds.map((value) => ({ value, label: kindText[value] })),
        },
        {
          kind: 'choice',
          id: 'tier',
          label: 'Tier',
          options: customerTiers.map((value) => ({ value, label: capital(value) })),
        },
        { kind: 'days', from: 'from', to: 'to', label: 'Since' },
      ]}
    >
      {savable && (
        <Button size="sm" icon={<Save />} reason={write.reason} onClick={() => onChange({ dialog: 'save-segment' })}>
          Save as segment
        </Button>
      )}
      <Button size="sm" variant="ghost" icon={<Layers />} onClick={() => onChange({ dialog: 'segments' })}>
        Segments
      </Button>
    </FilterBar>
  );
}
