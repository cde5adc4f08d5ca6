import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';
import type { Tone } from '#ui/tone.ts';

const looks: Record<Exclude<Tone, 'neutral' | 'brand'>, [string, typeof Info]> = {
  ok: ['bg-ok-soft text-ok-ink', CircleCheck],
  warn: ['bg-warn-soft text-warn-ink', TriangleAlert],
  bad: ['bg-bad-soft text-bad-ink', CircleAlert],
  info: ['bg-info-soft text-info-ink', Info],
};

export interface CalloutProps {
  tone?: 'ok' | 'warn' | 'bad' | 'info';
  title: ReactNode;
  requestId?: string | undefined;
  action?: ReactNode;
  className?: string;
  children?: ReactNode;
}

/** A message about what is on this page. Errors are announced to screen readers. */
export function Callout({ tone = 'info', title, requestId, action, className, children }: CalloutProps) {
  const t = useT();
  const [look, Icon] = looks[tone];
  return (
    <div
      role={tone === 'bad' ? 'alert' : 'note'}
      className={cn('flex items-start gap-2.5 rounded-lg px-3 py-2.5', look, className)}
    >
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        {children && <div className="mt-0.5 text-ink-2">{children}</div>}
        {requestId && (
          <p className="mt-0.5 text-sm text-ink-2">
            {t('error.requestId')} <span className="mono select-all">{requestId}</span>
          </p>
        )}
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </div>
  );
}
