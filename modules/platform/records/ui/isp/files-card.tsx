import { useMutation, useQuery } from '@tanstack/react-query';
import { Download, FileText, Trash2, Upload } from 'lucide-react';
import { type DragEvent, useRef, useState } from 'react';
import { Button, IconButton } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { cn } from '#ui/cn.ts';
import { Bytes, RelativeTime } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { fileLimitBytes } from '../../rules.ts';
import { recordsApi as api, type FileView, type Subject, useRefreshRecords } from './records-values.tsx';

const toBase64 = (file: File) =>
  new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/, ''));
    reader.onerror = () => reject(new Error(`${file.name} could not be read from this computer.`));
    reader.readAsDataURL(file);
  });

/** Files on a record: drop or choose, download, remove. */
export function FilesCard({ subject, className }: { subject: Subject; className?: string }) {
  const files = useQuery(api.listFiles.queryOptions({ input: subject }));
  const store = useMutation(api.storeFile.mutationOptions());
  const write = useCan('platform.file:write');
  useLiveQueries('records', [api.listFiles.key()]);
  const refresh = useRefreshRecords();
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const items = files.data?.items;

  const upload = async (chosen: readonly File[]) => {
    setProblem(null);
    for (const file of chosen) {
      try {
        if (file.size > fileLimitBytes) throw new Error(`${file.name} is larger than 10 MB.`);
        const contentBase64 = await toBase64(file);
        await store.mutateAsync({ ...subject, name: file.name, mediaType: file.type || undefined, contentBase64 });
      } catch (error) {
        setProblem(toProblem(error).message);
        break;
      }
    }
    await refresh();
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (write.allowed) void upload([...event.dataTransfer.files]);
  };

  return (
    <Card
      title="Files"
      className={cn(over && 'outline-2 outline-brand', className)}
      aside={
        <Button
          size="sm"
          icon={<Upload />}
          pending={store.isPending}
          reason={write.reason}
          onClick={() => chooser.current?.click()}
        >
          Upload
        </Button>
      }
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button does the same */}
      <div
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <input
          ref={chooser}
          type="file"
          multiple
          className="hidden"
          aria-label="Choose files"
          onChange={(event) => {
            void upload([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        {problem && <Callout tone="bad" className="mb-2" title={problem} />}
        {files.isError && !items && <ErrorState error={files.error} onRetry={() => files.refetch()} className="py-6" />}
        {files.isPending && <Skeleton.Lines count={3} />}
        {items?.length === 0 && (
          <EmptyState icon={<FileText />} title="No files" className="py-8">
            Drop a contract, an identity document or a photo of the installation here, up to 10 MB each.
          </EmptyState>
        )}
        <ul className="divide-y divide-line">
          {items?.map((file) => (
            <FileItem key={file.id} file={file} />
          ))}
        </ul>
      </div>
    </Card>
  );
}

function FileItem({ file }: { file: FileView }) {
  const remove = useMutation(api.removeFile.mutationOptions());
  const write = useCan('platform.file:write');
  const refresh = useRefreshRecords();
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    try {
      const content = await api.download.call({ id: file.id });
      const url = URL.createObjectURL(content);
      const link = Object.assign(document.createElement('a'), { href: url, download: file.name });
      link.click();
      URL.revokeObjectURL(url);
    } catch (error) {
      toast.problem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <li className="flex items-center gap-2 py-2">
      <FileText aria-hidden className="size-4 shrink-0 text-ink-3" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{file.name}</p>
        <p className="text-sm text-ink-3">
          <Bytes bytes={file.sizeBytes} /> · {file.uploadedBy} · <RelativeTime at={file.createdAt} />
        </p>
      </div>
      <IconButton size="sm" label={`Download ${file.name}`} pending={busy} onClick={download}>
        <Download />
      </IconButton>
      <IconButton size="sm" label={`Remove ${file.name}`} reason={write.reason} onClick={() => setAsked(true)}>
        <Trash2 />
      </IconButton>
      <ConfirmDialog
        open={asked}
        onOpenChange={setAsked}
        title={`Remove ${file.name}?`}
        confirmLabel="Remove"
        onConfirm={async () => {
          await remove.mutateAsync({ id: file.id });
          await refresh();
        }}
      >
        It is taken off the record at once and erased from the disk within two days.
      </ConfirmDialog>
    </li>
  );
}
