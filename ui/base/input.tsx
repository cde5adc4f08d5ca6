import { Eye, EyeOff, Search, X } from 'lucide-react';
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from 'react';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';

export interface InputProps extends Omit<ComponentProps<'input'>, 'prefix'> {
  /** Fixed text or icon inside the frame, before the value: a currency, a scheme. */
  prefix?: ReactNode;
  /** After the value: a unit such as Mbps. */
  suffix?: ReactNode;
}

export function Input({ prefix, suffix, className, ...rest }: InputProps) {
  if (!prefix && !suffix) return <input className={cn('field', className)} {...rest} />;
  return (
    <span className={cn('field flex items-center gap-2', className)} aria-invalid={rest['aria-invalid']}>
      {prefix && <span className="shrink-0 text-ink-3">{prefix}</span>}
      <input className="h-full w-full min-w-0 bg-transparent outline-none disabled:text-ink-3" {...rest} />
      {suffix && <span className="shrink-0 text-sm text-ink-3">{suffix}</span>}
    </span>
  );
}

export const Textarea = ({ className, ...rest }: ComponentProps<'textarea'>) => (
  <textarea className={cn('field h-auto min-h-20 resize-y py-1.5 leading-5', className)} {...rest} />
);

export function PasswordInput({ className, ...rest }: Omit<ComponentProps<'input'>, 'type' | 'prefix'>) {
  const t = useT();
  const [shown, setShown] = useState(false);
  return (
    <span className="relative block">
      <input className={cn('field pe-9', className)} type={shown ? 'text' : 'password'} {...rest} />
      <button
        type="button"
        aria-label={t(shown ? 'form.hidePassword' : 'form.showPassword')}
        aria-pressed={shown}
        onClick={() => setShown(!shown)}
        className="absolute inset-y-0 end-0 grid w-9 place-items-center rounded-md text-ink-3 hover:text-ink"
      >
        {shown ? <EyeOff className="size-4" /> : <Eye className="size-4" />}
      </button>
    </span>
  );
}

export interface SearchInputProps {
  value: string;
  /** Called when typing pauses, and at once on Enter or when cleared. */
  onSearch: (text: string) => void;
  placeholder: string;
  delayMs?: number;
  className?: string;
  /** `/` anywhere on the page puts the cursor here. */
  slash?: boolean;
}

export function SearchInput({
  value,
  onSearch,
  placeholder,
  delayMs = 200,
  className,
  slash = true,
}: SearchInputProps) {
  const t = useT();
  const [text, setText] = useState(value);
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(value);
  const send = useRef(onSearch);
  send.current = onSearch;

  useEffect(() => {
    // The address changed by itself (Back, a saved view): it wins over what is in the box.
    if (value !== sent.current) {
      sent.current = value;
      setText(value);
    }
  }, [value]);

  useEffect(() => {
    if (text === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text;
      send.current(text);
    }, delayMs);
    return () => clearTimeout(timer);
  }, [text, delayMs]);

  useEffect(() => {
    if (!slash) return;
    const focus = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.metaKey || event.ctrlKey || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', focus);
    return () => window.removeEventListener('keydown', focus);
  }, [slash]);

  const now = (next: string) => {
    setText(next);
    sent.current = next;
    onSearch(next);
  };

  return (
    <span className={cn('field flex items-center gap-2', className)}>
      <Search aria-hidden className="size-[15px] shrink-0 text-ink-3" />
      <input
        ref={field}
        type="search"
        aria-label={placeholder}
        placeholder={placeholder}
        value={text}
        autoComplete="off"
        spellCheck={false}
        className="h-full w-full min-w-0 bg-transparent outline-none [&::-webkit-search-cancel-button]:hidden"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') now(text);
          if (event.key === 'Escape') {
            if (text) now('');
            else field.current?.blur();
          }
        }}
      />
      {text ? (
        <button
          type="button"
          aria-label={t('action.clear')}
          onClick={() => {
            now('');
            field.current?.focus();
          }}
          className="-me-1 grid size-6 shrink-0 place-items-center rounded-xs text-ink-3 hover:bg-hover hover:text-ink"
        >
          <X className="size-3.5" />
        </button>
      ) : (
        slash && <Kbd className="pointer-coarse:hidden">/</Kbd>
      )}
    </span>
  );
}

/** Keys typed into a field are text, not shortcuts. */
export const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.getAttribute('role') === 'combobox');

export const Kbd = ({ className, ...rest }: ComponentProps<'kbd'>) => (
  <kbd
    className={cn(
      'inline-grid h-[18px] min-w-[18px] shrink-0 place-items-center rounded-xs border border-line-strong bg-panel px-1 font-sans text-xs text-ink-3',
      className,
    )}
    {...rest}
  />
);
