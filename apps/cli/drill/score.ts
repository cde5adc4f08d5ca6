import { table } from '../connect.ts';

export interface Check {
  what: string;
  found: string;
  /** Of `points`, so many were earned. */
  earned: number;
  points: number;
}
export interface Score {
  drill: string;
  score: number;
  checks: Check[];
  /** Figures for machines. */
  figures: Record<string, number>;
}

export const check = (what: string, points: number, found: string, share: number | boolean): Check => ({
  what,
  found,
  points,
  earned: Math.round(points * Math.min(1, Math.max(0, Number(share)))),
});

export function scored(drill: string, checks: Check[], figures: Record<string, number>): Score {
  return { drill, score: checks.reduce((sum, { earned }) => sum + earned, 0), checks, figures };
}

export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? 0;

export function forPeople({ drill, score, checks }: Score): string {
  const rows = checks.map(({ what, found, earned, points }) => ({
    check: what,
    found,
    points: `${earned} of ${points}`,
  }));
  return `${table(rows)}\n\nDrill ${drill}: ${score} of 100 points.`;
}
