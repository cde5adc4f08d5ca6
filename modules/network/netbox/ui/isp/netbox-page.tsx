import { useMutation, useQuery } from '@tanstack/react-query';
import { ArrowLeftRight, Network, RefreshCw, Settings } from 'lucide-react';
import { z } from 'zod';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { Meter } from '#ui/base/meter.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { actions, kinds, results } from '../../contract.ts';
import { DifferencesTable } from './differences-table.tsx';
import {
  netboxApi as api,
  type ComparisonView,
  comparisonTones,
  isBusy,
  type SettingsView,
  useRefreshNetbox,
} from './netbox-values.tsx';
import { DisconnectDialog, SettingsDialog } from './settings-dialog.tsx';

const NotConnected = ({
  missing,
  onConnect,
  reason,
}: {
  missing: string | null;
  onConnect: () => void;
  reason: string | undefined;
}) => (
  <EmptyState
    icon={<Network />}
    title="NetBox is not configured"
    action={
      <Button variant="primary" onClick={onConnect} reason={reason}>
        Connect NetBox
      </Button>
    }
  >
    {missing} Then prefixes and IP addresses are compared with pools and reservations, and you decide what is changed on
    which side.
  </EmptyState>
);

const url = z.object({
  comparison: z.uuid().optional(),
  action: z.enum(actions).optional(),
  kind: z.enum(kinds).optional(),
  result: z.enum(results).optional(),
  dialog: z.enum(['settings', 'disconnect', 'apply']).optional(),
});
const latest = () => api.listComparisons.queryOptions({ input: { limit: 10 } });

export const loader = ({ queryClient }: LoaderContext) =>
  Promise.all([
    queryClient.prefetchQuery(api.settings.queryOptions({ input: {} })),
    queryClient.prefetchQuery(latest()),
  ]);

function ConnectionCard({ settings }: { settings: SettingsView }) {
  const { url: address, version, tenantSlug, verifyTls, vrfs, comparedAt, appliedAt } = settings;
  return (
    <Card
      title="Connection"
      className="lg:col-span-5"
      status={version && <Mono className="text-ink-3">{version}</Mono>}
    >
      <DescriptionList
        items={[
          { term: 'Address', value: <Mono>{address}</Mono> },
          { term: 'Tenant in NetBox', value: tenantSlug && <Mono>{tenantSlug}</Mono>, hideEmpty: true },
          { term: 'Routing tables', value: vrfs.map((v) => `${v.ours} = ${v.netbox}`).join(', ') || 'Global only' },
          { term: 'Certificate', value: verifyTls ? 'Checked' : 'Not checked' },
          { term: 'Last compared', value: comparedAt && <RelativeTime at={comparedAt} /> },
          { term: 'Last applied', value: appliedAt && <RelativeTime at={appliedAt} /> },
        ]}
      />
    </Card>
  );
}

function ComparisonCard({ comparison }: { comparison: ComparisonView | undefined }) {
  if (!comparison)
    return (
      <Card title="Comparison" className="lg:col-span-7">
        <p className="text-ink-2">
          Not compared yet. Comparing reads both sides and changes neither; you then see each difference and decide.
        </p>
      </Card>
    );
  const { status, differences, conflicts, chosen, done, failed, createdAt, problem } = comparison;
  const settled = done + failed;
  return (
    <Card
      title="Comparison"
      className="lg:col-span-7"
      status={<StatusChip status={status} tones={comparisonTones} />}
      aside={<RelativeTime at={createdAt} />}
    >
      {problem && status === 'failed' ? (
        <Callout tone="bad" title={problem} />
      ) : (
        <DescriptionList
          items={[
            { term: 'Differences', value: <NumberText value={differences} /> },
            { term: 'Conflicts, for a person to settle', value: <NumberText value={conflicts} /> },
            { term: 'Chosen to be applied', value: <NumberText value={chosen} /> },
            {
              term: 'Applied',
              value: (
                <>
                  <NumberText value={done} />
                  {failed > 0 && (
                    <span className="text-bad-ink">
                      , <NumberText value={failed} /> refused
                    </span>
                  )}
                </>
              ),
            },
          ]}
        />
      )}
      {(status === 'applying' || status === 'applied') && chosen > 0 && (
        <Meter
          share={settled / chosen}
          label="Differences applied"
          tone={failed > 0 ? 'warn' : 'ok'}
          className="mt-2"
        />
      )}
    </Card>
  );
}

