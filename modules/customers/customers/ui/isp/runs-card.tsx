import { useQuery } from '@tanstack/react-query';
import { ChevronDown, ChevronRight, Workflow } from 'lucide-react';
import { useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import type { WorkflowRun } from '#modules/fulfilment/orchestration/contract.ts';
import type { StepStatus } from '#modules/fulfilment/orchestration/rules.ts';
import { runTones, took } from '#modules/fulfilment/orchestration/ui/isp/run-values.tsx';
import { Dot, StatusChip } from '#ui/base/badge.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import type { Tone } from '#ui/tone.ts';
import { orchestrationApi as api } from './customer-queries.ts';

type Run = View<typeof WorkflowRun, 'isp'>;

/** Beside a step's name; the words are the chip's of the run's own page. */
const dotTones: Record<StepStatus, Tone> = {
  waiting: 'neutral',
  running: 'info',
  completed: 'ok',
  failed: 'bad',
  undone: 'warn',
  undoing: 'warn',
  skipped: 'neutral',
};
const stepWords: Partial<Record<StepStatus, string>> = { undoing: 'being taken back', undone: 'taken back' };

/** What the system did for the customer by itself: provisioning and its steps, with what was taken back. */
export function RunsCard({ customerId, className }: { customerId: string; className?: string }) {
  const runs = useQuery(api.list.queryOptions({ input: { customerId, limit: 10 } }));
  const [opened, setOpened] = useState<string | null>(null);
  return (
    <QueryCard title="Provisioning runs" query={runs} {...(className ? { className } : {})}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={<Workflow />} title="None yet" className="py-6">
            Selling a plan starts one.
          </EmptyState>
        ) : (
          <ul className="divide-y divide-line">
            {items.map((run, at) => {
              const open = opened === run.id || (opened === null && at === 0);
              return <RunItem key={run.id} run={run} open={open} onToggle={() => setOpened(open ? '' : run.id)} />;
            })}
          </ul>
        )
      }
    </QueryCard>
  );
}

function RunItem({ run, open, onToggle }: { run: Run; open: boolean; onToggle: () => void }) {
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <li className="py-2">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex w-full flex-wrap items-center gap-2 rounded-xs text-start"
      >
        <Arrow aria-hidden className="size-4 text-ink-3" />
        <span className="font-medium">{run.title}</span>
        <StatusChip status={run.status} tones={runTones} />
        {run.recoveries > 0 && <span className="text-sm text-ink-3">taken up again {run.recoveries} times</span>}
        <span className="ms-auto text-sm text-ink-3">
          <RelativeTime at={run.startedAt} />
        </span>
      </button>
      {run.error && <p className="mt-1 ps-6 text-bad-ink">{run.error}</p>}
      {open && <Steps id={run.id} />}
    </li>
  );
}

function Steps({ id }: { id: string }) {
  const run = useQuery(api.get.queryOptions({ input: { id } }));
  if (run.isError && !run.data) return <ErrorState error={run.error} onRetry={() => run.refetch()} className="py-4" />;
  if (!run.data) return <Skeleton.Lines count={4} className="mt-2 ps-6" />;
  return (
    <>
      <ol className="mt-2 flex flex-col gap-1.5 ps-6">
        {run.data.steps.map((step) => (
          <li key={step.name} className="flex flex-wrap items-baseline gap-x-2">
            <Dot tone={dotTones[step.status]} pulse={step.status === 'running' || step.status === 'undoing'} />
            <span>{step.title}</span>
            <span className="text-sm text-ink-3">
              {[
                step.status === 'completed' ? step.target : (stepWords[step.status] ?? step.status),
                took(step.startedAt, step.completedAt),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            {step.error && <span className="basis-full ps-4 text-sm text-bad-ink">{step.error}</span>}
          </li>
        ))}
      </ol>
      <p className="mt-2 ps-6 text-sm">
        <Link to={`/dashboard/orchestration/${encodeURIComponent(id)}`} className="text-brand-text hover:underline">
          Open in orchestration
        </Link>
      </p>
    </>
  );
}
