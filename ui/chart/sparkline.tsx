import type { Tone } from '#ui/tone.ts';

export interface SparklineProps {
  /** Values in even steps; null where nothing was measured. */
  values: readonly (number | null)[];
  label: string;
  tone?: Tone;
  area?: boolean;
}

const strokes: Record<Tone, string> = {
  neutral: 'var(--ink-3)',
  ok: 'var(--ok)',
  warn: 'var(--warn)',
  bad: 'var(--bad)',
  info: 'var(--info)',
  brand: 'var(--viz-1)',
};

/** A tiny trend that fills its box; for exact numbers use a Chart. */
export function Sparkline({ values, label, tone = 'brand', area = true }: SparklineProps) {
  const known = values.filter((value): value is number => value !== null);
  if (known.length < 2) return <svg role="img" aria-label={label} className="h-full w-full" />;
  const top = Math.max(...known);
  const bottom = Math.min(0, ...known);
  const x = (at: number) => (at / (values.length - 1)) * 100;
  const y = (value: number) => 29 - ((value - bottom) / (top - bottom || 1)) * 27;
  const runs: [number, number][][] = [];
  values.forEach((value, at) => {
    if (value === null) return;
    const run = runs.at(-1);
    if (run && values[at - 1] !== null) run.push([x(at), y(value)]);
    else runs.push([[x(at), y(value)]]);
  });
  const line = runs.map((run) => `M${run.map(([px, py]) => `${px.toFixed(2)} ${py.toFixed(2)}`).join('L')}`).join('');
  const fill = runs
    .map(
      (run) =>
        `M${run[0]?.[0]} 30L${run.map(([px, py]) => `${px.toFixed(2)} ${py.toFixed(2)}`).join('L')}L${run.at(-1)?.[0]} 30Z`,
    )
    .join('');
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox="0 0 100 30"
      preserveAspectRatio="none"
      className="block h-full w-full overflow-visible"
    >
      {area && <path d={fill} fill={strokes[tone]} opacity={0.13} />}
      <path
        d={line}
        fill="none"
        stroke={strokes[tone]}
        strokeWidth={1.5}
        vectorEffect="non-scaling-stroke"
        strokeLinejoin="round"
      />
    </svg>
  );
}
