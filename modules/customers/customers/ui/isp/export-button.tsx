import { Download } from 'lucide-react';
import { useState } from 'react';
import type { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import type { customerFilters } from '../../contract.ts';
import { customerCalls } from './customer-values.tsx';

/** Everything that matches, in the form the import reads. */
export function ExportButton({ filters }: { filters: z.input<typeof customerFilters> }) {
  const can = useCan('customers.customer:export');
  const [busy, setBusy] = useState(false);
  const run = async () => {
    setBusy(true);
    try {
      const file = await customerCalls.exportCsv(filters);
      const href = URL.createObjectURL(file);
      Object.assign(document.createElement('a'), { href, download: file.name || 'customers.csv' }).click();
      URL.revokeObjectURL(href);
    } catch (error) {
      toast.problem(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<Download />} pending={busy} reason={can.reason} onClick={run}>
      Export
    </Button>
  );
}
