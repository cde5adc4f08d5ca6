import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useId, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { outcomeNames } from '../../rules.ts';
import { type CoaView, causeText, radiusApi, type SessionView } from './radius-values.tsx';

export interface DisconnectDialogProps {
  session: SessionView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const tones = { pending: 'info', ack: 'ok', nak: 'bad', timeout: 'warn', no_session: 'info' } as const;
const explanations: Record<CoaView['outcome'], (request: CoaView) => string> = {
  pending: () => 'The Disconnect-Request is on its way. An answer takes a moment, silence about 14 seconds.',
  ack: () => 'The NAS has ended the session. It disappears from the list when the NAS reports the end.',
  nak: (request) => `The NAS says: ${causeText(request) || 'no reason given'}.`,
  timeout: (request) =>
    `${request.attempts} tries, no answer. Is the NAS up, does it listen for CoA at this port, and does it have the same secret?`,
  no_session: () => 'The session had ended before the request was sent.',
};

/** Asks once, then stays to show what the NAS answers. */
export function DisconnectDialog({ session, open, onOpenChange }: DisconnectDialogProps) {
  const formId = useId();
  const fieldId = useId();
  const client = useQueryClient();
  const [reason, setReason] = useState('');
  const disconnect = useMutation(radiusApi.disconnect.mutationOptions());
  const { reset } = disconnect;
  useEffect(() => {
    if (!open) return;
    setReason('');
    reset();
  }, [open, reset]);

  const asked = disconnect.data;
  const answers = useQuery({
    ...radiusApi.listCoa.queryOptions({ input: { sessionId: session.id, limit: 20 } }),
    enabled: open && asked !== undefined,
    // The event is quicker; this is for when the stream is down.
    refetchInterval: ({ state }) =>
      state.data?.items.find(({ id }) => id === asked?.id)?.outcome === 'pending' ? 2000 : false,
  });
  useLiveQueries('radius-sessions', [radiusApi.listCoa.key()], {
    enabled: open && asked !== undefined,
    everyMs: 300,
    only: ({ event }) => event === 'radius.coa-answered',
  });
  const request = answers.data?.items.find(({ id }) => id === asked?.id) ?? asked;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (disconnect.isPending) return;
    await disconnect
      .mutateAsync({ id: session.id, ...(reason.trim() ? { reason: reason.trim() } : {}) })
      .catch(() => {});
    await client.invalidateQueries({ queryKey: radiusApi.listCoa.key() });
  };
  const problem = disconnect.isError ? toProblem(disconnect.error) : undefined;

  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Disconnect ${session.customerName ?? session.username}?`}
      size="sm"
      footer={
        request ? (
          <Button variant="primary" onClick={() => onOpenChange(false)}>
            Close
          </Button>
        ) : (
          <>
            <Button onClick={() => onOpenChange(false)}>Cancel</Button>
            <Button type="submit" form={formId} variant="danger-solid" pending={disconnect.isPending}>
              Disconnect
            </Button>
          </>
        )
      }
    >
      {request ? (
        <div aria-live="polite">
          <Callout tone={tones[request.outcome]} title={outcomeNames[request.outcome]}>
            {explanations[request.outcome](request)}
          </Callout>
        </div>
      ) : (
        <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
          <p className="text-ink-2">
            A Disconnect-Request goes to {session.nasName || 'its NAS'}. The subscriber may log in again at once; to
            keep them out, suspend the subscription.
          </p>
          <div>
            <label htmlFor={fieldId} className="mb-1 block text-sm font-medium text-ink-2">
              Reason, for the record
            </label>
            <Input
              id={fieldId}
              value={reason}
              maxLength={200}
              placeholder="Stuck session, new address …"
              onChange={(event) => setReason(event.target.value)}
            />
          </div>
          {problem && <Callout tone="bad" title={problem.message} requestId={problem.requestId} />}
        </form>
      )}
    </Dialog>
  );
}
