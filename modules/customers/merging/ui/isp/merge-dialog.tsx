import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { ArrowLeftRight } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { Select } from '#ui/base/select.tsx';
import { toast } from '#ui/base/toast.tsx';
import { customersApi, mergeApi } from './merge-api.ts';
import { type Field, MergeChoices, type Person } from './merge-choices.tsx';

/** Two customers become one: who stays, whose word holds, what moves. It is final, and says so. */
export function MergeDialog({ pair, onClose }: { pair: string | undefined; onClose: () => void }) {
  const [first, second] = pair?.split('~') ?? [];
  const one = useQuery({ ...customersApi.get.queryOptions({ input: { id: first ?? '' } }), enabled: Boolean(first) });
  const two = useQuery({ ...customersApi.get.queryOptions({ input: { id: second ?? '' } }), enabled: Boolean(second) });
  if (!one.data || !two.data || !pair) return null;
  return <MergeOf key={pair} people={[one.data, two.data]} onClose={onClose} />;
}

function MergeOf({ people, onClose }: { people: [Person, Person]; onClose: () => void }) {
  const client = useQueryClient();
  const merge = useMutation(mergeApi.merge.mutationOptions());
  const [swapped, setSwapped] = useState(false);
  const [take, setTake] = useState<Field[]>([]);
  const [keepPortalOf, setKeepPortalOf] = useState<'survivor' | 'other'>('survivor');
  const [reason, setReason] = useState('');
  const reasonId = useId();
  const [survivor, other] = swapped ? [people[1], people[0]] : people;
  const preview = useQuery(mergeApi.preview.queryOptions({ input: { id: survivor.id, otherId: other.id } }));
  const { moves = [], refusals = [], portal } = preview.data ?? {};
  const missing = reason.trim().length < 3 ? 'Say how you know that they are one.' : undefined;
  const blocked = preview.data ? refusals[0] : 'Looking at what moves.';
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      size="md"
      title={`Merge ${other.number} into ${survivor.number}?`}
      confirmLabel="Merge for good"
      reason={blocked ?? missing}
      onConfirm={async () => {
        await merge.mutateAsync({ id: survivor.id, otherId: other.id, take, keepPortalOf, reason });
        await client.invalidateQueries();
        toast.ok(`${other.number} is ${survivor.number} now.`);
        onClose();
      }}
    >
      <div className="flex flex-col gap-3">
        <div className="flex items-center justify-between gap-2">
          <p>
            <strong className="text-ink">{survivor.name}</strong> ({survivor.number}) stays.
          </p>
          <Button
            size="sm"
            icon={<ArrowLeftRight />}
            onClick={() => {
              setSwapped(!swapped);
              setTake([]);
            }}
          >
            Keep the other
          </Button>
        </div>
        {refusals.map((refusal) => (
          <Callout key={refusal} tone="warn" title={refusal} />
        ))}
        <MergeChoices survivor={survivor} other={other} taken={take} onChange={setTake} />
        {portal === 'both' && (
          <Select
            aria-label="Portal sign-in that stays"
            value={keepPortalOf}
            onChange={(value) => setKeepPortalOf(value === 'other' ? 'other' : 'survivor')}
            options={[
              { value: 'survivor', label: `Both can sign in to the portal: keep the sign-in of ${survivor.number}` },
              { value: 'other', label: `Both can sign in to the portal: keep the sign-in of ${other.number}` },
            ]}
          />
        )}
        <p>
          {moves.length === 0
            ? `${other.number} has nothing that moves.`
            : `Moves: ${moves.map(({ what, rows }) => `${rows} ${what}`).join(', ')}.`}{' '}
          Invoices keep the name, number and address they were issued with. Whoever looks for {other.number} finds{' '}
          {survivor.number}. This cannot be undone.
        </p>
        <div>
          <label htmlFor={reasonId} className="mb-1 block text-sm font-medium text-ink-2">
            How do you know that they are one?
          </label>
          <Input id={reasonId} value={reason} maxLength={300} onChange={(event) => setReason(event.target.value)} />
        </div>
      </div>
    </ConfirmDialog>
  );
}
