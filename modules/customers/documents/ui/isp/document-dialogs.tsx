import { useMutation } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Checkbox } from '#ui/base/choice.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { consentSentence } from '../../rules.ts';
import { documentsApi as api, type DocumentView, useRefreshDocuments } from './documents-api.ts';

interface DialogProps {
  item: DocumentView;
  onClose: () => void;
}

/** The customer signs on this screen: reads, agrees to the sentence, writes their name. */
export function SignDocument({ item, onClose, onRead }: DialogProps & { onRead: () => Promise<unknown> }) {
  const sign = useMutation(api.sign.mutationOptions());
  const refresh = useRefreshDocuments();
  const [signerName, setSignerName] = useState('');
  const [agreed, setAgreed] = useState(false);
  const nameId = useId();
  const agreeId = useId();
  const lacking = agreed ? undefined : 'The customer has to agree to the sentence.';
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Sign ${item.name}`}
      confirmLabel="Sign"
      tone="primary"
      size="md"
      reason={signerName.trim().length < 2 ? 'Enter the full name of who signs.' : lacking}
      onConfirm={async () => {
        await sign.mutateAsync({ id: item.id, signerName, sha256: item.sha256 });
        await refresh();
        toast.ok(`${signerName.trim()} has signed ${item.name}.`);
      }}
    >
      <div className="flex flex-col gap-3">
        <p>
          The customer signs on this screen. The name, the sentence, the time, the address of this connection and the
          hash of the document are kept together.
        </p>
        <div>
          <Button size="sm" onClick={() => void onRead()}>
            Read the document
          </Button>
        </div>
        <div className="flex flex-col gap-1.5">
          <label htmlFor={nameId} className="text-sm font-medium text-ink-2">
            Full name of who signs
          </label>
          <Input
            id={nameId}
            value={signerName}
            maxLength={200}
            autoComplete="off"
            onChange={(event) => setSignerName(event.target.value)}
          />
        </div>
        <div className="flex items-start gap-2">
          <Checkbox id={agreeId} checked={agreed} onCheckedChange={(checked) => setAgreed(checked === true)} />
          <label htmlFor={agreeId}>{consentSentence}</label>
        </div>
      </div>
    </ConfirmDialog>
  );
}

export function RemoveDocument({ item, onClose }: DialogProps) {
  const remove = useMutation(api.remove.mutationOptions());
  const refresh = useRefreshDocuments();
  const [reason, setReason] = useState('');
  const reasonId = useId();
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Remove version ${item.version} of ${item.name}?`}
      confirmLabel="Remove"
      reason={reason.trim().length < 3 ? 'Say why.' : undefined}
      onConfirm={async () => {
        await remove.mutateAsync({ id: item.id, reason });
        await refresh();
      }}
    >
      <div className="flex flex-col gap-1.5">
        <p>{item.signedAt ? 'Its signature goes with it. ' : ''}The audit keeps its name, its hash and your reason.</p>
        <label htmlFor={reasonId} className="text-sm font-medium text-ink-2">
          Reason
        </label>
        <Input
          id={reasonId}
          value={reason}
          maxLength={300}
          autoComplete="off"
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
    </ConfirmDialog>
  );
}
