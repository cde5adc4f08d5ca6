import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useId, useState } from 'react';
import type { FieldValues } from 'react-hook-form';
import { Chip } from '#ui/base/badge.tsx';
import { Input } from '#ui/base/input.tsx';
import { FieldFrame, type FieldProps, useField } from '#ui/form/field.tsx';
import { customersApi as api } from './customer-values.tsx';

/** Tags in use, as suggestions of a text field. */
export function TagSuggestions({ id }: { id: string }) {
  const tags = useQuery({ ...api.tags.queryOptions({ input: {} }), staleTime: 60_000 });
  return (
    <datalist id={id}>
      {tags.data?.items.map(({ tag }) => (
        <option key={tag} value={tag} />
      ))}
    </datalist>
  );
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Words that a person gives a customer. Enter or a comma ends one. */
export function TagsField<In extends FieldValues, Out>(props: FieldProps<In, Out>) {
  const { label, help, optional, wide = true, disabled } = props;
  const { field, control, message, id } = useField(props);
  const listId = useId();
  const [typed, setTyped] = useState('');
  const tags = texts(field.value);
  const add = (text: string) => {
    const tag = text.trim().toLowerCase();
    if (tag !== '' && !tags.includes(tag)) field.onChange([...tags, tag]);
    setTyped('');
  };
  return (
    <FieldFrame {...{ id, label, help, message, optional, wide }}>
      {tags.length > 0 && (
        <span className="flex flex-wrap gap-1.5">
          {tags.map((tag) => (
            <Chip key={tag}>
              {tag}
              <button
                type="button"
                aria-label={`Take ${tag} away`}
                disabled={disabled}
                onClick={() => field.onChange(tags.filter((other) => other !== tag))}
              >
                <X aria-hidden className="size-3" />
              </button>
            </Chip>
          ))}
        </span>
      )}
      <Input
        {...control}
        ref={field.ref}
        list={listId}
        value={typed}
        disabled={disabled}
        placeholder="tower 7, vip"
        onChange={(event) =>
          event.target.value.endsWith(',') ? add(event.target.value.slice(0, -1)) : setTyped(event.target.value)
        }
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || typed.trim() === '') return;
          event.preventDefault();
          add(typed);
        }}
        onBlur={() => {
          add(typed);
          field.onBlur();
        }}
      />
      <TagSuggestions id={listId} />
    </FieldFrame>
  );
}
