import { useMutation } from '@tanstack/react-query';
import { Tag } from 'lucide-react';
import { useId, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { RadioCards } from '#ui/base/choice.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { customersApi as api, type CustomerView, useRefreshCustomers } from './customer-values.tsx';
import { TagSuggestions } from './tags-field.tsx';

type What = 'add' | 'remove';

/** Gives the chosen customers a tag, or takes one from them. */
export function BulkTag({ rows, onDone }: { rows: readonly CustomerView[]; onDone: () => void }) {
  const tagging = useMutation(api.tag.mutationOptions());
  const refresh = useRefreshCustomers();
  const write = useCan('customers.customer:write');
  const [open, setOpen] = useState(false);
  const [what, setWhat] = useState<What>('add');
  const [tag, setTag] = useState('');
  const [id, listId] = [useId(), useId()];
  const people = rows.length === 1 ? rows[0]?.name : `${rows.length} customers`;
  return (
    <>
      <Button size="sm" icon={<Tag />} reason={write.reason} onClick={() => setOpen(true)}>
        Tag
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Tag ${people}`}
        tone="primary"
        confirmLabel={what === 'add' ? 'Add the tag' : 'Remove the tag'}
        reason={tag.trim() === '' ? 'Name the tag.' : undefined}
        onConfirm={async () => {
          await tagging.mutateAsync({ ids: rows.map((row) => row.id), [what]: tag });
          await refresh();
          toast.ok(what === 'add' ? `${people} now have “${tag.trim()}”.` : `“${tag.trim()}” is gone from ${people}.`);
          setTag('');
          onDone();
        }}
      >
        <RadioCards
          label="What to do"
          value={what}
          onChange={setWhat}
          options={[
            { value: 'add', label: 'Add a tag' },
            { value: 'remove', label: 'Remove a tag' },
          ]}
        />
        <label htmlFor={id} className="mt-3 mb-1 block text-sm font-medium text-ink-2">
          Tag
        </label>
        <Input
          id={id}
          list={listId}
          value={tag}
          maxLength={40}
          autoComplete="off"
          onChange={(event) => setTag(event.target.value)}
        />
        <TagSuggestions id={listId} />
      </ConfirmDialog>
    </>
  );
}
