import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { z } from 'zod';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { DateTime, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { FlowGraph } from '#ui/graph/flow-graph.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, usePageParams, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { whyNotRetry } from '../../rules.ts';
import { RetryDialog } from './retry-dialog.tsx';
import {
  runsApi as api,
  flowStep,
  isOpen,
  type RunView,
  runTones,
  type StepView,
  stepTones,
  took,
} from './run-values.tsx';

const url = z.object({ dialog: z.enum(['retry']).optional() });
const runOptions = (id: string) => api.get.queryOptions({ input: { id } });

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(runOptions(params['runId'] ?? ''));

const Dash = () => <span className="text-ink-3">—</span>;

function Steps({ steps }: { steps: readonly StepView[] }) {
  return (
    <Card title="Steps" flush>
      <div className="overflow-x-auto">
        <table className="w-full text-start">
          <thead className="text-sm text-ink-3">
            <tr className="border-b border-line">
              {['Step', 'State', 'Started', 'Took', 'Taken back', 'Words'].map((head) => (
                <th key={head} className="px-4 py-2 text-start font-medium whitespace-nowrap">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {steps.map((step) => (
              <tr key={step.name}>
                <td className="px-4 py-2 font-medium whitespace-nowrap">{step.title}</td>
                <td className="px-4 py-2">
                  <StatusChip status={step.status} tones={stepTones} />
                </td>
                <td className="px-4 py-2 whitespace-nowrap">
                  {step.startedAt ? <DateTime at={step.startedAt} show="time" /> : <Dash />}
                </td>
                <td className="num px-4 py-2 whitespace-nowrap">
                  {took(step.startedAt, step.completedAt) ?? <Dash />}
                </td>
                <td className="px-4 py-2 whitespace-nowrap">
                  {step.undoneAt ? <RelativeTime at={step.undoneAt} /> : <Dash />}
                </td>
                <td className="min-w-56 px-4 py-2 text-bad-ink">{step.error}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

const Facts = ({ run }: { run: RunView }) => (
  <Card title="About">
    <DescriptionList
      items={[
        {
          term: 'Customer',
          value: run.customerId && (
            <Link to={`/dashboard/operations/customers/${run.customerId}`} className="text-brand-text hover:underline">
              Open
            </Link>
          ),
          hideEmpty: true,
        },
        {
          term: 'Subscription',
          value: run.subscriptionId && (
            <Link
              to={`/dashboard/billing-revenue/subscriptions?open=${run.subscriptionId}`}
              className="text-brand-text hover:underline"
            >
              Open
            </Link>
          ),
          hideEmpty: true,
        },
        { term: 'Started', value: <DateTime at={run.startedAt} show="exact" /> },
        { term: 'Ended', value: run.completedAt && <DateTime at={run.completedAt} show="exact" /> },
        { term: 'Took', value: took(run.startedAt, run.completedAt) },
        {
          term: 'Taken up after a crash',
          value:
            run.recoveries === 0 ? (
              'never'
            ) : (
              <>
                <NumberText value={run.recoveries} /> times
              </>
            ),
        },
        { term: 'Id', value: <CopyText text={run.id} mono className="text-sm" /> },
      ]}
    />
  </Card>
);

export default function RunPage() {
  const { runId } = usePageParams<{ runId: string }>();
  const [{ dialog }, setUrl] = useUrlState(url);
  const query = useQuery({
    ...runOptions(runId),
    refetchInterval: ({ state }) => (state.data && isOpen(state.data.status) ? 500 : false),
  });
  const write = useCan('fulfilment.workflow:write');
  useLiveQueries('workflows', [api.get.key()]);
  const flow = useMemo(() => query.data?.steps.map(flowStep) ?? [], [query.data]);
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  const run = query.data;
  const failedTitle = run?.steps.find((step) => step.name === run.failedStep)?.title ?? run?.failedStep;
  return (
    <PageBody>
      <PageHeader
        title={run?.title ?? null}
        status={run && <StatusChip status={run.status} tones={runTones} />}
        crumb={run?.subject ?? undefined}
        subtitle={
          run && (
            <>
              {run.subject && `${run.subject} · `}
              <RelativeTime at={run.startedAt} />
            </>
          )
        }
        actions={
          run && (
            <Button
              variant="primary"
              reason={write.reason ?? whyNotRetry(run)}
              onClick={() => setUrl({ dialog: 'retry' }, { push: true })}
            >
              {run.status === 'failed' ? 'Go on' : 'Start again'}
            </Button>
          )
        }
      />
      {run && (
        <>
          {run.error && (
            <Callout
              tone={run.status === 'rolled_back' ? 'warn' : 'bad'}
              className="mb-4"
              title={failedTitle ? `${failedTitle}: ${run.error}` : run.error}
            >
              {run.status === 'rolled_back' && 'Everything done before was taken back; nothing is left.'}
              {run.status === 'failed' && 'The run stopped there. Mend what is wrong, then let it go on.'}
            </Callout>
          )}
          <Card title="Flow" className="mb-4" flush>
            <FlowGraph
              label={`Steps of ${run.title}`}
              steps={flow}
              height={run.steps.some((step) => step.undoneAt || step.status === 'undoing') ? 260 : 150}
            />
          </Card>
          <Grid>
            <div className="lg:col-span-8">
              <Steps steps={run.steps} />
            </div>
            <div className="lg:col-span-4">
              <Facts run={run} />
            </div>
          </Grid>
          <RetryDialog
            run={run}
            open={dialog === 'retry'}
            onOpenChange={(open) => !open && setUrl({ dialog: undefined })}
          />
        </>
      )}
    </PageBody>
  );
}
