import type { View } from '#kernel/contract/fields.ts';
import type { CustomerDetail } from '#modules/customers/customers/contract.ts';
import { mergeFields } from '../../contract.ts';

export type Person = View<typeof CustomerDetail, 'isp'>;
export type Field = (typeof mergeFields)[number];

const labels: Record<Field, string> = {
  name: 'Name',
  email: 'E-mail',
  phone: 'Phone',
  kind: 'Kind',
  tier: 'Tier',
  serviceAddress: 'Address',
  taxNumber: 'Tax number',
  locale: 'Language',
  customFields: 'Custom fields',
};
const text = (value: Person[Field]): string => {
  if (value === null) return '—';
  if (typeof value === 'string') return value || '—';
  return Object.values(value).filter(Boolean).join(', ') || '—';
};
/** The fields in which two differ. */
export const differences = (one: Person, other: Person): Field[] =>
  mergeFields.filter((field) => text(one[field]) !== text(other[field]));

interface ChoicesProps {
  survivor: Person;
  other: Person;
  taken: readonly Field[];
  onChange: (taken: Field[]) => void;
}

/** Field by field, whose word holds. */
export function MergeChoices({ survivor, other, taken, onChange }: ChoicesProps) {
  const fields = differences(survivor, other);
  if (fields.length === 0) return <p>Both say the same of themselves.</p>;
  const choose = (field: Field, take: boolean) =>
    onChange(take ? [...taken, field] : taken.filter((known) => known !== field));
  return (
    <div className="flex flex-col gap-2">
      {fields.map((field) => (
        <fieldset key={field} className="rounded-lg border border-line px-3 py-2">
          <legend className="px-1 text-sm font-medium text-ink-2">{labels[field]}</legend>
          {[survivor, other].map((person) => (
            <label key={person.id} className="flex min-w-0 items-baseline gap-2 py-0.5">
              <input
                type="radio"
                name={`merge-${field}`}
                checked={(person === other) === taken.includes(field)}
                onChange={() => choose(field, person === other)}
              />
              <span className="min-w-0 break-words text-ink">{text(person[field])}</span>
              <span className="ms-auto shrink-0 text-sm text-ink-3">{person.number}</span>
            </label>
          ))}
        </fieldset>
      ))}
    </div>
  );
}
