/** What a colour says. `neutral` is the quiet default; the others are used only when they carry meaning. */
export type Tone = 'neutral' | 'ok' | 'warn' | 'bad' | 'info' | 'brand';

export const softTone: Record<Tone, string> = {
  neutral: 'bg-sunken text-ink-2 ring-1 ring-inset ring-line',
  ok: 'bg-ok-soft text-ok-ink',
  warn: 'bg-warn-soft text-warn-ink',
  bad: 'bg-bad-soft text-bad-ink',
  info: 'bg-info-soft text-info-ink',
  brand: 'bg-brand-soft text-brand-text',
};

export const dotTone: Record<Tone, string> = {
  neutral: 'bg-field',
  ok: 'bg-ok',
  warn: 'bg-warn',
  bad: 'bg-bad',
  info: 'bg-info',
  brand: 'bg-brand',
};

export const inkTone: Record<Tone, string> = {
  neutral: 'text-ink-2',
  ok: 'text-ok-ink',
  warn: 'text-warn-ink',
  bad: 'text-bad-ink',
  info: 'text-info-ink',
  brand: 'text-brand-text',
};
