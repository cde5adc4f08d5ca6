import { FileDown } from 'lucide-react';
import { useState } from 'react';
import { callsFor } from '#kernel/client.ts';
import { Button } from '#ui/base/button.tsx';
import { toast } from '#ui/base/toast.tsx';
import { documents } from '../../contract.ts';
import { saveFile } from '../save-file.ts';

interface Props {
  what: 'invoice' | 'receipt';
  id: string;
  disabled: boolean;
  reason?: string | undefined;
}

export function DownloadPdf({ what, id, disabled, reason }: Props) {
  const [pending, setPending] = useState(false);
  const download = async () => {
    setPending(true);
    try {
      saveFile(await callsFor(documents, 'isp')[what]({ id }));
    } catch (error) {
      toast.problem(error);
    }
    setPending(false);
  };
  return (
    <Button icon={<FileDown />} disabled={disabled} reason={reason} pending={pending} onClick={() => void download()}>
      PDF
    </Button>
  );
}