function ApplyDialog({
  comparison,
  open,
  onOpenChange,
}: {
  comparison: ComparisonView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const apply = useMutation(api.apply.mutationOptions());
  const refresh = useRefreshNetbox();
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      tone="primary"
      title={`Apply ${comparison.chosen} of ${comparison.differences} differences?`}
      confirmLabel="Apply"
      onConfirm={async () => {
        await apply.mutateAsync({ id: comparison.id });
        await refresh();
      }}
    >
      Each is done on the side that it says, here or in NetBox. One that is refused keeps no other from being done. What
      you skip stays as it is on both sides.
    </ConfirmDialog>
  );
}

export default function NetboxPage() {
  const [values, setValues] = useUrlState(url);
  const settings = useQuery(api.settings.queryOptions({ input: {} }));
  const recent = useQuery(latest());
  const newest = recent.data?.items[0];
  const shown = useQuery({
    ...api.getComparison.queryOptions({ input: { id: values.comparison ?? newest?.id ?? '' } }),
    enabled: values.comparison !== undefined && values.comparison !== newest?.id,
  });
  const comparison = values.comparison ? (shown.data ?? newest) : newest;
  const write = useCan('network.netbox:write');
  const compare = useMutation(api.compare.mutationOptions());
  const refresh = useRefreshNetbox();
  useLiveQueries('netbox', [api.key()]);

  if (settings.isError && !settings.data)
    return <ErrorState error={settings.error} onRetry={() => settings.refetch()} />;
  const dialog = (which: NonNullable<typeof values.dialog>) => () => setValues({ dialog: which }, { push: true });
  const onOpenChange = (open: boolean) => !open && setValues({ dialog: undefined });
  const busy = isBusy(newest) ? 'A comparison is running.' : undefined;
  const { data } = settings;
  const start = async () => {
    try {
      await compare.mutateAsync({});
      setValues({ comparison: undefined });
      await refresh();
    } catch (error) {
      toast.problem(error);
    }
  };
  const applyReason =
    comparison?.status !== 'ready' ? 'Compare first.' : comparison.chosen === 0 ? 'Nothing is chosen.' : undefined;
  return (
    <PageBody wide>
      <PageHeader
        title="NetBox"
        actions={
          data?.configured && (
            <>
              <Menu
                label="More"
                trigger={<Button icon={<Settings />}>Settings</Button>}
                groups={[
                  [
                    { label: 'Connection', onSelect: dialog('settings'), reason: write.reason },
                    { label: 'Disconnect', onSelect: dialog('disconnect'), danger: true, reason: write.reason },
                  ],
                ]}
              />
              <Button icon={<RefreshCw />} onClick={start} pending={compare.isPending} reason={write.reason ?? busy}>
                Compare
              </Button>
              <Button
                variant="primary"
                icon={<ArrowLeftRight />}
                onClick={dialog('apply')}
                reason={write.reason ?? busy ?? applyReason}
              >
                Apply
              </Button>
            </>
          )
        }
      />
      {!data && <Skeleton.Lines />}
      {data && !data.configured && (
        <NotConnected missing={data.missing} onConnect={dialog('settings')} reason={write.reason} />
      )}
      {data?.configured && (
        <>
          <Grid className="mb-4">
            <ConnectionCard settings={data} />
            <ComparisonCard comparison={comparison} />
          </Grid>
          {comparison && comparison.status !== 'comparing' && comparison.status !== 'failed' && (
            <DifferencesTable comparison={comparison} filters={values} onChange={(patch) => setValues(patch)} />
          )}
        </>
      )}
      {data && <SettingsDialog settings={data} open={values.dialog === 'settings'} onOpenChange={onOpenChange} />}
      {comparison && (
        <ApplyDialog comparison={comparison} open={values.dialog === 'apply'} onOpenChange={onOpenChange} />
      )}
      <DisconnectDialog open={values.dialog === 'disconnect'} onOpenChange={onOpenChange} />
    </PageBody>
  );
}
