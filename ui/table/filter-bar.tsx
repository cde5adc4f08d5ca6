import { Plus, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { Dot } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Combobox, type ComboOption } from '#ui/base/combobox.tsx';
import { Input, SearchInput } from '#ui/base/input.tsx';
import { cn } from '#ui/cn.ts';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatDate } from '#ui/format/time.ts';
import { useT } from '#ui/i18n/i18n.ts';
import type { Tone } from '#ui/tone.ts';
import { SavedViews } from './saved-views.tsx';

interface FilterBase {
  label: string;
}
/** One or several of known values. In the address: `status=active&status=suspended` (an array field) or one value. */
export interface ChoiceFilter<Key> extends FilterBase {
  kind: 'choice';
  id: Key;
  options: readonly { value: string; label: string; tone?: Tone }[];
  /** Several values at once; the schema's field is then an array. */
  multiple?: boolean;
}
/** A range of days, kept as two address fields of the form `2026-11-22`. */
export interface DaysFilter<Key> extends FilterBase {
  kind: 'days';
  from: Key;
  to: Key;
}
/** A record, searched on the server. */
export interface RecordFilter<Key> extends FilterBase {
  kind: 'record';
  id: Key;
  source: string;
  load: (text: string) => Promise<ComboOption[]>;
  /** How a chosen value is shown where it is an id. */
  words?: (value: string) => string | undefined;
}
export type Filter<Key> = ChoiceFilter<Key> | DaysFilter<Key> | RecordFilter<Key>;

export interface FilterBarProps<Values extends object> {
  values: Values;
  /** `setUrl` of useUrlState. */
  onChange: (patch: Partial<Values>) => void;
  /** The field the search box writes, and what it says: "Search name, number, phone". */
  search?: { id: keyof Values & string; placeholder: string };
  filters?: readonly Filter<keyof Values & string>[];
  /** Name under which views are saved; without it there are none. */
  views?: string;
  children?: ReactNode;
}

const valuesOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.map(String) : value ? [String(value)] : [];
const fieldsOf = <Key,>(filter: Filter<Key>): Key[] =>
  filter.kind === 'days' ? [filter.from, filter.to] : [filter.id];

/** Whether any filter or search is set; pass to DataTable's `filtered`. */
export const isFiltered = <Values extends object>(values: Values, keys: readonly (keyof Values)[]) =>
  keys.some((key) => valuesOf(values[key]).length > 0);

/** A patch that unsets fields; pass to `setUrl`. */
export const cleared = <Values extends object>(keys: readonly (keyof Values)[]): Partial<Values> =>
  Object.fromEntries(keys.map((key) => [key, undefined])) as Partial<Values>;

export function FilterBar<Values extends object>(props: FilterBarProps<Values>) {
  const { values, onChange, search, filters = [], views, children } = props;
  const t = useT();
  type Key = keyof Values & string;
  const keys = [...(search ? [search.id] : []), ...filters.flatMap((filter) => fieldsOf(filter))] as Key[];
  const anySet = isFiltered(values, keys);
  return (
    <div className="flex flex-wrap items-center gap-2">
      {search && (
        <SearchInput
          className="w-72 max-sm:w-full"
          value={String(values[search.id] ?? '')}
          placeholder={search.placeholder}
          onSearch={(text) => onChange({ [search.id]: text } as Partial<Values>)}
        />
      )}
      {filters.map((filter) => (
        <FilterPill key={filter.label} filter={filter} values={values} onChange={onChange} />
      ))}
      {children}
      {anySet && filters.length > 0 && (
        <Button variant="ghost" size="sm" onClick={() => onChange(cleared<Values>(keys))}>
          {t('action.clear')}
        </Button>
      )}
      {views && <SavedViews name={views} values={values} keys={keys} onApply={onChange} />}
    </div>
  );
}

interface FilterPillProps<Values extends object> {
  filter: Filter<keyof Values & string>;
  values: Values;
  onChange: (patch: Partial<Values>) => void;
}

