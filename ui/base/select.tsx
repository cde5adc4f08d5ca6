import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';

export interface SelectOption<Value extends string = string> {
  value: Value;
  label: string;
  /** A quieter second part on the same line. */
  hint?: string | undefined;
  icon?: ReactNode;
  disabled?: boolean;
}

export interface SelectProps<Value extends string> {
  value: Value | undefined;
  onChange: (value: Value) => void;
  options: readonly SelectOption<Value>[];
  placeholder?: string;
  disabled?: boolean | undefined;
  id?: string;
  className?: string;
  'aria-label'?: string | undefined;
  'aria-invalid'?: boolean | undefined;
  'aria-describedby'?: string | undefined;
  onBlur?: () => void;
}

// Radix reserves the empty string for "nothing chosen"; an option may mean it ("Any").
const blank = '·blank·';

/** One of up to about twenty known choices. For longer or remote lists use Combobox. */
export function Select<Value extends string>({
  value,
  onChange,
  options,
  placeholder,
  disabled,
  id,
  className,
  onBlur,
  ...aria
}: SelectProps<Value>) {
  const t = useT();
  const known = options.some((option) => option.value === value);
  return (
    <Radix.Root
      value={known ? value || blank : ''}
      onValueChange={(next) => onChange((next === blank ? '' : next) as Value)}
      {...(disabled === undefined ? {} : { disabled })}
    >
      <Radix.Trigger
        id={id}
        onBlur={onBlur}
        className={cn(
          'field flex items-center justify-between gap-2 text-start data-placeholder:text-ink-3',
          className,
        )}
        {...aria}
      >
        <span className="truncate">
          <Radix.Value placeholder={placeholder ?? t('select.choose')} />
        </span>
        <Radix.Icon asChild>
          <ChevronDown className="size-4 shrink-0 text-ink-3" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          className="z-60 max-h-(--radix-select-content-available-height) min-w-(--radix-select-trigger-width) animate-pop overflow-hidden rounded-lg bg-raised p-1 shadow-pop"
        >
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item
                key={option.value}
                value={option.value || blank}
                disabled={option.disabled ?? false}
                className="flex h-8 items-center gap-2 rounded-sm ps-2 pe-2 text-base outline-none select-none data-disabled:opacity-45 data-highlighted:bg-hover pointer-coarse:h-10"
              >
                <Radix.ItemText>
                  <span className="flex items-center gap-2">
                    {option.icon}
                    {option.label}
                  </span>
                </Radix.ItemText>
                {option.hint && <span className="text-sm text-ink-3">{option.hint}</span>}
                <Radix.ItemIndicator className="ms-auto ps-3">
                  <Check className="size-4 text-brand-text" />
                </Radix.ItemIndicator>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
