import { useQuery } from '@tanstack/react-query';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { EngineCard } from './engine-card.tsx';
import { MachineCards } from './machine-cards.tsx';
import { ProcessesCard } from './processes-card.tsx';
import { ReactionsCard } from './reactions-card.tsx';
import { SchemaCard } from './schema-card.tsx';
import { systemApi as api, everyMs } from './system-values.ts';

export default function SystemPage() {
  const machine = useQuery(api.machine.queryOptions({ input: {}, refetchInterval: 30_000 }));
  const events = useQuery(api.events.queryOptions({ input: {}, refetchInterval: everyMs }));
  return (
    <PageBody wide>
      <PageHeader title="System" />
      <MachineCards machine={machine} events={events} />
      <div className="grid items-start gap-4 xl:grid-cols-2">
        <ProcessesCard />
        <ReactionsCard />
        <EngineCard />
        <SchemaCard />
      </div>
    </PageBody>
  );
}