function FilterPill<Values extends object>({ filter, values, onChange }: FilterPillProps<Values>) {
  const t = useT();
  const summary = useSummary(filter, values);
  return (
    <Popover.Root>
      <span
        className={cn(
          'inline-flex h-7 items-center rounded-full border text-sm transition-colors pointer-coarse:h-10',
          summary
            ? 'border-brand-line bg-brand-soft'
            : 'border-dashed border-line-strong hover:border-field hover:bg-panel',
        )}
      >
        <Popover.Trigger
          className={cn('inline-flex h-full items-center gap-1.5 rounded-full ps-2', summary ? 'pe-1' : 'pe-2.5')}
        >
          {!summary && <Plus aria-hidden className="size-3.5 text-ink-3" />}
          <span className={cn(summary ? 'ps-0.5 text-ink-2' : 'text-ink-2')}>{filter.label}</span>
          {summary && <span className="max-w-48 truncate font-medium text-brand-text">{summary}</span>}
        </Popover.Trigger>
        {summary && (
          <button
            type="button"
            aria-label={`${t('action.clear')}: ${filter.label}`}
            onClick={() => onChange(cleared<Values>(fieldsOf(filter)))}
            className="me-0.5 grid size-6 place-items-center rounded-full text-ink-3 hover:bg-panel hover:text-ink"
          >
            <X className="size-3" />
          </button>
        )}
      </span>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={6}
          collisionPadding={8}
          aria-label={filter.label}
          className="z-40 min-w-52 animate-pop rounded-lg bg-raised p-1 shadow-pop"
        >
          <FilterEditor filter={filter} values={values} onChange={onChange} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function useSummary<Values extends object>(filter: Filter<keyof Values & string>, values: Values): string {
  const { locale } = useFormat();
  if (filter.kind === 'days') {
    const day = (value: unknown) => (value ? formatDate(`${String(value)}T12:00:00Z`, 'day', locale, 'UTC') : '…');
    const [from, to] = [values[filter.from], values[filter.to]];
    return from || to ? `${day(from)} – ${day(to)}` : '';
  }
  const chosen = valuesOf(values[filter.id]);
  if (filter.kind === 'record') return chosen.map((value) => filter.words?.(value) ?? value).join(', ');
  return chosen.map((value) => filter.options.find((option) => option.value === value)?.label ?? value).join(', ');
}

function FilterEditor<Values extends object>({ filter, values, onChange }: FilterPillProps<Values>) {
  const t = useT();
  const set = (key: string, value: unknown) => onChange({ [key]: value } as Partial<Values>);
  if (filter.kind === 'days') {
    return (
      <div className="flex flex-col gap-2 p-2">
        {(
          [
            ['filter.from', filter.from],
            ['filter.to', filter.to],
          ] as const
        ).map(([key, field]) => (
          <label
            key={key}
            htmlFor={`filter-${field}`}
            className="flex items-center justify-between gap-3 text-sm text-ink-2"
          >
            {t(key)}
            <Input
              id={`filter-${field}`}
              type="date"
              className="w-40"
              value={String(values[field] ?? '')}
              onChange={(event) => set(field, event.target.value || undefined)}
            />
          </label>
        ))}
      </div>
    );
  }
  if (filter.kind === 'record') {
    const [value] = valuesOf(values[filter.id]);
    return (
      <div className="w-72 p-1.5">
        <Combobox
          value={value ?? null}
          onChange={(next) => set(filter.id, next ?? undefined)}
          source={filter.source}
          load={filter.load}
          clearable
          aria-label={filter.label}
        />
      </div>
    );
  }
  const chosen = valuesOf(values[filter.id]);
  return (
    <fieldset aria-label={filter.label}>
      {filter.options.map(({ value, label, tone }) => {
        const on = chosen.includes(value);
        const toggle = () => {
          if (!filter.multiple) return set(filter.id, on ? undefined : value);
          set(filter.id, on ? chosen.filter((other) => other !== value) : [...chosen, value]);
        };
        return (
          <label
            key={value}
            className="flex h-8 items-center gap-2.5 rounded-sm px-2 hover:bg-hover has-focus-visible:bg-hover pointer-coarse:h-10"
          >
            <input type="checkbox" checked={on} onChange={toggle} className="check" />
            {tone && <Dot tone={tone} />}
            {label}
          </label>
        );
      })}
    </fieldset>
  );
}
