import { useEffect } from 'react';
import { Toaster as Sonner } from 'sonner';
import { useResolvedTheme } from '#ui/shell/theme.ts';
import { toasterReady } from './toast.tsx';

/** Where toasts appear; loaded after the page, whose first paint needs none. */
export default function Toaster() {
  // Sonner's own subscription is set up by its effect, which runs before this one.
  useEffect(() => toasterReady.resolve(), []);
  return (
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
          description: 'text-sm text-ink-2 mt-0.5 break-words',
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
}
