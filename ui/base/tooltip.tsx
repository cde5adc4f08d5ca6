import { Tooltip as Radix } from 'radix-ui';
import type { ReactNode } from 'react';

export interface TooltipProps {
  /** Nothing is shown for an empty tip, so callers may pass a reason that is not always there. */
  tip: ReactNode;
  side?: 'top' | 'bottom' | 'left' | 'right';
  children: ReactNode;
}

/** A hint on hover and focus. The child must be one element that can take focus, or nobody without a mouse reads it. */
export function Tooltip({ tip, side = 'top', children }: TooltipProps) {
  if (!tip) return children;
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          collisionPadding={8}
          className="z-60 max-w-72 animate-fade rounded-md bg-ink px-2.5 py-1.5 text-sm text-panel shadow-pop select-none"
        >
          {tip}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const TooltipProvider = ({ children }: { children: ReactNode }) => (
  <Radix.Provider delayDuration={350} skipDelayDuration={200}>
    {children}
  </Radix.Provider>
);
