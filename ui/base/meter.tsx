import { cn } from '#ui/cn.ts';
import { dotTone, type Tone } from '#ui/tone.ts';

export interface MeterProps {
  /** Share of one; over one is shown full. */
  share: number;
  label: string;
  tone?: Tone;
  className?: string;
}

/** How much of a limit is used. Give the numbers beside it in text. */
export function Meter({ share, label, tone = 'brand', className }: MeterProps) {
  const percent = Math.min(100, Math.max(0, share * 100));
  return (
    // biome-ignore lint/a11y/useSemanticElements: the native meter cannot take our colours
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      className={cn('h-1.5 overflow-hidden rounded-full bg-line', className)}
    >
      <div className={cn('h-full rounded-full transition-[width]', dotTone[tone])} style={{ width: `${percent}%` }} />
    </div>
  );
}

/** Tone of a filling limit: quiet until 80 %, then warning, then full. */
export const fillTone = (share: number): Tone => (share >= 0.95 ? 'bad' : share >= 0.8 ? 'warn' : 'brand');
