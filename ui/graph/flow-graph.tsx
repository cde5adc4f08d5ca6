import { lazy, Suspense } from 'react';
import { Skeleton } from '#ui/base/skeleton.tsx';
import type { Tone } from '#ui/tone.ts';

export type StepState = 'pending' | 'running' | 'done' | 'failed' | 'compensating' | 'compensated' | 'skipped';

export const stepTones: Record<StepState, Tone> = {
  pending: 'neutral',
  running: 'info',
  done: 'ok',
  failed: 'bad',
  compensating: 'warn',
  compensated: 'warn',
  skipped: 'neutral',
};

export interface FlowStep {
  id: string;
  title: string;
  state: StepState;
  /** One short line: an address assigned, an error, "2nd attempt". */
  detail?: string;
  /** How long it took, in words: "120 ms". */
  took?: string;
  /** What undoes it, drawn below; leave out when it needs no undoing. */
  compensation?: { title: string; state: StepState; detail?: string };
}

export interface FlowGraphProps {
  label: string;
  /** In the order in which they run. */
  steps: readonly FlowStep[];
  height?: number;
  onSelect?: (id: string) => void;
}

const FlowView = lazy(() => import('./flow-view.tsx'));

/** A saga: its steps from left to right, and the compensation that ran back below them. */
export const FlowGraph = (props: FlowGraphProps) => (
  <Suspense fallback={<FlowSkeleton height={props.height ?? 240} />}>
    <FlowView {...props} />
  </Suspense>
);

const FlowSkeleton = ({ height }: { height: number }) => (
  <div className="flex items-center gap-8 overflow-hidden px-6" style={{ height }} aria-busy>
    {[0, 1, 2, 3].map((at) => (
      <Skeleton key={at} className="h-14 w-44 shrink-0 rounded-lg" />
    ))}
  </div>
);
