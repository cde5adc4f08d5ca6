import { useQuery } from '@tanstack/react-query';
import { Check, ChevronDown, X } from 'lucide-react';
import { Popover } from 'radix-ui';
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useId, useRef, useState } from 'react';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { Skeleton } from './skeleton.tsx';

export interface ComboOption {
  value: string;
  label: string;
  hint?: string | undefined;
  icon?: ReactNode;
}

export interface ComboboxProps {
  value: string | null | undefined;
  onChange: (value: string | null, option: ComboOption | null) => void;
  /** Options for what was typed; called with '' when opened. Ranked and cut by the server. */
  load: (text: string) => Promise<ComboOption[]>;
  /** Distinguishes the cached answers of different comboboxes: `customers`, `plans`. */
  source: string;
  /** The current value's label where only its id is known; without it the id would show. */
  current?: ComboOption | null | undefined;
  placeholder?: string;
  clearable?: boolean;
  disabled?: boolean | undefined;
  id?: string;
  className?: string;
  'aria-label'?: string | undefined;
  'aria-invalid'?: boolean | undefined;
  'aria-describedby'?: string | undefined;
  onBlur?: () => void;
}

/** One of many: searches the server as you type. */
export function Combobox({
  value,
  onChange,
  load,
  source,
  current,
  placeholder,
  clearable = false,
  disabled,
  id,
  className,
  onBlur,
  ...aria
}: ComboboxProps) {
  const t = useT();
  const listId = useId();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const [chosen, setChosen] = useState<ComboOption | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const wanted = useDeferredValue(text);
  const query = useQuery({
    queryKey: ['combobox', source, wanted],
    queryFn: () => load(wanted),
    enabled: open,
    staleTime: 15_000,
    placeholderData: (before) => before,
  });
  const options = query.data ?? [];
  const shown =
    current?.value === value ? current : chosen?.value === value ? chosen : options.find((o) => o.value === value);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new answer starts again at its first option
  useEffect(() => setActive(0), [query.data]);
  useEffect(() => {
    list.current?.querySelector(`[data-index="${active}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const choose = (option: ComboOption) => {
    setChosen(option);
    onChange(option.value, option);
    setOpen(false);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step) {
      event.preventDefault();
      setActive((at) => Math.min(Math.max(at + step, 0), Math.max(options.length - 1, 0)));
    }
    if (event.key === 'Enter') {
      event.preventDefault();
      const option = options[active];
      if (option) choose(option);
    }
  };

  return (
    <Popover.Root
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        setText('');
        if (!next) onBlur?.();
      }}
    >
      <span className={cn('relative block', className)}>
        <Popover.Trigger
          id={id}
          role="combobox"
          aria-haspopup="listbox"
          disabled={disabled}
          className="field flex items-center justify-between gap-2 text-start"
          {...aria}
        >
          <span className={cn('flex min-w-0 items-center gap-2', !value && 'text-ink-3')}>
            {value && shown?.icon}
            <span className="truncate">{value ? (shown?.label ?? value) : (placeholder ?? t('select.choose'))}</span>
            {value && shown?.hint && <span className="truncate text-sm text-ink-3">{shown.hint}</span>}
          </span>
          {!(clearable && value) && <ChevronDown className="size-4 shrink-0 text-ink-3" />}
        </Popover.Trigger>
        {clearable && value && !disabled && (
          <button
            type="button"
            aria-label={t('action.clear')}
            onClick={() => onChange(null, null)}
            className="absolute end-1.5 top-1/2 grid size-6 -translate-y-1/2 place-items-center rounded-xs text-ink-3 hover:bg-hover hover:text-ink"
          >
            <X className="size-3.5" />
          </button>
        )}
      </span>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-60 w-(--radix-popover-trigger-width) min-w-64 animate-pop overflow-hidden rounded-lg bg-raised shadow-pop"
        >
          <input
            role="combobox"
            aria-expanded
            aria-controls={listId}
            aria-activedescendant={options[active] ? `${listId}-${active}` : undefined}
            aria-label={t('select.typeToSearch')}
            placeholder={t('select.typeToSearch')}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={onKeyDown}
            className="h-9 w-full border-b border-line bg-transparent px-3 outline-none pointer-coarse:h-11 pointer-coarse:text-lg"
          />
          <div
            ref={list}
            id={listId}
            role="listbox"
            aria-label={placeholder ?? source}
            className="max-h-72 overflow-y-auto p-1"
          >
            {query.isPending && <Skeleton.Lines count={4} className="p-2" />}
            {query.isError && <p className="p-2 text-sm text-bad-ink">{toProblem(query.error).message}</p>}
            {query.isSuccess && options.length === 0 && <p className="p-2 text-sm text-ink-3">{t('filter.noMatch')}</p>}
            {options.map((option, at) => (
              // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the text box (aria-activedescendant)
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the text box
              <div
                key={option.value}
                id={`${listId}-${at}`}
                data-index={at}
                role="option"
                aria-selected={option.value === value}
                onMouseMove={() => setActive(at)}
                onClick={() => choose(option)}
                className={cn(
                  'flex min-h-8 items-center gap-2 rounded-sm px-2 pointer-coarse:min-h-11',
                  at === active && 'bg-hover',
                )}
              >
                {option.icon}
                <span className="truncate">{option.label}</span>
                {option.hint && <span className="truncate text-sm text-ink-3">{option.hint}</span>}
                {option.value === value && <Check className="ms-auto size-4 shrink-0 text-brand-text" />}
              </div>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
