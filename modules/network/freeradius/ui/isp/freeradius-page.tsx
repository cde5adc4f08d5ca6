import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ServerCog } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { Grid } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { SecretReveal } from '#ui/base/secret-reveal.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { EnableDialog } from './enable-dialog.tsx';
import { freeradiusApi as api, type StatusView } from './freeradius-values.tsx';
import { SetupCard } from './setup-card.tsx';
import { StatusCard } from './status-card.tsx';

const Off = ({ onEnable, reason }: { onEnable: () => void; reason: string | undefined }) => (
  <EmptyState
    icon={<ServerCog />}
    title="FreeRADIUS is not enabled"
    action={
      <Button variant="primary" reason={reason} onClick={onEnable}>
        Enable FreeRADIUS
      </Button>
    }
  >
    DotMac answers RADIUS itself. Enable this only for what needs FreeRADIUS: EAP for Wi-Fi and 802.1X, or proxying to
    partners. Both then answer alike and account into the same sessions.
  </EmptyState>
);

const url = z.object({ dialog: z.enum(['enable', 'rotate', 'disable']).optional() });
const statusOptions = () => api.status.queryOptions({ input: {} });

export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(statusOptions());

const refreshMs = 5000;

export default function FreeradiusPage() {
  const [{ dialog }, setUrl] = useUrlState(url);
  const client = useQueryClient();
  const query = useQuery({ ...statusOptions(), refetchInterval: refreshMs });
  const manage = useCan('network.freeradius:manage');
  const rotate = useMutation(api.rotatePassword.mutationOptions());
  const disable = useMutation(api.disable.mutationOptions());
  const [made, setMade] = useState<StatusView | null>(null);
  useLiveQueries('freeradius', [api.status.key()]);
  const ask = (next: typeof dialog) => setUrl({ dialog: next }, { push: next !== undefined });
  const refresh = () => client.invalidateQueries({ queryKey: api.status.key() });
  const status = query.data;
  const shown = async (next: StatusView) => {
    ask(undefined);
    setMade(next);
    await refresh();
  };
  return (
    <PageBody>
      <PageHeader
        title="FreeRADIUS"
        actions={
          status?.enabled && (
            <>
              <Button reason={manage.reason} onClick={() => ask('enable')}>
                Change password form
              </Button>
              <Button reason={manage.reason} onClick={() => ask('rotate')}>
                New database password
              </Button>
              <Button variant="danger" reason={manage.reason} onClick={() => ask('disable')}>
                Disable
              </Button>
            </>
          )
        }
      />
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {!status && !query.isError && <Skeleton.Lines count={8} />}
      {status && !status.enabled && <Off onEnable={() => ask('enable')} reason={manage.reason} />}
      {status?.enabled && (
        <Grid>
          <div className="lg:col-span-5">
            <StatusCard status={status} />
          </div>
          <div className="lg:col-span-7">
            <SetupCard />
          </div>
        </Grid>
      )}
      <EnableDialog
        open={dialog === 'enable'}
        current={status?.passwordForm ?? null}
        onCancel={() => ask(undefined)}
        onEnabled={shown}
      />
      <ConfirmDialog
        open={dialog === 'rotate'}
        onOpenChange={(open) => !open && ask(undefined)}
        title="Set a new database password?"
        confirmLabel="Set new password"
        tone="primary"
        onConfirm={async () => shown(await rotate.mutateAsync({}))}
      >
        FreeRADIUS keeps the connections it has; new ones need the new password. It is shown once.
      </ConfirmDialog>
      <ConfirmDialog
        open={dialog === 'disable'}
        onOpenChange={(open) => !open && ask(undefined)}
        title="Disable FreeRADIUS?"
        confirmLabel="Disable"
        onConfirm={async () => {
          await disable.mutateAsync({});
          await refresh();
          toast.ok('FreeRADIUS is shut out; what was copied for it is removed.');
        }}
      >
        It reads and writes nothing from now on, so NAS devices that ask it get no answer. DotMac’s own server goes on.
        Sessions it accounted stay.
      </ConfirmDialog>
      <SecretReveal
        secret={made?.newPassword ?? null}
        title="Database password for FreeRADIUS"
        onClose={() => setMade(null)}
      >
        FreeRADIUS logs in as <span className="mono">{made?.role}</span>. Put this password into sql-password.conf, or
        let the command under “Set it up” make another and write it down.
      </SecretReveal>
    </PageBody>
  );
}
