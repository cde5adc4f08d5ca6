import { useMutation, useQuery } from '@tanstack/react-query';
import { Pin, PinOff, Trash2 } from 'lucide-react';
import { type FormEvent, useId, useState } from 'react';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card } from '#ui/base/card.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan, useSession } from '#ui/session/session-provider.tsx';
import { whyNotRemoveNote } from '../../rules.ts';
import { recordsApi as api, type NoteView, type Subject, useRefreshRecords } from './records-values.tsx';

/** Notes on a record, the pinned ones first, and a field for the next one. */
export function NotesCard({ subject, className }: { subject: Subject; className?: string }) {
  const notes = useQuery(api.listNotes.queryOptions({ input: subject }));
  useLiveQueries('records', [api.listNotes.key()]);
  const items = notes.data?.items;
  return (
    <Card title="Notes" {...(className ? { className } : {})} aside={items && items.length > 0 && `${items.length}`}>
      <NewNote subject={subject} />
      {notes.isError && !items && <ErrorState error={notes.error} onRetry={() => notes.refetch()} className="py-6" />}
      {notes.isPending && <Skeleton.Lines count={3} />}
      {items?.length === 0 && (
        <p className="py-2 text-ink-3">No notes. What the next colleague should know goes here.</p>
      )}
      <ul className="divide-y divide-line">
        {items?.map((note) => (
          <NoteItem key={note.id} note={note} />
        ))}
      </ul>
    </Card>
  );
}

function NewNote({ subject }: { subject: Subject }) {
  const add = useMutation(api.addNote.mutationOptions());
  const write = useCan('platform.note:write');
  const refresh = useRefreshRecords();
  const id = useId();
  const [text, setText] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '' || add.isPending) return;
    try {
      await add.mutateAsync({ ...subject, text });
      setText('');
      await refresh();
    } catch {
      // Shown below, with the text still in the field.
    }
  };
  return (
    <form onSubmit={submit} className="mb-2 flex flex-col gap-2">
      <label htmlFor={id} className="sr-only">
        New note
      </label>
      <Textarea
        id={id}
        data-note
        rows={2}
        maxLength={5000}
        value={text}
        placeholder="Write a note"
        disabled={!write.allowed}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      {add.isError && <Callout tone="bad" title={toProblem(add.error).message} />}
      {(text !== '' || !write.allowed) && (
        <div className="flex justify-end">
          <Button type="submit" size="sm" variant="primary" pending={add.isPending} reason={write.reason}>
            Add note
          </Button>
        </div>
      )}
    </form>
  );
}

function NoteItem({ note }: { note: NoteView }) {
  const pin = useMutation(api.pinNote.mutationOptions());
  const remove = useMutation(api.removeNote.mutationOptions());
  const refresh = useRefreshRecords();
  const write = useCan('platform.note:write');
  const { user } = useSession();
  const act = async (work: Promise<unknown>) => {
    try {
      await work;
      await refresh();
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <li className="group flex items-start gap-2 py-2">
      <div className="min-w-0 flex-1">
        <p className="whitespace-pre-wrap wrap-anywhere">{note.text}</p>
        <p className="mt-0.5 text-sm text-ink-3">
          {note.authorName} · <RelativeTime at={note.createdAt} />
          {note.pinned && ' · pinned'}
        </p>
      </div>
      <IconButton
        size="sm"
        label={note.pinned ? 'Unpin the note' : 'Pin the note to the top'}
        reason={write.reason}
        onClick={() => act(pin.mutateAsync({ id: note.id, pinned: !note.pinned }))}
      >
        {note.pinned ? <PinOff /> : <Pin />}
      </IconButton>
      <IconButton
        size="sm"
        label="Remove the note"
        reason={write.reason ?? whyNotRemoveNote(note.authorId, user.id)}
        onClick={() => act(remove.mutateAsync({ id: note.id }))}
      >
        <Trash2 />
      </IconButton>
    </li>
  );
}
