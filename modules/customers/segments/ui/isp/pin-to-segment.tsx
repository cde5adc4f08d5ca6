import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ListPlus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Select } from '#ui/base/select.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { SaveSegmentDialog } from './save-segment-dialog.tsx';
import { segmentsApi as api, useSegments } from './segments.ts';

/** Pins the chosen customers to a list, or takes them off the one that is shown. */
export function PinToSegment({
  ids,
  shown,
  onDone,
}: {
  ids: readonly string[];
  shown?: string | undefined;
  onDone: () => void;
}) {
  const pin = useMutation(api.pin.mutationOptions());
  const client = useQueryClient();
  const write = useCan('customers.segment:write');
  const { items } = useSegments();
  const [open, setOpen] = useState(false);
  const [adding, setAdding] = useState(false);
  const [chosen, setChosen] = useState('');
  const lists = items.filter((segment) => segment.kind === 'static');
  const onShown = lists.find((segment) => segment.id === shown);
  const people = ids.length === 1 ? 'One customer' : `${ids.length} customers`;
  const done = async (text: string) => {
    await client.invalidateQueries();
    toast.ok(text);
    onDone();
  };
  return (
    <>
      <Button size="sm" icon={<ListPlus />} reason={write.reason} onClick={() => setOpen(true)}>
        Add to list
      </Button>
      {onShown && (
        <Button
          size="sm"
          reason={write.reason}
          pending={pin.isPending}
          onClick={async () => {
            try {
              const { removed } = await pin.mutateAsync({ id: onShown.id, remove: [...ids] });
              await done(`${removed} taken off “${onShown.name}”.`);
            } catch (error) {
              toast.problem(error);
            }
          }}
        >
          Take off this list
        </Button>
      )}
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`${people}: add to a list`}
        tone="primary"
        confirmLabel="Add to list"
        reason={chosen ? undefined : 'Choose a list.'}
        onConfirm={async () => {
          const { added } = await pin.mutateAsync({ id: chosen, add: [...ids] });
          await done(`${added} added to “${lists.find((segment) => segment.id === chosen)?.name}”.`);
        }}
      >
        <div className="flex items-center gap-2">
          <Select
            aria-label="List"
            value={chosen}
            onChange={setChosen}
            placeholder={lists.length === 0 ? 'No lists yet' : 'Choose a list'}
            options={lists.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <Button onClick={() => setAdding(true)}>New list</Button>
        </div>
      </ConfirmDialog>
      <SaveSegmentDialog open={adding} onOpenChange={setAdding} onSaved={({ id }) => setChosen(id)} />
    </>
  );
}
