import type { runStatuses, stepStatuses } from './contract.ts';

export type RunStatus = (typeof runStatuses)[number];
export type StepStatus = (typeof stepStatuses)[number];

/** A run as the engine's records have it, in what matters to its state. */
export interface RecordedRun {
  status: string;
  rolledBack: boolean;
}

/** The engine's word for a run's state, in ours. */
export function runStatus({ status, rolledBack }: RecordedRun): RunStatus {
  if (status === 'ENQUEUED' || status === 'DELAYED') return 'queued';
  if (status === 'PENDING') return 'running';
  if (status === 'SUCCESS') return rolledBack ? 'rolled_back' : 'completed';
  return status === 'CANCELLED' ? 'cancelled' : 'failed';
}

/** Our word for a run's state, in the engine's. */
export const engineStatuses: Record<RunStatus, readonly string[]> = {
  queued: ['ENQUEUED', 'DELAYED'],
  running: ['PENDING'],
  completed: ['SUCCESS'],
  rolled_back: ['SUCCESS'],
  failed: ['ERROR', 'MAX_RECOVERY_ATTEMPTS_EXCEEDED'],
  cancelled: ['CANCELLED'],
};

const notAgain: Partial<Record<RunStatus, string>> = {
  queued: 'This run has not begun yet.',
  running: 'This run is still going on.',
  completed: 'This run has completed.',
  cancelled: 'This run was cancelled; start it anew where it began.',
};
/** Why a run cannot be started again; undefined when it can. */
export function whyNotRetry(run: { status: RunStatus; subscriptionId: string | null }): string | undefined {
  if (run.status === 'rolled_back' && !run.subscriptionId)
    return 'This run was rolled back; start it anew where it began.';
  return notAgain[run.status];
}

export interface PlannedStep {
  name: string;
  title: string;
  target: string;
  undo: boolean;
}
export interface RecordedStep {
  name: string;
  error: string | null;
  startedAt: string | null;
  completedAt: string | null;
}
export interface ShownStep {
  name: string;
  title: string;
  target: string;
  compensates: boolean;
  status: StepStatus;
  error: string | null;
  startedAt: string | null;
  completedAt: string | null;
  undoneAt: string | null;
}

/** What a saga notes after it has taken everything back. */
const closing = 'rolled-back';

/** The steps of a run with their states: those of its plan, and whatever else was recorded. */
export function shownSteps(
  plan: readonly PlannedStep[],
  records: readonly RecordedStep[],
  status: RunStatus,
): ShownStep[] {
  const byName = new Map(records.map((record) => [record.name, record]));
  const failed = plan.some((step) => byName.get(step.name)?.error);
  const isGoing = status === 'running';
  // Taken back from the last to the first: the last that is done and not yet undone is the one being undone.
  const undoing =
    isGoing && failed
      ? plan.findLast((step) => step.undo && isDone(byName, step.name) && !isDone(byName, `undo:${step.name}`))
      : undefined;
  const next = isGoing && !failed ? plan.find((step) => !byName.has(step.name)) : undefined;

  const planned = plan.map((step): ShownStep => {
    const record = byName.get(step.name);
    const undo = byName.get(`undo:${step.name}`);
    const state = (): StepStatus => {
      if (!record)
        return step === next
          ? 'running'
          : failed || status === 'failed' || status === 'cancelled'
            ? 'skipped'
            : 'waiting';
      if (record.error || undo?.error) return 'failed';
      if (undo) return 'undone';
      return step === undoing ? 'undoing' : 'completed';
    };
    return {
      name: step.name,
      title: step.title,
      target: step.target,
      compensates: step.undo,
      status: state(),
      error: record?.error ?? (undo?.error ? `Could not be taken back: ${undo.error}` : null),
      startedAt: record?.startedAt ?? null,
      completedAt: record?.completedAt ?? null,
      undoneAt: undo && !undo.error ? undo.completedAt : null,
    };
  });
  const names = new Set(plan.flatMap((step) => [step.name, `undo:${step.name}`]));
  const others = records
    .filter((record) => !names.has(record.name) && !(record.name === closing && !record.error))
    .map(
      (record): ShownStep => ({
        name: record.name,
        title: record.name === closing ? 'Note the roll-back' : record.name,
        target: '',
        compensates: false,
        status: record.error ? 'failed' : 'completed',
        error: record.error,
        startedAt: record.startedAt,
        completedAt: record.completedAt,
        undoneAt: null,
      }),
    );
  return [...planned, ...others];
}

const isDone = (records: ReadonlyMap<string, RecordedStep>, name: string) => records.get(name)?.error === null;
