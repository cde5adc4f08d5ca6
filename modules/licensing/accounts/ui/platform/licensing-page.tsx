import { useInfiniteQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { Money } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { accountStatuses } from '../../rules.ts';
import { accountTones } from '../licensing-values.tsx';
import { SetPlanDialog, TrialDialog } from './account-dialogs.tsx';
import { AddonsTab } from './addons-tab.tsx';
import { PlansTab } from './plans-tab.tsx';
import { accountsApi as api, type Summary } from './platform-values.ts';

const url = z.object({
  tab: z.enum(['providers', 'plans', 'addons']).default('providers'),
  q: z.string().default(''),
  status: z.enum([...accountStatuses, 'none']).optional(),
  account: z.string().optional(),
  dialog: z.enum(['plan', 'trial']).optional(),
});
const getId = (row: Summary) => row.tenantId;
const filterKeys = ['q', 'status'] as const;

function Providers() {
  const [state, setUrl] = useUrlState(url);
  const write = useCan('platform.licensing:write');
  const input = { ...(state.q ? { q: state.q } : {}), status: state.status };
  const query = useInfiniteQuery({
    ...api.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ ...input, cursor, limit: 100 }),
      ...keyset,
    }),
    // What is decided here takes hold in the provider's own tenancy a moment later.
    refetchInterval: 5_000,
  });
  const open = (dialog: 'plan' | 'trial', row: Summary) => setUrl({ dialog, account: row.tenantId }, { push: true });
  const chosen = query.data?.pages.flatMap((p) => p.items).find((row) => row.tenantId === state.account);
  const close = () => setUrl({ dialog: undefined, account: undefined });
  const columns: Column<Summary>[] = [
    { id: 'name', header: 'Provider', cell: (a) => a.tenantName, text: (a) => a.tenantName, fixed: true, width: 180 },
    {
      id: 'status',
      header: 'Contract',
      cell: (a) => <StatusChip status={a.status} tones={accountTones} />,
      text: (a) => a.status,
      width: 120,
    },
    {
      id: 'plan',
      header: 'Plan',
      cell: (a) =>
        a.planName
          ? `${a.planName}${a.cancelAtEnd ? ', ends' : a.nextPlanName ? ` → ${a.nextPlanName}` : ''}`
          : 'Everything is on',
      text: (a) => a.planName ?? '',
      width: 200,
    },
    { id: 'end', header: 'Period ends', cell: (a) => a.periodEnd ?? '', text: (a) => a.periodEnd ?? '', width: 120 },
    {
      id: 'mrr',
      header: 'A month',
      align: 'end',
      cell: (a) => <Money amountMinor={a.mrrMinor} currency={a.currency} />,
      text: (a) => a.mrrMinor,
      width: 110,
    },
    {
      id: 'actions',
      header: 'Actions',
      text: () => '',
      width: 210,
      cell: (a) => (
        <span className="inline-flex gap-1.5">
          <Button
            size="sm"
            reason={write.reason}
            aria-label={`Change plan of ${a.tenantName}`}
            onClick={() => open('plan', a)}
          >
            Change plan
          </Button>
          <Button
            size="sm"
            variant="ghost"
            aria-label={`Trial of ${a.tenantName}: extend`}
            reason={write.reason ?? (a.status === 'trial' ? undefined : 'There is no trial.')}
            onClick={() => open('trial', a)}
          >
            Trial
          </Button>
        </span>
      ),
    },
  ];
  return (
    <>
      <DataTable
        name="licensing-accounts"
        label="Providers"
        query={query}
        columns={columns}
        getId={getId}
        filters={
          <FilterBar
            values={state}
            onChange={setUrl}
            search={{ id: 'q', placeholder: 'Search name or short name' }}
            filters={[
              {
                kind: 'choice',
                id: 'status',
                label: 'Contract',
                options: [...accountStatuses, 'none' as const].map((value) => ({
                  value,
                  label: value.replace('_', ' '),
                })),
              },
            ]}
          />
        }
        filtered={isFiltered(state, filterKeys)}
        onClearFilters={() => setUrl(cleared(filterKeys))}
        empty={<EmptyState title="No providers yet" />}
        csv={{ page: (cursor) => api.list.call({ ...input, cursor, limit: 200 }) }}
      />
      {chosen && state.dialog === 'plan' && <SetPlanDialog row={chosen} onClose={close} />}
      {chosen && state.dialog === 'trial' && <TrialDialog row={chosen} onClose={close} />}
    </>
  );
}

export default function LicensingPage() {
  const [{ tab }, setUrl] = useUrlState(url);
  useLiveQueries('licence-grants', [api.key()]);
  return (
    <PageBody wide>
      <PageHeader title="Plans and licences" subtitle="Who is on what, and what is on sale" />
      <Tabs
        label="Licensing"
        value={tab}
        onChange={(next) =>
          setUrl({ tab: next === 'plans' ? 'plans' : next === 'addons' ? 'addons' : 'providers' }, { push: true })
        }
        tabs={[
          { id: 'providers', label: 'Providers', content: () => <Providers /> },
          { id: 'plans', label: 'Plans and modules', content: () => <PlansTab /> },
          { id: 'addons', label: 'Add-ons', content: () => <AddonsTab /> },
        ]}
      />
    </PageBody>
  );
}
