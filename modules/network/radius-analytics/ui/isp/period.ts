import { z } from 'zod';

export const presets = ['today', '7d', '30d', '90d'] as const;
export type Preset = (typeof presets)[number];
export const presetNames: Record<Preset, string> = {
  today: 'Today',
  '7d': '7 days',
  '30d': '30 days',
  '90d': '90 days',
};
const presetDays: Record<Preset, number> = { today: 1, '7d': 7, '30d': 30, '90d': 90 };
const dayMs = 86_400_000;

/** What the address holds of a period: a preset, or two days. */
export const periodFields = {
  range: z.enum(presets).default('7d'),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
};
export interface PeriodValues {
  range: Preset;
  from?: string | undefined;
  to?: string | undefined;
}
/** Days of the tenant's zone, both included, such as `2026-03-10`. */
export interface Days {
  from: string;
  to: string;
}

const clocks = new Map<string, Intl.DateTimeFormat>();
/** What a clock in the zone shows at an instant, as if that were UTC. Temporal would say it, but not every browser has it. */
function wallClock(atMs: number, timeZone: string | undefined): number {
  const key = timeZone ?? '';
  let clock = clocks.get(key);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-CA', {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
      ...(timeZone ? { timeZone } : {}),
    });
    clocks.set(key, clock);
  }
  const part = Object.fromEntries(clock.formatToParts(atMs).map(({ type, value }) => [type, value]));
  return Date.parse(
    `${part['year']}-${part['month']}-${part['day']}T${part['hour']}:${part['minute']}:${part['second']}Z`,
  );
}
const isoDay = (utcMs: number) => new Date(utcMs).toISOString().slice(0, 10);
export const addDays = (day: string, days: number): string => isoDay(Date.parse(day) + days * dayMs);

/** The day of an instant in a zone. */
export const dayIn = (atMs: number, timeZone: string | undefined): string => isoDay(wallClock(atMs, timeZone));

/** The instant a day begins in a zone. */
export function startOfDay(day: string, timeZone: string | undefined): number {
  const asUtc = Date.parse(day);
  const guess = asUtc - (wallClock(asUtc, timeZone) - asUtc);
  // Between the guess and the truth the clocks may have changed.
  return guess + asUtc - wallClock(guess, timeZone);
}

/** The days meant. */
export function daysOf({ range, from, to }: PeriodValues, nowMs: number, timeZone: string | undefined): Days {
  if (from !== undefined && to !== undefined && from <= to) return { from, to };
  const today = dayIn(nowMs, timeZone);
  return { from: addDays(today, 1 - presetDays[range]), to: today };
}
export const lengthInDays = ({ from, to }: Days): number => Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1;

/** The period of the same length before. */
export function daysBefore(days: Days): Days {
  return { from: addDays(days.from, -lengthInDays(days)), to: addDays(days.from, -1) };
}
