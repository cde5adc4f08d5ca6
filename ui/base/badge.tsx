import type { ReactNode } from 'react';
import { cn } from '#ui/cn.ts';
import { dotTone, softTone, type Tone } from '#ui/tone.ts';

export interface DotProps {
  tone?: Tone;
  /** Something is going on right now (a live session, a running step). */
  pulse?: boolean;
  /** Only where no text beside it says the same. */
  label?: string;
}

export const Dot = ({ tone = 'neutral', pulse = false, label }: DotProps) => (
  <span
    {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}
    className={cn(
      'inline-block size-[7px] shrink-0 rounded-full',
      dotTone[tone],
      pulse && 'animate-beat ring-3 ring-current/15',
    )}
  />
);

export interface ChipProps {
  tone?: Tone;
  children: ReactNode;
  className?: string;
  title?: string;
}

/** A word of state, tinted. Square-ish and small: for tables and beside titles. */
export const Chip = ({ tone = 'neutral', children, className, title }: ChipProps) => (
  <span
    title={title}
    className={cn(
      'inline-flex h-5 shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs font-semibold whitespace-nowrap',
      softTone[tone],
      className,
    )}
  >
    {children}
  </span>
);

/** Words and tones of a module's states: `{ active: 'ok', suspended: ['warn', 'Suspended for debt'] }`. */
export type StatusTones<Status extends string> = Record<Status, Tone | readonly [Tone, string]>;

const words = (status: string) => {
  const spaced = status.replaceAll(/[_-]/g, ' ');
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
};

export interface StatusChipProps<Status extends string> {
  status: Status;
  /** The module's map from its rules.ts side; an unknown status shows plainly instead of breaking. */
  tones: StatusTones<Status>;
}

export function StatusChip<Status extends string>({ status, tones }: StatusChipProps<Status>) {
  const look = tones[status] as StatusTones<Status>[Status] | undefined;
  const [tone, label] = typeof look === 'object' ? look : [look ?? ('neutral' as const), words(status)];
  return <Chip tone={tone}>{label}</Chip>;
}

/** A pill with a dot: "Online 3 d 4 h". */
export const Badge = ({ tone, pulse, children, className }: ChipProps & { pulse?: boolean }) => (
  <span
    className={cn(
      'inline-flex h-6 shrink-0 items-center gap-1.5 rounded-full border border-line bg-panel px-2.5 text-sm whitespace-nowrap text-ink-2',
      className,
    )}
  >
    {tone && <Dot tone={tone} {...(pulse === undefined ? {} : { pulse })} />}
    {children}
  </span>
);

/** A count beside a label. */
export const Count = ({ children, tone = 'neutral' }: { children: ReactNode; tone?: Tone }) => (
  <span
    className={cn(
      'num inline-grid h-[18px] min-w-[18px] place-items-center rounded-full px-1.5 text-xs font-medium',
      softTone[tone],
    )}
  >
    {children}
  </span>
);
