import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { radiusApi, type SessionView } from './customer-queries.ts';

/** Sends a Disconnect-Request for a live session to its NAS; the answer shows under Network. */
export function DisconnectDialog({
  session,
  open,
  onOpenChange,
}: {
  session: SessionView | undefined;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}) {
  const disconnect = useMutation(radiusApi.disconnect.mutationOptions());
  const client = useQueryClient();
  if (!session) return null;
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Disconnect ${session.username}?`}
      confirmLabel="Disconnect"
      onConfirm={async () => {
        await disconnect.mutateAsync({ id: session.id, reason: 'operator' });
        await client.invalidateQueries({ queryKey: radiusApi.key() });
        toast.ok(`${session.nasName} was asked to end the session.`);
      }}
    >
      {session.nasName} ends the session at {session.framedIpAddress ?? 'its address'}. Most routers come back by
      themselves within a minute.
    </ConfirmDialog>
  );
}
