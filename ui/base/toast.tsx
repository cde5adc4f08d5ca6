import { Toaster as Sonner, toast as sonner } from 'sonner';
import { toProblem } from '#ui/problem/problem.ts';
import { useResolvedTheme } from '#ui/shell/theme.ts';

/** For what happened elsewhere or has no place on the page. Field and dialog errors have their own place. */
export const toast = {
  ok: (message: string, options: { description?: string; action?: { label: string; onClick: () => void } } = {}) =>
    sonner.success(message, options),
  info: (message: string, options: { description?: string } = {}) => sonner.info(message, options),
  /** A failed background action: its sentence, and the request id to quote. */
  problem: (error: unknown) => {
    const { message, requestId } = toProblem(error);
    return sonner.error(message, requestId ? { description: requestId, duration: 10_000 } : { duration: 8_000 });
  },
};

export const Toaster = () => (
  <Sonner
    theme={useResolvedTheme()}
    position="bottom-right"
    gap={8}
    dir={document.documentElement.dir === 'rtl' ? 'rtl' : 'ltr'}
    style={{ fontFamily: 'inherit' }}
    toastOptions={{
      unstyled: true,
      classNames: {
        toast:
          'flex w-[356px] max-w-[calc(100vw-32px)] items-start gap-2.5 rounded-lg bg-raised px-3.5 py-3 text-base text-ink shadow-pop',
        title: 'font-medium',
        description: 'text-sm text-ink-3 mt-0.5 break-words',
        icon: 'mt-0.5 shrink-0 [&_svg]:size-4',
        success: '[&_[data-icon]]:text-ok',
        error: '[&_[data-icon]]:text-bad',
        info: '[&_[data-icon]]:text-info',
        actionButton:
          'ms-auto shrink-0 self-center rounded-sm px-2 h-7 text-sm font-medium text-brand-text hover:bg-hover',
      },
    }}
  />
);
