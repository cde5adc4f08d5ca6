import { useInfiniteQuery } from '@tanstack/react-query';
import { Gauge, Plus } from 'lucide-react';
import { z } from 'zod';
import { RolloutDrawer, rolloutApi } from '#modules/network/speed-rollouts/ui/isp/rollout-drawer.tsx';
import { Button } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { CreateProfileDialog } from './profile-dialogs.tsx';
import { ProfileSheet } from './profile-sheet.tsx';
import { profileApi as api, Burst, None, type ProfileView, SpeedPair } from './profile-values.tsx';

const NoProfiles = ({ onAdd, reason }: { onAdd: () => void; reason: string | undefined }) => (
  <EmptyState
    icon={<Gauge />}
    title="No bandwidth profile yet"
    action={
      <Button variant="primary" reason={reason} onClick={onAdd}>
        New profile
      </Button>
    }
  >
    A profile is a speed with a name. Several plans can sell it, and a change of it reaches them all at once.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  /** The profile shown beside the list. */
  open: z.uuid().optional(),
  dialog: z.enum(['create', 'edit', 'apply', 'remove']).optional(),
  rollout: z.uuid().optional(),
});
const listOptions = ({ q }: { q: string }) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...(q ? { q } : {}), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

const getId = (row: ProfileView) => row.id;
const rowHref = (row: ProfileView) => `/dashboard/radius/bandwidth-profiles?open=${row.id}`;

const columns: Column<ProfileView>[] = [
  { id: 'name', header: 'Name', cell: (row) => row.name, text: (row) => row.name, fixed: true, width: 220 },
  {
    id: 'speed',
    header: 'Download / upload',
    cell: (row) => <SpeedPair download={row.downloadKbps} upload={row.uploadKbps} />,
    text: (row) => `${row.downloadKbps}/${row.uploadKbps} kbit/s`,
    width: 190,
  },
  {
    id: 'burst',
    header: 'Burst',
    cell: (row) => <Burst profile={row} />,
    text: (row) => row.burstDownloadKbps,
    width: 220,
  },
  {
    id: 'qosProfileName',
    header: 'QoS profile',
    cell: (row) => (row.qosProfileName === null ? <None /> : <span className="mono">{row.qosProfileName}</span>),
    text: (row) => row.qosProfileName,
    width: 150,
  },
  {
    id: 'plans',
    header: 'Plans',
    cell: (row) => (row.planNames.length === 0 ? <None /> : row.planNames.join(', ')),
    text: (row) => row.planNames.join(', '),
  },
  {
    id: 'updatedAt',
    header: 'Changed',
    cell: (row) => <RelativeTime at={row.updatedAt} />,
    text: (row) => row.updatedAt,
    width: 130,
  },
];

export default function BandwidthProfilesPage() {
  const [values, setUrl] = useUrlState(url);
  const { q, open, dialog, rollout } = values;
  const query = useInfiniteQuery(listOptions({ q }));
  const write = useCan('network.bandwidth-profile:write');
  useLiveQueries('bandwidth-profiles', [api.list.key(), api.get.key()]);
  useLiveQueries('speed-rollouts', [api.list.key(), api.get.key(), rolloutApi.list.key()], { everyMs: 2000 });
  const add = () => setUrl({ dialog: 'create', open: undefined }, { push: true });
  const showRollout = (id: string | null) => id !== null && setUrl({ rollout: id, dialog: undefined }, { push: true });
  usePaletteActions([
    {
      label: 'New bandwidth profile',
      run: add,
      reason: write.reason,
      keywords: ['speed', 'rate limit', 'qos', 'burst'],
    },
  ]);
  return (
    <PageBody wide>
      <PageHeader
        title="Bandwidth profiles"
        actions={
          <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={add}>
            New profile
          </Button>
        }
      />
      <DataTable
        name="bandwidth-profiles"
        label="Bandwidth profiles"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        onEdit={(row) => setUrl({ open: row.id, dialog: 'edit' }, { push: true })}
        filters={
          <FilterBar
            values={values}
            onChange={setUrl}
            search={{ id: 'q', placeholder: 'Search name or QoS profile' }}
            filters={[]}
          />
        }
        filtered={isFiltered(values, ['q'])}
        onClearFilters={() => setUrl(cleared(['q']))}
        empty={<NoProfiles onAdd={add} reason={write.reason} />}
        csv={{ page: (cursor) => api.list.call({ ...(q ? { q } : {}), cursor, limit: 200 }) }}
      />
      <ProfileSheet
        id={open}
        dialog={dialog === 'create' ? undefined : dialog}
        onDialog={(next) => setUrl({ dialog: next }, { push: next !== undefined })}
        onClose={() => setUrl({ open: undefined, dialog: undefined })}
        onRollout={showRollout}
      />
      <CreateProfileDialog open={dialog === 'create'} onOpenChange={(next) => !next && setUrl({ dialog: undefined })} />
      <RolloutDrawer id={rollout} onClose={() => setUrl({ rollout: undefined })} />
    </PageBody>
  );
}
