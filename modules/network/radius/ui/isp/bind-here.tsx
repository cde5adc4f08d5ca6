import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import type { AuthLogEntry } from '../../contract.ts';
import type { AccountView } from './login-values.tsx';
import { radiusApi } from './radius-values.tsx';

interface BindHereProps {
  login: AccountView;
  /** An attempt that came from the right place. */
  attempt: View<typeof AuthLogEntry, 'isp'>;
}

const shown = (value: string | null | undefined) => (value ? <Mono>{value}</Mono> : null);

/** Binds a login to the line and device that an attempt came from, so that nobody copies them by hand. */
export function BindHere({ login, attempt }: BindHereProps) {
  const client = useQueryClient();
  const write = useCan('network.radius:write');
  const [open, setOpen] = useState(false);
  const update = useMutation(radiusApi.updateAccount.mutationOptions());
  const { circuitId, remoteId, callingStationId } = attempt;
  const nothing = !circuitId && !remoteId && !callingStationId;
  return (
    <>
      <Button
        size="sm"
        className="mt-1.5"
        reason={write.reason ?? (nothing ? 'The request named neither a line nor a device.' : undefined)}
        onClick={() => setOpen(true)}
      >
        Bind to this line and device
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Bind ${login.username} to where it came from?`}
        tone="primary"
        confirmLabel="Bind"
        onConfirm={async () => {
          await update.mutateAsync({
            id: login.id,
            ...(circuitId ? { circuitId } : {}),
            ...(remoteId ? { remoteId } : {}),
            ...(callingStationId ? { macAddresses: [callingStationId] } : {}),
          });
          await client.invalidateQueries({ queryKey: radiusApi.key() });
          toast.ok(`${login.username} is bound.`);
        }}
      >
        <DescriptionList
          items={[
            { term: 'Circuit id', value: shown(circuitId), hideEmpty: true },
            { term: 'Remote id', value: shown(remoteId), hideEmpty: true },
            { term: 'Device', value: shown(callingStationId), hideEmpty: true },
          ]}
        />
        <p className="mt-2">
          What happens to logins from elsewhere is the policy’s, unless this login has a rule of its own.
        </p>
      </ConfirmDialog>
    </>
  );
}
