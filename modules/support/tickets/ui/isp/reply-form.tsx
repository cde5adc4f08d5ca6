import { useMutation } from '@tanstack/react-query';
import { Paperclip, X } from 'lucide-react';
import { useRef, useState } from 'react';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { Select } from '#ui/base/select.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { whyNotAnswer } from '../../rules.ts';
import { filesForUpload } from '../files.ts';
import { ticketsApi as api, type TicketDetailView, useRefreshTickets } from './ticket-values.tsx';

type Kind = 'answer' | 'note';
const afterwards = [
  { value: 'waiting', label: 'then wait for the customer' },
  { value: 'solved', label: 'then solve' },
  { value: 'open', label: 'and keep open' },
] as const;

/** An answer to the customer, or a note among staff; each says which it is before it is sent. */
export function ReplyForm({ ticket }: { ticket: TicketDetailView }) {
  const reply = useMutation(api.reply.mutationOptions());
  const refresh = useRefreshTickets();
  const write = useCan('support.ticket:write');
  const [kind, setKind] = useState<Kind>('answer');
  const [then, setThen] = useState<(typeof afterwards)[number]['value']>('waiting');
  // Each kind keeps its draft: what was meant for colleagues must not slip into an answer.
  const [drafts, setDrafts] = useState<Record<Kind, string>>({ answer: '', note: '' });
  const text = drafts[kind];
  const setText = (next: string) => setDrafts((all) => ({ ...all, [kind]: next }));
  const [files, setFiles] = useState<File[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const note = kind === 'note';
  const reason =
    write.reason ??
    (note ? undefined : whyNotAnswer(ticket.status)) ??
    (text.trim() ? undefined : 'Write something first.');

  const send = async () => {
    setProblem(null);
    try {
      await reply.mutateAsync({
        id: ticket.id,
        text,
        isInternal: note,
        ...(note ? {} : { thenStatus: then }),
        files: await filesForUpload(files),
      });
      // What was typed while it was sent stays.
      setDrafts((all) => (all[kind] === text ? { ...all, [kind]: '' } : all));
      setFiles((chosen) => (chosen === files ? [] : chosen));
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    await refresh();
  };

  return (
    <Card
      title={note ? 'Note among staff' : `Answer ${ticket.customerName}`}
      aside={
        <Segmented
          label="Kind of message"
          value={kind}
          onChange={(next) => setKind(next)}
          options={[
            { value: 'answer', label: 'Answer' },
            { value: 'note', label: 'Note' },
          ]}
        />
      }
    >
      <Textarea
        aria-label={note ? 'Note among staff' : 'Answer'}
        rows={5}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder={note ? 'Only colleagues read this.' : 'The customer reads this in the portal and by mail.'}
        className={note ? 'bg-warn-soft' : ''}
      />
      {problem && <Callout tone="bad" className="mt-2" title={problem} />}
      <ul className="mt-2 flex flex-wrap gap-2">
        {files.map((file) => (
          <li key={file.name} className="flex items-center gap-1 rounded-md bg-sunken ps-2 text-sm">
            {file.name}
            <IconButton
              label={`Leave out ${file.name}`}
              size="sm"
              onClick={() => setFiles((chosen) => chosen.filter((one) => one !== file))}
            >
              <X />
            </IconButton>
          </li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        <input
          ref={chooser}
          type="file"
          multiple
          className="hidden"
          aria-label="Choose files"
          onChange={(event) => {
            const chosen = [...(event.target.files ?? [])];
            setFiles((before) => [...before, ...chosen].slice(0, 5));
            event.target.value = '';
          }}
        />
        <Button icon={<Paperclip />} onClick={() => chooser.current?.click()}>
          Attach
        </Button>
        <span className="grow" />
        {!note && (
          <Select
            aria-label="After the answer"
            className="w-64"
            value={then}
            onChange={(value) => setThen(value)}
            options={afterwards.map((option) => ({ ...option }))}
          />
        )}
        <Button variant="primary" reason={reason} pending={reply.isPending} onClick={send}>
          {note ? 'Add note' : 'Send answer'}
        </Button>
      </div>
    </Card>
  );
}
