import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { ipApi as api, countOf, type ReservationView, useRefreshPools } from './pool-values.tsx';

/** Releases the chosen addresses; what was released already is passed over and said so. */
export function BulkRelease({ rows, onDone }: { rows: readonly ReservationView[]; onDone: () => void }) {
  const release = useMutation(api.bulkRelease.mutationOptions());
  const refresh = useRefreshPools();
  const write = useCan('network.ip:write');
  const [open, setOpen] = useState(false);
  const held = rows.filter((row) => row.releasedAt === null);
  const used = held.filter((row) => row.subscriptionId !== null).length;
  const what = countOf(held.length, 'address', 'addresses');
  return (
    <>
      <Button
        size="sm"
        variant="danger"
        reason={write.reason ?? (held.length === 0 ? 'All of these are released already.' : undefined)}
        onClick={() => setOpen(true)}
      >
        Release
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Release ${what}?`}
        confirmLabel="Release"
        nameToType={used > 1 ? what : undefined}
        onConfirm={async () => {
          const { done, failed } = await release.mutateAsync({ ids: held.map((row) => row.id) });
          await refresh();
          toast.ok(
            `${countOf(done, 'address is', 'addresses are')} released${failed > 0 ? `, ${failed} were already` : ''}.`,
          );
          onDone();
        }}
      >
        {used > 0
          ? `${countOf(used, 'is', 'are')} of subscribers: their logins lose them, and live sessions are ended.`
          : 'None of them is a subscriber’s.'}{' '}
        Each rests for the quarantine of its pool before anyone else gets it.
      </ConfirmDialog>
    </>
  );
}
