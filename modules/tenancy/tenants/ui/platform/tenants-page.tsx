import { useInfiniteQuery } from '@tanstack/react-query';
import { Building2, Plus } from 'lucide-react';
import { z } from 'zod';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useGo, useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { tenantStatuses } from '../../rules.ts';
import { CreateTenantDialog } from './create-tenant-dialog.tsx';
import { tenantsApi as api, countryName, type TenantView, tenantsPath, tenantTones } from './tenant-values.tsx';

const NoTenants = () => (
  <EmptyState icon={<Building2 />} title="No internet providers yet">
    Create the first one; its administrator gets an invitation by mail.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  status: z.enum(tenantStatuses).optional(),
  dialog: z.enum(['create']).optional(),
});
const input = ({ q, status }: z.infer<typeof url>) => ({ ...(q ? { q } : {}), status });
const listOptions = (filters: z.infer<typeof url>) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...input(filters), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

const columns: Column<TenantView>[] = [
  { id: 'name', header: 'Name', cell: (t) => t.name, text: (t) => t.name, fixed: true },
  { id: 'slug', header: 'Short name', cell: (t) => <Mono>{t.slug}</Mono>, text: (t) => t.slug, width: 150 },
  {
    id: 'status',
    header: 'Status',
    cell: (t) => <StatusChip status={t.status} tones={tenantTones} />,
    text: (t) => t.status,
    width: 110,
  },
  { id: 'country', header: 'Country', cell: (t) => countryName(t.country), text: (t) => t.country, width: 140 },
  { id: 'currency', header: 'Currency', cell: (t) => t.currency, text: (t) => t.currency, width: 90 },
  {
    id: 'subscribers',
    header: 'Subscribers',
    cell: (t) => <NumberText value={t.subscribers} />,
    text: (t) => t.subscribers,
    align: 'end',
    width: 110,
  },
  {
    id: 'online',
    header: 'Online',
    cell: (t) => <NumberText value={t.online} />,
    text: (t) => t.online,
    align: 'end',
    width: 90,
  },
  {
    id: 'staff',
    header: 'Staff',
    cell: (t) => <NumberText value={t.staff} />,
    text: (t) => t.staff,
    align: 'end',
    width: 80,
  },
  {
    id: 'since',
    header: 'Here since',
    cell: (t) => <RelativeTime at={t.createdAt} />,
    text: (t) => t.createdAt,
    width: 130,
  },
];
const getId = (row: TenantView) => row.id;
const rowHref = (row: TenantView) => `${tenantsPath}/${row.id}`;
const filterKeys = ['q', 'status'] as const;

export default function TenantsPage() {
  const [filters, setFilters] = useUrlState(url);
  const go = useGo();
  const query = useInfiniteQuery(listOptions(filters));
  const write = useCan('platform.tenant:write');
  useLiveQueries('tenants', [api.list.key()]);
  const create = () => setFilters({ dialog: 'create' }, { push: true });
  usePaletteActions([
    { label: 'New internet provider', run: create, reason: write.reason, keywords: ['tenant', 'isp'] },
  ]);
  return (
    <PageBody wide>
      <PageHeader
        title="Internet providers"
        actions={
          <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={create}>
            New internet provider
          </Button>
        }
      />
      <DataTable
        name="tenants"
        label="Internet providers"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            search={{ id: 'q', placeholder: 'Search name or short name' }}
            filters={[
              {
                kind: 'choice',
                id: 'status',
                label: 'Status',
                options: [
                  { value: 'active', label: 'Active', tone: 'ok' },
                  { value: 'suspended', label: 'Suspended', tone: 'warn' },
                ],
              },
            ]}
          />
        }
        filtered={isFiltered(filters, filterKeys)}
        onClearFilters={() => setFilters(cleared(filterKeys))}
        empty={<NoTenants />}
        csv={{ page: (cursor) => api.list.call({ ...input(filters), cursor, limit: 200 }) }}
      />
      <CreateTenantDialog
        open={filters.dialog === 'create'}
        onOpenChange={(open) => !open && setFilters({ dialog: undefined })}
        onCreated={(id) => go(`${tenantsPath}/${id}`)}
      />
    </PageBody>
  );
}
