import { useId } from 'react';
import { Checkbox } from '#ui/base/choice.tsx';
import { Input } from '#ui/base/input.tsx';

interface CheckFieldProps {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
}
export function CheckField({ label, checked, onChange }: CheckFieldProps) {
  const id = useId();
  return (
    <span className="flex items-center gap-2">
      <Checkbox id={id} checked={checked} onCheckedChange={(next) => onChange(next === true)} />
      <label htmlFor={id} className="text-sm">
        {label}
      </label>
    </span>
  );
}

interface NumberInputProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  suffix?: string;
}
export function NumberInput({ label, value, onChange, suffix }: NumberInputProps) {
  const id = useId();
  return (
    <div className="text-sm">
      <label htmlFor={id} className="mb-1 block">
        {label}
      </label>
      <Input id={id} value={value} onChange={(e) => onChange(e.target.value)} {...(suffix ? { suffix } : {})} />
    </div>
  );
}
