import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Select } from '#ui/base/select.tsx';
import { toast } from '#ui/base/toast.tsx';
import { documentTypes } from '../../contract.ts';
import { documentLimitBytes } from '../../rules.ts';
import { documentsApi as api, type DocumentView, toBase64, typeWords, useRefreshDocuments } from './documents-api.ts';

interface AddDocumentProps {
  customerId: string;
  /** The version that a new one is to follow. */
  replaces?: DocumentView;
  onClose: () => void;
}

export function AddDocument({ customerId, replaces, onClose }: AddDocumentProps) {
  const add = useMutation(api.add.mutationOptions());
  const refresh = useRefreshDocuments();
  const [type, setType] = useState<DocumentView['type']>(replaces?.type ?? 'contract');
  const [file, setFile] = useState<File | null>(null);
  const typeId = useId();
  const fileId = useId();
  const tooLarge = file && file.size > documentLimitBytes ? `${file.name} is larger than 10 MB.` : undefined;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={replaces ? `New version of ${replaces.name}` : 'Add a document'}
      confirmLabel="Add"
      tone="primary"
      size="md"
      reason={file ? tooLarge : 'Choose a file.'}
      onConfirm={async () => {
        if (!file) return;
        const contentBase64 = await toBase64(file);
        const place = replaces ? { documentId: replaces.id } : {};
        const { name, version } = await add.mutateAsync({
          id: customerId,
          type,
          name: file.name,
          contentBase64,
          ...place,
        });
        await refresh();
        toast.ok(version === 1 ? `${name} was added.` : `Version ${version} of ${name} was added.`);
      }}
    >
      <div className="flex flex-col gap-3">
        {!replaces && (
          <div className="flex flex-col gap-1.5">
            <label htmlFor={typeId} className="text-sm font-medium text-ink-2">
              Type
            </label>
            <Select
              id={typeId}
              value={type}
              onChange={setType}
              options={documentTypes.map((value) => ({ value, label: typeWords[value] }))}
            />
          </div>
        )}
        <div className="flex flex-col gap-1.5">
          <label htmlFor={fileId} className="text-sm font-medium text-ink-2">
            File
          </label>
          <input
            id={fileId}
            type="file"
            accept="application/pdf,image/png,image/jpeg,image/webp"
            onChange={(event) => setFile(event.target.files?.[0] ?? null)}
          />
          <p className="text-sm text-ink-3">A PDF or a picture, up to 10 MB. Earlier versions are kept.</p>
        </div>
      </div>
    </ConfirmDialog>
  );
}
