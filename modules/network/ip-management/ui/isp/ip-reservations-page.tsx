import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Download, FileUp, Network, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { families, lifecycles, reservationStates } from '../../resources.ts';
import { AddressSheet } from './address-sheet.tsx';
import { BulkAssign } from './bulk-assign.tsx';
import { BulkRelease } from './bulk-release.tsx';
import { ImportSheet } from './import-sheet.tsx';
import {
  ipApi as api,
  familyOptions,
  ipCalls,
  lifecycleOptions,
  type ReservationView,
  searchPools,
  stateOptions,
} from './pool-values.tsx';
import { reservationColumnsWithPool } from './reservation-columns.tsx';

const NoReservations = () => (
  <EmptyState
    icon={<Network />}
    title="No reservations yet"
    action={
      <ButtonLink to="/dashboard/network/ip-pools" variant="primary">
        IP pools
      </ButtonLink>
    }
  >
    Subscribers receive addresses when a plan is sold; reserve others by name on the page of their pool, or import a
    CSV.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  poolId: z.uuid().optional(),
  family: z.enum(families).optional(),
  state: z.enum(reservationStates).optional(),
  lifecycle: z.enum(lifecycles).optional(),
  temporary: z.enum(['true', 'false']).optional(),
  rangeId: z.uuid().optional(),
  sort: z.enum(['address', 'changed']).optional(),
  open: z.uuid().optional(),
  dialog: z.enum(['assign', 'import']).optional(),
});
type Values = z.infer<typeof url>;
const asked = ({ q, open: _, dialog: __, ...filters }: Values) => ({ ...filters, ...(q ? { q } : {}) });
const listOptions = (values: Values) =>
  api.listReservations.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...asked(values), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

const getId = (row: ReservationView) => row.id;
const rowHref = (row: ReservationView) => `/dashboard/network/ip-reservations?open=${row.id}`;
const filterKeys = ['q', 'poolId', 'family', 'state', 'lifecycle', 'temporary', 'rangeId'] as const;

function Export({ values }: { values: Values }) {
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const { sort: _, ...filters } = asked(values);
      const file = await ipCalls.exportReservations(filters);
      const href = URL.createObjectURL(file);
      Object.assign(document.createElement('a'), { href, download: file.name || 'ip-reservations.csv' }).click();
      URL.revokeObjectURL(href);
    } catch (error) {
      toast.problem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<Download />} pending={busy} onClick={run}>
      Export
    </Button>
  );
}

/** The address of a reservation, with the pool that its dialogs need. */
function Opened({ id, onClose }: { id: string; onClose: () => void }) {
  const reservation = useQuery(api.getReservation.queryOptions({ input: { id } }));
  const { data } = reservation;
  const pool = useQuery({
    ...api.getPool.queryOptions({ input: { id: data?.poolId ?? '' } }),
    enabled: data !== undefined,
  });
  return data && pool.data ? <AddressSheet pool={pool.data} address={data.address} onClose={onClose} /> : null;
}

export default function IpReservationsPage() {
  const [values, setValues] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(values));
  const write = useCan('network.ip:write');
  useLiveQueries('ip-pools', [api.listReservations.key(), api.addressHistory.key()], { everyMs: 500 });
  const close = (open: boolean) => !open && setValues({ dialog: undefined });
  return (
    <PageBody wide>
      <PageHeader
        title="IP reservations"
        actions={
          <>
            <Export values={values} />
            <Button icon={<FileUp />} reason={write.reason} onClick={() => setValues({ dialog: 'import' })}>
              Import
            </Button>
            <Button
              variant="primary"
              icon={<UserPlus />}
              reason={write.reason}
              onClick={() => setValues({ dialog: 'assign' })}
            >
              Assign to several
            </Button>
          </>
        }
      />
      <DataTable
        name="ip-reservations"
        label="IP reservations"
        query={query}
        columns={reservationColumnsWithPool}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={values}
            onChange={setValues}
            views="ip-reservations"
            search={{ id: 'q', placeholder: 'Search address or customer' }}
            filters={[
              { kind: 'record', id: 'poolId', label: 'Pool', source: 'ip-pools', load: searchPools },
              { kind: 'choice', id: 'family', label: 'Family', options: familyOptions },
              { kind: 'choice', id: 'state', label: 'State', options: stateOptions },
              { kind: 'choice', id: 'lifecycle', label: 'Lifecycle', options: lifecycleOptions },
              {
                kind: 'choice',
                id: 'temporary',
                label: 'Ends',
                options: [
                  { value: 'true', label: 'By itself' },
                  { value: 'false', label: 'When released' },
                ],
              },
              {
                kind: 'choice',
                id: 'sort',
                label: 'Order',
                options: [{ value: 'changed', label: 'Latest change first' }],
              },
            ]}
          />
        }
        filtered={isFiltered(values, filterKeys)}
        onClearFilters={() => setValues(cleared(filterKeys))}
        empty={<NoReservations />}
        bulkActions={(rows, clear) => <BulkRelease rows={rows} onDone={clear} />}
      />
      {values.open && <Opened id={values.open} onClose={() => setValues({ open: undefined })} />}
      <BulkAssign open={values.dialog === 'assign'} onOpenChange={close} />
      <ImportSheet open={values.dialog === 'import'} onOpenChange={close} />
    </PageBody>
  );
}
