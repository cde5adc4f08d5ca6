import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';

/** The clipboard is there only over HTTPS; a console opened by an address of the local network copies the old way. */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = Object.assign(document.createElement('textarea'), { value: text });
    area.style.position = 'fixed';
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    return done;
  }
}

/** Copies text; true for a moment afterwards. */
export function useCopy() {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (text: string) => {
    if (await toClipboard(text)) setCopied(true);
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
      aria-label={`${t('action.copy')} ${typeof children === 'string' ? children : text}`}
      className={cn(
        'group/copy relative inline-flex max-w-full rounded-xs text-inherit hover:bg-hover',
        mono && 'mono',
        className,
      )}
    >
      <span className="truncate">{children ?? text}</span>
      <span
        aria-hidden
        className={cn(
          'absolute inset-y-0 end-0 grid w-5 place-items-center rounded-xs bg-hover opacity-0 group-hover/copy:opacity-100 group-focus-visible/copy:opacity-100',
          copied && 'opacity-100',
        )}
      >
        {copied ? <Check className="size-3 text-ok-ink" /> : <Copy className="size-3 text-ink-3" />}
      </span>
      <span role="status" className="sr-only">
        {copied ? t('action.copied') : ''}
      </span>
    </button>
  );
}

export const Mono = ({ children, className }: { children: React.ReactNode; className?: string }) => (
  <span dir="ltr" className={cn('mono', className)}>
    {children}
  </span>
);
