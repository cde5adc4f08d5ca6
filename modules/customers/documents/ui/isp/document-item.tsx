import { useMutation } from '@tanstack/react-query';
import { Download, FilePlus2, FileText, PenLine, ShieldCheck, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { Button, IconButton } from '#ui/base/button.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Bytes, DateTime, RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { RemoveDocument, SignDocument } from './document-dialogs.tsx';
import { documentsApi as api, type DocumentView, typeWords } from './documents-api.ts';

const saveTo = async ({ id, name }: DocumentView) => {
  const url = URL.createObjectURL(await api.download.call({ id }));
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  URL.revokeObjectURL(url);
};

interface DocumentItemProps {
  item: DocumentView;
  /** No later version stands beside it. */
  newest: boolean;
  onReplace: () => void;
}

export function DocumentItem({ item, newest, onReplace }: DocumentItemProps) {
  const write = useCan('platform.file:write');
  const download = useMutation({ mutationFn: () => saveTo(item), onError: (error) => toast.problem(error) });
  const [asked, setAsked] = useState<'sign' | 'remove' | null>(null);
  const { name, version, signerName, signedAt } = item;
  const close = () => setAsked(null);
  return (
    <li className="flex flex-wrap items-start gap-2 py-2.5">
      <FileText aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-3" />
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-1.5">
          <span className="font-medium wrap-anywhere">{name}</span>
          <Chip>{typeWords[item.type]}</Chip>
          <Chip>Version {version}</Chip>
          {!newest && <Chip>Replaced</Chip>}
        </p>
        <p className="text-sm text-ink-3">
          <Bytes bytes={item.sizeBytes} /> · {item.addedBy} · <RelativeTime at={item.createdAt} />
        </p>
        <p className="truncate font-mono text-xs text-ink-3" title={item.sha256}>
          SHA-256 {item.sha256}
        </p>
        {signedAt && (
          <p className="text-sm text-ink-2">
            Signed by {signerName} on <DateTime at={signedAt} />, {item.witnessedBy} was there
          </p>
        )}
        <Verified item={item} />
      </div>
      <div className="flex flex-wrap items-center gap-1">
        {!signedAt && newest && (
          <Button size="sm" icon={<PenLine />} reason={write.reason} onClick={() => setAsked('sign')}>
            Sign
          </Button>
        )}
        <IconButton size="sm" label={`Download ${name}`} pending={download.isPending} onClick={() => download.mutate()}>
          <Download />
        </IconButton>
        {newest && (
          <IconButton size="sm" label={`New version of ${name}`} reason={write.reason} onClick={onReplace}>
            <FilePlus2 />
          </IconButton>
        )}
        <IconButton size="sm" label={`Remove ${name}`} reason={write.reason} onClick={() => setAsked('remove')}>
          <Trash2 />
        </IconButton>
      </div>
      {asked === 'sign' && <SignDocument item={item} onClose={close} onRead={() => download.mutateAsync()} />}
      {asked === 'remove' && <RemoveDocument item={item} onClose={close} />}
    </li>
  );
}

/** The check is made when asked for: it reads the whole file. */
function Verified({ item }: { item: DocumentView }) {
  const verify = useMutation({
    mutationFn: () => api.verify.call({ id: item.id }),
    onError: (error) => toast.problem(error),
  });
  const found = verify.data;
  const good = found?.contentIntact && found.signatureIntact !== false;
  return (
    <div className="mt-1 flex flex-wrap items-center gap-2" aria-live="polite">
      <Button
        size="sm"
        variant="ghost"
        icon={<ShieldCheck />}
        pending={verify.isPending}
        onClick={() => verify.mutate()}
      >
        Verify
      </Button>
      {found && good && (
        <Chip tone="ok">{found.signatureIntact === null ? 'File unchanged' : 'File and signature unchanged'}</Chip>
      )}
      {found && !found.contentIntact && <Chip tone="bad">The file is not what was uploaded</Chip>}
      {found?.signatureIntact === false && <Chip tone="bad">The signature was changed</Chip>}
    </div>
  );
}
