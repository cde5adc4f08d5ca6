import { Check, Minus } from 'lucide-react';
import { Checkbox as RadixCheckbox, RadioGroup as RadixRadio, Switch as RadixSwitch } from 'radix-ui';
import type { ComponentProps, ReactNode } from 'react';
import { cn } from '#ui/cn.ts';

export const Checkbox = ({ className, ...rest }: ComponentProps<typeof RadixCheckbox.Root>) => (
  <RadixCheckbox.Root
    className={cn(
      'group grid size-4 shrink-0 place-items-center rounded-xs border border-field bg-raised text-brand-ink transition-colors',
      'data-[state=checked]:border-brand data-[state=checked]:bg-brand data-[state=indeterminate]:border-brand data-[state=indeterminate]:bg-brand',
      'disabled:opacity-50 pointer-coarse:size-5',
      className,
    )}
    {...rest}
  >
    <RadixCheckbox.Indicator>
      <Check strokeWidth={3} className="size-3 group-data-[state=indeterminate]:hidden" />
      <Minus strokeWidth={3} className="hidden size-3 group-data-[state=indeterminate]:block" />
    </RadixCheckbox.Indicator>
  </RadixCheckbox.Root>
);

export const Switch = ({ className, ...rest }: ComponentProps<typeof RadixSwitch.Root>) => (
  <RadixSwitch.Root
    className={cn(
      'inline-flex h-[18px] w-8 shrink-0 items-center rounded-full border border-transparent bg-field p-px transition-colors',
      'data-[state=checked]:bg-brand disabled:opacity-50 pointer-coarse:scale-125',
      className,
    )}
    {...rest}
  >
    <RadixSwitch.Thumb className="size-3.5 rounded-full bg-white shadow-sm transition-transform data-[state=checked]:translate-x-[calc(14px*var(--dir,1))] dark:data-[state=checked]:bg-bg" />
  </RadixSwitch.Root>
);

export interface ChoiceOption<Value extends string> {
  value: Value;
  label: string;
  /** One line under the label: what choosing it means. */
  help?: string;
  icon?: ReactNode;
  /** Why it cannot be chosen now. */
  reason?: string | undefined;
}

export interface RadioCardsProps<Value extends string> {
  value: Value | undefined;
  onChange: (value: Value) => void;
  options: ChoiceOption<Value>[];
  label: string;
  columns?: 1 | 2 | 3;
  id?: string;
}

/** A few choices that deserve a sentence each; for many, use a Select. */
export function RadioCards<Value extends string>({
  value,
  onChange,
  options,
  label,
  columns = 2,
  id,
}: RadioCardsProps<Value>) {
  const grid = { 1: 'grid-cols-1', 2: 'sm:grid-cols-2', 3: 'sm:grid-cols-3' }[columns];
  return (
    <RadixRadio.Root
      id={id}
      aria-label={label}
      value={value ?? ''}
      onValueChange={(next) => onChange(next as Value)}
      className={cn('grid gap-2', grid)}
    >
      {options.map((option) => (
        <RadixRadio.Item
          key={option.value}
          value={option.value}
          disabled={option.reason !== undefined}
          className="group flex items-start gap-2.5 rounded-lg border border-line-strong bg-raised p-3 text-start transition-colors hover:border-field disabled:opacity-60 data-[state=checked]:border-brand data-[state=checked]:bg-brand-soft"
        >
          <span className="mt-0.5 grid size-4 shrink-0 place-items-center rounded-full border border-field bg-raised group-data-[state=checked]:border-[5px] group-data-[state=checked]:border-brand" />
          <span className="min-w-0">
            <span className="flex items-center gap-1.5 font-medium">
              {option.icon}
              {option.label}
            </span>
            {(option.reason ?? option.help) && (
              <span className="mt-0.5 block text-sm text-ink-3">{option.reason ?? option.help}</span>
            )}
          </span>
        </RadixRadio.Item>
      ))}
    </RadixRadio.Root>
  );
}

export interface SegmentedProps<Value extends string> {
  value: Value;
  onChange: (value: Value) => void;
  options: { value: Value; label: string }[];
  label: string;
}

/** Two to five short alternatives side by side: 24 h / 7 d / 30 d. */
export function Segmented<Value extends string>({ value, onChange, options, label }: SegmentedProps<Value>) {
  return (
    <RadixRadio.Root
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      orientation="horizontal"
      className="inline-flex h-7 items-center rounded-md border border-line bg-sunken p-0.5 pointer-coarse:h-10"
    >
      {options.map((option) => (
        <RadixRadio.Item
          key={option.value}
          value={option.value}
          className="h-full rounded-sm px-2.5 text-sm font-medium text-ink-2 hover:text-ink data-[state=checked]:bg-raised data-[state=checked]:text-ink data-[state=checked]:shadow-card data-[state=checked]:ring-1 data-[state=checked]:ring-line"
        >
          {option.label}
        </RadixRadio.Item>
      ))}
    </RadixRadio.Root>
  );
}
