import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useT } from '#ui/i18n/i18n.ts';
import { Button } from './button.tsx';
import { Callout } from './callout.tsx';
import { useCopy } from './copy.tsx';
import { Dialog } from './dialog.tsx';

export interface SecretRevealProps {
  /** The secret just created; null when there is none to show. */
  secret: string | null;
  title: string;
  /** What it is for and how it is used. */
  children?: React.ReactNode;
  onClose: () => void;
}

/** Shows a secret the one time it exists in clear. It closes only when the person says they have it. */
export function SecretReveal({ secret, title, children, onClose }: SecretRevealProps) {
  const t = useT();
  const { copied, copy } = useCopy();
  const [stored, setStored] = useState(false);
  const close = () => {
    setStored(false);
    onClose();
  };
  return (
    <Dialog
      open={secret !== null}
      onOpenChange={(open) => !open && stored && close()}
      title={title}
      footer={
        <Button variant="primary" onClick={close}>
          {t('secret.stored')}
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        {children && <div className="text-ink-2">{children}</div>}
        <div className="flex items-stretch gap-2">
          <code className="mono min-w-0 flex-1 rounded-md border border-line bg-sunken px-3 py-2 break-all select-all">
            {secret}
          </code>
          <Button
            icon={copied ? <Check /> : <Copy />}
            className="h-auto"
            onClick={() => {
              setStored(true);
              void copy(secret ?? '');
            }}
          >
            {copied ? t('action.copied') : t('action.copy')}
          </Button>
        </div>
        <Callout tone="warn" title={t('secret.once')} />
      </div>
    </Dialog>
  );
}
