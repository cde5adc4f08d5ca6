/** What a benchmark says in the end; the last line it prints is this as JSON. */
export interface BenchResult {
  bench: string;
  value: number;
  unit: string;
  baseline: number;
  baselineName: string;
  /** `value` over `baseline`; for times the other way round, so that more is better. */
  ratio: number;
  /** Whether the goal of docs/performance.md is reached, and every answer was right. */
  ok: boolean;
  [detail: string]: unknown;
}

export interface BenchOptions {
  /** Seconds each measurement lasts. */
  duration: number;
  /** Measurements of each kind; the median counts. */
  runs: number;
  subscribers: number;
  /** False: compare with the recorded figures instead of measuring the baseline here. */
  baseline: boolean;
  /** A smoke run: everything is done once, on little data, and no goal is judged. */
  short: boolean;
  say: (line: string) => void;
}

export interface Bench {
  about: string;
  run(options: BenchOptions): Promise<BenchResult>;
}

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

const figure = (value: unknown): string =>
  typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: 2 }) : String(value ?? '');

/** Rows under headings, aligned, numbers at the end. */
export function table(headings: readonly string[], rows: readonly (readonly unknown[])[]): string {
  const cells = [headings, ...rows.map((row) => row.map(figure))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[], at: number) =>
    row
      .map((cell, column) => (column > 0 && at > 0 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('   ')
      .trimEnd();
  return cells.map(line).join('\n');
}
