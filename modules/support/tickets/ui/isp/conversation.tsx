import { Lock, Paperclip } from 'lucide-react';
import { useState } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { toast } from '#ui/base/toast.tsx';
import { cn } from '#ui/cn.ts';
import { Bytes, RelativeTime } from '#ui/format/values.tsx';
import { ticketsApi as api, type TicketDetailView } from './ticket-values.tsx';

type Message = TicketDetailView['messages'][number];

/** Who said what, the oldest first; what only staff may read is marked and tinted. */
export function Conversation({ messages }: { messages: readonly Message[] }) {
  return (
    <ol className="flex flex-col gap-3">
      {messages.map((message) => (
        <li
          key={message.id}
          className={cn(
            'max-w-[46rem] rounded-lg px-3.5 py-2.5',
            message.isInternal
              ? 'border border-line border-dashed bg-warn-soft'
              : message.author === 'customer'
                ? 'bg-sunken'
                : 'ms-auto bg-brand-soft',
          )}
        >
          <p className="mb-1 flex flex-wrap items-center gap-x-2 text-sm text-ink-2">
            <span className="font-medium text-ink">{message.authorName}</span>
            <RelativeTime at={message.writtenAt} />
            {message.isInternal && (
              <Chip tone="warn">
                <Lock aria-hidden className="size-3" /> Among staff
              </Chip>
            )}
          </p>
          <p className="whitespace-pre-wrap break-words">{message.text}</p>
          {message.files.map((file) => (
            <Attachment key={file.id} file={file} />
          ))}
        </li>
      ))}
    </ol>
  );
}

function Attachment({ file }: { file: Message['files'][number] }) {
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const content = await api.download.call({ id: file.id });
      const address = URL.createObjectURL(content);
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
      onClick={download}
      className="mt-2 flex items-center gap-1.5 text-sm text-brand-text hover:underline"
    >
      <Paperclip aria-hidden className="size-3.5" /> {file.name}
      <span className="text-ink-3">
        <Bytes bytes={file.sizeBytes} />
      </span>
    </button>
  );
}
