import { X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { buttonClass } from './button.tsx';

export interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** One or two sentences under the title. */
  description?: ReactNode;
  /** Buttons, right-aligned, the main one last. */
  footer?: ReactNode;
  size?: 'sm' | 'md' | 'lg';
  children?: ReactNode;
}

const widths = { sm: 'sm:max-w-[420px]', md: 'sm:max-w-[540px]', lg: 'sm:max-w-[760px]' };
// Last in the order, so that what the dialog is about gets the focus; without a tooltip, which focus would open.
function Close() {
  const t = useT();
  return (
    <Radix.Close aria-label={t('action.close')} className={buttonClass('ghost', 'sm', 'absolute end-3 top-3 w-7 px-0')}>
      <X />
    </Radix.Close>
  );
}

const scrim = 'fixed inset-0 z-50 animate-fade bg-scrim';

/** A question that must be answered before going on. On a phone it rises from the bottom edge. */
export function Dialog({ open, onOpenChange, title, description, footer, size = 'md', children }: DialogProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] w-full animate-pop flex-col rounded-t-xl bg-panel shadow-pop focus:outline-none',
            'sm:inset-x-auto sm:start-1/2 sm:top-[12vh] sm:bottom-auto sm:max-h-[80vh] sm:rounded-xl sm:ltr:-translate-x-1/2 sm:rtl:translate-x-1/2',
            widths[size],
          )}
        >
          <header className="flex items-start gap-3 ps-5 pe-12 pt-4 pb-1">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg">{title}</Radix.Title>
              {description && <Radix.Description className="mt-1 text-ink-2">{description}</Radix.Description>}
            </div>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-3 empty:hidden">{children}</div>
          {footer && (
            <footer className="flex flex-wrap justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>
          )}
          <Close />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export interface SheetProps extends Omit<DialogProps, 'size'> {
  side?: 'start' | 'end';
  size?: 'md' | 'lg';
}

/** A panel from the side, for looking at or editing one thing without leaving the list. */
export function Sheet({
  open,
  onOpenChange,
  title,
  description,
  footer,
  side = 'end',
  size = 'md',
  children,
}: SheetProps) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={scrim} />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          className={cn(
            'fixed inset-y-0 z-50 flex w-full flex-col bg-panel shadow-pop focus:outline-none',
            size === 'lg' ? 'sm:w-[720px]' : 'sm:w-[460px]',
            side === 'end' ? 'end-0 animate-slide-end' : 'start-0 animate-slide-start',
          )}
        >
          <header className="flex items-start gap-3 border-b border-line py-3.5 ps-5 pe-12">
            <div className="min-w-0 flex-1">
              <Radix.Title className="text-lg">{title}</Radix.Title>
              {description && (
                <Radix.Description className="mt-0.5 text-sm text-ink-3">{description}</Radix.Description>
              )}
            </div>
          </header>
          <div className="min-h-0 flex-1 overflow-y-auto px-5 py-4">{children}</div>
          {footer && <footer className="flex justify-end gap-2 border-t border-line px-5 py-3">{footer}</footer>}
          <Close />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
