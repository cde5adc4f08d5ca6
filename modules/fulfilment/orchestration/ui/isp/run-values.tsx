import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { formatDuration } from '#ui/format/time.ts';
import type { FlowStep, StepState } from '#ui/graph/flow-graph.tsx';
import { orchestration, type WorkflowRun, type WorkflowStep } from '../../contract.ts';
import type { RunStatus, StepStatus } from '../../rules.ts';

export type RunView = View<typeof WorkflowRun, 'isp'>;
export type StepView = View<typeof WorkflowStep, 'isp'>;
export const runsApi = clientFor(orchestration, 'isp');

export const runTones: StatusTones<RunStatus> = {
  queued: 'neutral',
  running: 'info',
  completed: 'ok',
  rolled_back: ['warn', 'Rolled back'],
  failed: 'bad',
  cancelled: 'neutral',
};
export const stepTones: StatusTones<StepStatus> = {
  waiting: 'neutral',
  running: 'info',
  completed: 'ok',
  failed: 'bad',
  undoing: ['warn', 'Being taken back'],
  undone: ['warn', 'Taken back'],
  skipped: 'neutral',
};

export const isOpen = (status: RunStatus) => status === 'queued' || status === 'running';

/** Milliseconds while they are few, then in two units. */
export function took(startedAt: string | null, endedAt: string | null): string | null {
  if (!startedAt || !endedAt) return null;
  const ms = Date.parse(endedAt) - Date.parse(startedAt);
  return ms < 1000 ? `${ms} ms` : ms < 60_000 ? `${Math.round(ms / 100) / 10} s` : formatDuration(ms / 1000);
}

const forth: Record<StepStatus, StepState> = {
  waiting: 'pending',
  running: 'running',
  completed: 'done',
  failed: 'failed',
  undoing: 'done',
  undone: 'done',
  skipped: 'skipped',
};
const back: Partial<Record<StepStatus, StepState>> = { undoing: 'compensating', undone: 'compensated' };

/** A step as the picture draws it: what was done above, what took it back below. */
export function flowStep(step: StepView): FlowStep {
  const time = took(step.startedAt, step.completedAt);
  return {
    id: step.name,
    title: step.title,
    state: forth[step.status],
    detail: step.error ?? step.target,
    ...(time ? { took: time } : {}),
    ...(step.compensates
      ? {
          compensation: {
            title: 'Take back',
            state: back[step.status] ?? 'pending',
            detail: step.undoneAt ? 'Nothing is left of it' : '',
          },
        }
      : {}),
  };
}
