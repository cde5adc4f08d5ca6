import { useQuery } from '@tanstack/react-query';
import { Workflow } from 'lucide-react';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { FlowGraph } from '#ui/graph/flow-graph.tsx';
import { runsApi as api } from './run-values.tsx';

/** What this installation can do by itself: sagas with their steps, and jobs with their times. */
export function Definitions() {
  const query = useQuery(api.definitions.queryOptions({ input: {} }));
  if (query.isError && !query.data) return <ErrorState error={query.error} onRetry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton.Lines count={6} />;
  if (query.data.items.length === 0) return <EmptyState icon={<Workflow />} title="No workflows" />;
  const sagas = query.data.items.filter(({ steps }) => steps.length > 0);
  const jobs = query.data.items.filter(({ steps }) => steps.length === 0);
  return (
    <div className="flex flex-col gap-4">
      {sagas.map(({ name, title, steps }) => (
        <Card key={name} title={title} aside="When one fails, the steps before it are taken back in reverse" flush>
          <FlowGraph
            label={`Steps of ${title}`}
            height={120}
            steps={steps.map((step) => ({
              id: step.name,
              title: step.title,
              state: 'pending',
              detail: step.compensates ? 'can be taken back' : step.target,
            }))}
          />
        </Card>
      ))}
      <Card title="Jobs" aside="Tried again until they are done">
        <DescriptionList
          items={jobs.map(({ title, schedule }) => ({
            term: <span className="text-ink">{title}</span>,
            value: schedule ? (
              <>
                at <Mono>{schedule}</Mono> UTC
              </>
            ) : (
              <span className="text-ink-3">when something asks for it</span>
            ),
          }))}
        />
      </Card>
    </div>
  );
}
