import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { filesForUpload } from '#modules/support/tickets/ui/files.ts';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { Select } from '#ui/base/select.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { whyNotAnswer } from '../../rules.ts';
import { FileChooser } from '../file-chooser.tsx';
import { deskApi as api, type DeskTicket, useRefreshDesk } from './desk-api.ts';

type Kind = 'answer' | 'note';
const afterwards = [
  { value: 'waiting', label: 'then wait for the provider' },
  { value: 'resolved', label: 'then resolve' },
  { value: 'open', label: 'and keep open' },
] as const;

/** An answer to the provider, or a note among our staff; each keeps its own draft, so that none slips into the other. */
export function ReplyForm({ ticket }: { ticket: DeskTicket }) {
  const reply = useMutation(api.reply.mutationOptions());
  const addNote = useMutation(api.note.mutationOptions());
  const refresh = useRefreshDesk();
  const write = useCan('platform.ticket:write');
  const [kind, setKind] = useState<Kind>('answer');
  const [then, setThen] = useState<(typeof afterwards)[number]['value']>('waiting');
  const [drafts, setDrafts] = useState<Record<Kind, string>>({ answer: '', note: '' });
  const [files, setFiles] = useState<File[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const isNote = kind === 'note';
  const text = drafts[kind];
  const send = async () => {
    setProblem(null);
    try {
      if (isNote) await addNote.mutateAsync({ id: ticket.id, text });
      else await reply.mutateAsync({ id: ticket.id, text, thenStatus: then, files: await filesForUpload(files) });
      setDrafts((all) => ({ ...all, [kind]: '' }));
      if (!isNote) setFiles([]);
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    await refresh();
  };
  return (
    <Card
      title={isNote ? 'Note among staff' : `Answer ${ticket.tenantName}`}
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
        aria-label={isNote ? 'Note among staff' : 'Answer'}
        rows={5}
        value={text}
        onChange={(event) => setDrafts((all) => ({ ...all, [kind]: event.target.value }))}
        placeholder={isNote ? 'No provider reads this.' : 'The provider reads this in the portal and by mail.'}
        className={isNote ? 'bg-warn-soft' : ''}
      />
      {problem && <Callout tone="bad" className="mt-2" title={problem} />}
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {!isNote && <FileChooser files={files} onChange={setFiles} />}
        <span className="grow" />
        {!isNote && (
          <Select
            aria-label="After the answer"
            className="w-64"
            value={then}
            onChange={(value) => setThen(value)}
            options={afterwards.map((option) => ({ ...option }))}
          />
        )}
        <Button
          variant="primary"
          reason={
            write.reason ??
            (isNote ? undefined : whyNotAnswer(ticket.status)) ??
            (text.trim() ? undefined : 'Write something first.')
          }
          pending={reply.isPending || addNote.isPending}
          onClick={send}
        >
          {isNote ? 'Add note' : 'Send answer'}
        </Button>
      </div>
    </Card>
  );
}
