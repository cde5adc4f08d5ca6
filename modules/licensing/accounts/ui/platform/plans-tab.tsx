import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { Money, NumberText } from '#ui/format/values.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { SimpleTable } from '#ui/table/simple-table.tsx';
import { PlanEditor } from './plan-editor.tsx';
import { PlanHistory } from './plan-history.tsx';
import { catalogueApi as api, type Plan } from './platform-values.ts';

/** The plans on sale and what was sold before, and the modules they are made of. */
export function PlansTab() {
  const plans = useQuery(api.plans.queryOptions({ input: { retired: 'true' } }));
  const modules = useQuery(api.features.queryOptions({ input: {} }));
  const write = useCan('licensing.plan:write');
  const [editing, setEditing] = useState<Plan | 'new' | null>(null);
  const [history, setHistory] = useState<Plan | null>(null);
  useLiveQueries('licensing-plans', [api.key()]);
  return (
    <div className="grid items-start gap-4 xl:grid-cols-2">
      <QueryCard
        title="Plans"
        query={plans}
        aside={
          <Button size="sm" icon={<Plus />} reason={write.reason} onClick={() => setEditing('new')}>
            New plan
          </Button>
        }
      >
        {({ items }) => (
          <SimpleTable
            label="Plans"
            rows={items}
            getId={(p) => p.planId}
            columns={[
              {
                id: 'name',
                header: 'Plan',
                cell: (p) => (
                  <span>
                    <span className="font-medium">{p.name}</span> {p.status === 'retired' && <Chip>Not sold</Chip>}
                    <span className="block text-sm text-ink-3">
                      Version {p.version}, {p.features.length} modules
                    </span>
                  </span>
                ),
              },
              {
                id: 'month',
                header: 'A month',
                align: 'end',
                cell: (p) => <Money amountMinor={p.monthMinor} currency={p.currency} />,
              },
              {
                id: 'subscribers',
                header: 'Subscribers',
                align: 'end',
                cell: (p) =>
                  p.allowances.subscribers.included === null ? (
                    'Unlimited'
                  ) : (
                    <NumberText value={p.allowances.subscribers.included} />
                  ),
              },
              {
                id: 'actions',
                header: 'Actions',
                quiet: true,
                align: 'end',
                cell: (p) => (
                  <span className="inline-flex gap-1.5">
                    <Button
                      size="sm"
                      variant="ghost"
                      aria-label={`Versions of ${p.name}`}
                      onClick={() => setHistory(p)}
                    >
                      Versions
                    </Button>
                    <Button size="sm" aria-label={`Edit ${p.name}`} reason={write.reason} onClick={() => setEditing(p)}>
                      Edit
                    </Button>
                  </span>
                ),
              },
            ]}
          />
        )}
      </QueryCard>
      <QueryCard title="Modules" query={modules}>
        {({ items }) => (
          <SimpleTable
            label="Modules"
            rows={items}
            getId={(m) => m.key}
            columns={[
              {
                id: 'name',
                header: 'Module',
                cell: (m) => (
                  <span>
                    <span className="font-medium">{m.name}</span>
                    <span className="block text-sm text-ink-3">{m.description}</span>
                  </span>
                ),
              },
              {
                id: 'needs',
                header: 'Needs',
                cell: (m) =>
                  items
                    .filter((o) => m.needs.includes(o.key))
                    .map((o) => o.name)
                    .join(', '),
              },
              { id: 'plan', header: 'From plan', cell: (m) => m.cheapestPlan ?? 'None' },
            ]}
          />
        )}
      </QueryCard>
      {editing && modules.data && (
        <PlanEditor
          plan={editing === 'new' ? null : editing}
          modules={modules.data.items}
          onClose={() => setEditing(null)}
        />
      )}
      {history && <PlanHistory plan={history} onClose={() => setHistory(null)} />}
    </div>
  );
}
