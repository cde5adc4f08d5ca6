import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { NumberField, TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { radius } from '../../contract.ts';
import { outcomeNames } from '../../rules.ts';
import { type CoaView, causeText, radiusApi, type SessionView } from './radius-values.tsx';

const { downloadKbps, uploadKbps, reason } = radius.operations.changeSessionSpeed.in.shape;
const schema = z.object({ downloadKbps, uploadKbps, reason });

const tones = { pending: 'info', ack: 'ok', nak: 'bad', timeout: 'warn', no_session: 'info' } as const;
const explanations: Record<CoaView['outcome'], (request: CoaView) => string> = {
  pending: () => 'The CoA-Request is on its way. An answer takes a moment, silence about 14 seconds.',
  ack: () => 'The NAS has changed the speed. The next report of the session confirms that it lives.',
  nak: (request) => `The NAS says: ${causeText(request) || 'no reason given'}. The speed is as it was.`,
  timeout: () => 'No answer. It is asked again in 30 seconds; is the NAS up, and does it listen for CoA?',
  no_session: () => 'The session had ended before the request was sent.',
};

/** Stays to show what the NAS answers. */
function Answer({ asked, sessionId }: { asked: CoaView; sessionId: string }) {
  const answers = useQuery({
    ...radiusApi.listCoa.queryOptions({ input: { sessionId, limit: 20 } }),
    // The event is quicker; this is for when the stream is down.
    refetchInterval: ({ state }) =>
      state.data?.items.find(({ id }) => id === asked.id)?.outcome === 'pending' ? 2000 : false,
  });
  useLiveQueries('radius-sessions', [radiusApi.listCoa.key()], {
    everyMs: 300,
    only: ({ event }) => event === 'radius.coa-answered',
  });
  const request = answers.data?.items.find(({ id }) => id === asked.id) ?? asked;
  return (
    <div aria-live="polite">
      <Callout tone={tones[request.outcome]} title={outcomeNames[request.outcome]}>
        {explanations[request.outcome](request)}
      </Callout>
    </div>
  );
}

export interface ChangeSpeedDialogProps {
  session: SessionView;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** Another speed for one live session, until its subscriber logs in again. */
export function ChangeSpeedDialog({ session, open, onOpenChange }: ChangeSpeedDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Change the speed of ${session.customerName ?? session.username}`}
      size="sm"
    >
      {open && <Content session={session} onClose={() => onOpenChange(false)} />}
    </Dialog>
  );
}

function Content({ session, onClose }: { session: SessionView; onClose: () => void }) {
  const client = useQueryClient();
  const change = useMutation(radiusApi.changeSessionSpeed.mutationOptions());
  const form = useZodForm(schema, { defaultValues: {} });
  if (change.data)
    return (
      <div className="flex flex-col gap-4">
        <Answer asked={change.data} sessionId={session.id} />
        <div className="flex justify-end">
          <Button variant="primary" onClick={onClose}>
            Close
          </Button>
        </div>
      </div>
    );
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Change speed"
      onCancel={onClose}
      onSubmit={async (values) => {
        await change.mutateAsync({ id: session.id, ...values });
        await client.invalidateQueries({ queryKey: radiusApi.listCoa.key() });
      }}
    >
      <p className="text-ink-2">
        {session.nasName || 'Its NAS'} is told now. It holds until the subscriber logs in again; to change it for good,
        change the plan.
      </p>
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField control={form.control} name="downloadKbps" label="Download" unit="Mbps" scale={1000} />
        <NumberField control={form.control} name="uploadKbps" label="Upload" unit="Mbps" scale={1000} />
      </div>
      <TextField
        control={form.control}
        name="reason"
        label="Reason, for the record"
        placeholder="Line test, backup over night …"
        autoComplete="off"
      />
    </Form>
  );
}
