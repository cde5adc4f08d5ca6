import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';

/** Copies text; true for a moment afterwards. */
export function useCopy() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return { copied, copy };
}

export interface CopyTextProps {
  text: string;
  /** Shown instead of the text (shortened, formatted). */
  children?: React.ReactNode;
  mono?: boolean;
  className?: string;
}

/** A value people paste elsewhere: click to copy. The sign appears on hover and focus. */
export function CopyText({ text, children, mono = false, className }: CopyTextProps) {
  const t = useT();
  const { copied, copy } = useCopy();
  return (
    <button
      type="button"
      onClick={() => copy(text)}
      title={t('action.copy')}
      aria-label={`${t('action.copy')} ${text}`}
      className={cn(
        'group inline-flex max-w-full items-center gap-1 rounded-xs text-inherit hover:bg-hover',
        mono && 'mono',
        className,
      )}
    >
      <span className="truncate">{children ?? text}</span>
      {copied ? (
        <Check aria-hidden className="size-3 shrink-0 text-ok-ink" />
      ) : (
        <Copy
          aria-hidden
          className="size-3 shrink-0 text-ink-3 opacity-0 group-hover:opacity-100 group-focus-visible:opacity-100"
        />
      )}
      <span role="status" className="sr-only">
        {copied ? t('action.copied') : ''}
      </span>
    </button>
  );
}

export const Mono = ({ children, className }: { children: React.ReactNode; className?: string }) => (
  <span className={cn('mono', className)}>{children}</span>
);
