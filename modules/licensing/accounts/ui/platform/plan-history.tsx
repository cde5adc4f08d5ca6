import { useQuery } from '@tanstack/react-query';
import { Chip } from '#ui/base/badge.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { Money } from '#ui/format/values.tsx';
import { SimpleTable } from '#ui/table/simple-table.tsx';
import { catalogueApi as api, type Plan } from './platform-values.ts';

/** What a plan was before: whoever chose it then is still on it. */
export function PlanHistory({ plan, onClose }: { plan: Plan; onClose: () => void }) {
  const versions = useQuery(api.versions.queryOptions({ input: { id: plan.planId } }));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Versions of ${plan.name}`}
      description="Whoever chose an earlier version stays on it until they choose again."
    >
      {versions.isError && <ErrorState error={versions.error} onRetry={() => versions.refetch()} />}
      {!versions.data && !versions.isError && <Skeleton.Lines />}
      {versions.data && (
        <SimpleTable
          label="Versions"
          rows={versions.data.items}
          getId={(v) => v.id}
          columns={[
            {
              id: 'n',
              header: 'Version',
              cell: (v) => (
                <>
                  {v.version} {v.current && <Chip tone="ok">On sale</Chip>}
                </>
              ),
            },
            {
              id: 'month',
              header: 'A month',
              align: 'end',
              cell: (v) => <Money amountMinor={v.monthMinor} currency={v.currency} />,
            },
            {
              id: 'year',
              header: 'A year',
              align: 'end',
              cell: (v) => <Money amountMinor={v.yearMinor} currency={v.currency} />,
            },
            { id: 'modules', header: 'Modules', align: 'end', cell: (v) => v.features.length },
          ]}
        />
      )}
    </Dialog>
  );
}
