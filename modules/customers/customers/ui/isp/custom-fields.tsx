import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useController } from 'react-hook-form';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Input } from '#ui/base/input.tsx';
import type { CustomerForm } from './customer-fields.tsx';

interface Row {
  key: number;
  name: string;
  value: string;
}
let keys = 0;
const nextKey = () => {
  keys += 1;
  return keys;
};

/** Facts this provider keeps that the product has no field for: a meter number, a landlord. */
export function CustomFields({ control }: { control: CustomerForm }) {
  const { field, fieldState } = useController({ control, name: 'customFields' });
  const [rows, setRows] = useState<Row[]>(() =>
    Object.entries(field.value ?? {}).map(([name, value]) => ({ key: nextKey(), name, value })),
  );
  const change = (next: Row[]) => {
    setRows(next);
    field.onChange(
      Object.fromEntries(next.filter((row) => row.name.trim() !== '').map((row) => [row.name.trim(), row.value])),
    );
  };
  const edit = (key: number, patch: Partial<Row>) =>
    change(rows.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  return (
    <fieldset className="flex flex-col gap-2 sm:col-span-2">
      <legend className="mb-1.5 text-sm font-medium text-ink-2">Own fields</legend>
      {rows.map((row) => (
        <div key={row.key} className="flex gap-2">
          <Input
            aria-label="Name of the field"
            value={row.name}
            maxLength={60}
            placeholder="Meter number"
            onChange={(event) => edit(row.key, { name: event.target.value })}
          />
          <Input
            aria-label={`Value of ${row.name || 'the field'}`}
            value={row.value}
            maxLength={500}
            onChange={(event) => edit(row.key, { value: event.target.value })}
          />
          <IconButton
            label={`Remove ${row.name || 'the field'}`}
            onClick={() => change(rows.filter((other) => other.key !== row.key))}
          >
            <X />
          </IconButton>
        </div>
      ))}
      {fieldState.error?.message && (
        <p role="alert" className="text-sm text-bad-ink">
          {fieldState.error.message}
        </p>
      )}
      <div>
        <Button
          size="sm"
          variant="ghost"
          icon={<Plus />}
          onClick={() => setRows([...rows, { key: nextKey(), name: '', value: '' }])}
        >
          Add a field
        </Button>
      </div>
    </fieldset>
  );
}
