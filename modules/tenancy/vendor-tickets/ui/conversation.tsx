import { Lock, Paperclip } from 'lucide-react';
import { useState } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { toast } from '#ui/base/toast.tsx';
import { cn } from '#ui/cn.ts';
import { Bytes, RelativeTime } from '#ui/format/values.tsx';
import type { TicketDetailView } from './ticket-values.tsx';

type Message = TicketDetailView['messages'][number] & { isNote?: boolean };

export interface ConversationProps {
  messages: readonly Message[];
  /** Whose words stand on the far side: those of the person who looks. */
  own: Message['side'];
  download: (id: string) => Promise<Blob>;
}

/** Who said what, the oldest first; a note among the vendor's staff is marked and tinted. */
export function Conversation({ messages, own, download }: ConversationProps) {
  return (
    <ol className="flex flex-col gap-3">
      {messages.map((message) => (
        <li
          key={message.id}
          className={cn(
            'max-w-[46rem] rounded-lg px-3.5 py-2.5',
            message.isNote
              ? 'border border-line border-dashed bg-warn-soft'
              : message.side === own
                ? 'ms-auto bg-brand-soft'
                : 'bg-sunken',
          )}
        >
          <p className="mb-1 flex flex-wrap items-center gap-x-2 text-sm text-ink-2">
            <span className="font-medium text-ink">{message.authorName}</span>
            {message.side === 'vendor' && own === 'tenant' && 'DotMac'}
            <RelativeTime at={message.writtenAt} />
            {message.isNote && (
              <Chip tone="warn">
                <Lock aria-hidden className="size-3" /> Among staff
              </Chip>
            )}
          </p>
          <p className="whitespace-pre-wrap break-words">{message.text}</p>
          {message.files.map((file) => (
            <Attachment key={file.id} file={file} download={download} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Attachment({ file, download }: { file: Message['files'][number]; download: ConversationProps['download'] }) {
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const address = URL.createObjectURL(await download(file.id));
      Object.assign(document.createElement('a'), { href: address, download: file.name }).click();
      setTimeout(() => URL.revokeObjectURL(address), 1000);
    } catch (error) {
      toast.problem(error);
    }
    setBusy(false);
  };
  return (
    <button
      type="button"
      disabled={busy}
      onClick={save}
      className="mt-2 flex items-center gap-1.5 text-sm text-brand-text hover:underline"
    >
      <Paperclip aria-hidden className="size-3.5" /> {file.name}
      <span className="text-ink-3">
        <Bytes bytes={file.sizeBytes} />
      </span>
    </button>
  );
}
