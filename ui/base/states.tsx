import { Inbox, RotateCw, TriangleAlert, WifiOff } from 'lucide-react';
import type { ReactNode } from 'react';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { isRetryable, toProblem } from '#ui/problem/problem.ts';
import { Button } from './button.tsx';
import { CopyText } from './copy.tsx';

export interface EmptyStateProps {
  icon?: ReactNode;
  title: string;
  /** The next step, in a sentence. */
  children?: ReactNode;
  action?: ReactNode;
  /** `h1` where it is the whole page. */
  heading?: 'h1' | 'p';
  className?: string;
}

export const EmptyState = ({ icon, title, children, action, heading: Heading = 'p', className }: EmptyStateProps) => (
  <div className={cn('flex flex-col items-center px-6 py-12 text-center', className)}>
    <span
      aria-hidden
      className="mb-3 grid size-10 place-items-center rounded-lg border border-line bg-panel text-ink-3 shadow-card [&_svg]:size-5"
    >
      {icon ?? <Inbox />}
    </span>
    <Heading className="font-semibold">{title}</Heading>
    {children && <p className="mt-1 max-w-sm text-pretty text-ink-2">{children}</p>}
    {action && <div className="mt-4 flex gap-2">{action}</div>}
  </div>
);

export interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  title?: string;
  /** Replaces the problem's sentence where that would mean nothing to a person. */
  message?: string | undefined;
  heading?: 'h1' | 'p';
  className?: string;
}

/** What failed, whether trying again helps, and the id support needs. */
export function ErrorState({ error, onRetry, title, message, heading: Heading = 'p', className }: ErrorStateProps) {
  const t = useT();
  const problem = toProblem(error);
  const gone = problem.code === 'not_found';
  return (
    <div role="alert" className={cn('flex flex-col items-center px-6 py-12 text-center', className)}>
      <span
        aria-hidden
        className={cn(
          'mb-3 grid size-10 place-items-center rounded-lg [&_svg]:size-5',
          gone ? 'border border-line bg-panel text-ink-3' : 'bg-bad-soft text-bad-ink',
        )}
      >
        {problem.code === 'offline' ? <WifiOff /> : <TriangleAlert />}
      </span>
      <Heading className="font-semibold">{title ?? t('error.load')}</Heading>
      <p className="mt-1 max-w-md text-pretty text-ink-2">{message ?? problem.message}</p>
      {onRetry && (isRetryable(problem) || problem.code === 'not_found') && (
        <Button className="mt-4" icon={<RotateCw />} onClick={onRetry}>
          {t('action.retry')}
        </Button>
      )}
      {problem.requestId && (
        <p className="mt-3 text-sm text-ink-3">
          {t('error.requestId')} <CopyText text={problem.requestId} mono />
        </p>
      )}
    </div>
  );
}
