import { useMutation } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { SimpleTable } from '#ui/table/simple-table.tsx';
import { download } from '#ui/table/use-csv-export.ts';
import type { ImportOutcome } from '../../resources.ts';
import { ipApi as api, countOf, useRefreshPools } from './pool-values.tsx';

type Outcome = View<typeof ImportOutcome, 'isp'>;
const limitBytes = 2_000_000;
const example = [
  'pool,address,login,reason,expiresAt',
  'Static IPv4,203.0.113.20,,Mail server of Hotel Adler,',
  'Static IPv4,203.0.113.21,ff-000123,Static address,2027-01-01T00:00:00Z',
].join('\r\n');

function Checked({ name, outcome }: { name: string; outcome: Outcome }) {
  if (outcome.failed === 0)
    return <Callout tone="ok" title={`${countOf(outcome.created, 'row', 'rows')} of ${name} can be taken.`} />;
  return (
    <>
      <Callout
        tone="bad"
        title={`${countOf(outcome.failed, 'row', 'rows')} of ${name} cannot be taken; nothing is reserved until all can.`}
      />
      <SimpleTable
        label="Errors"
        rows={outcome.problems}
        getId={(problem) => `${problem.line} ${problem.field}`}
        columns={[
          { id: 'line', header: 'Line', cell: (problem) => problem.line, align: 'end' },
          { id: 'field', header: 'Column', cell: (problem) => problem.field },
          { id: 'message', header: 'What is wrong', cell: (problem) => problem.message },
        ]}
      />
    </>
  );
}

/** Reservations from a CSV: checked first, then all of them or none. */
export function ImportSheet({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const run = useMutation(api.importReservations.mutationOptions());
  const refresh = useRefreshPools();
  const write = useCan('network.ip:write');
  const chooser = useRef<HTMLInputElement>(null);
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [checked, setChecked] = useState<Outcome | null>(null);
  const [problem, setProblem] = useState<string | null>(null);

  const send = async (csv: string, dryRun: boolean): Promise<Outcome | null> => {
    setProblem(null);
    try {
      return await run.mutateAsync({ csv, dryRun });
    } catch (error) {
      setProblem(toProblem(error).message);
      return null;
    }
  };
  const choose = async (chosen: File | undefined) => {
    if (!chosen) return;
    setChecked(null);
    setFile(null);
    if (chosen.size > limitBytes) {
      setProblem(`${chosen.name} is larger than 2 MB; import it in parts.`);
      return;
    }
    const text = await chosen.text();
    setFile({ name: chosen.name, text });
    setChecked(await send(text, true));
  };
  const create = async () => {
    const outcome = file && (await send(file.text, false));
    if (!outcome) return;
    setChecked(outcome);
    if (outcome.failed > 0) return;
    await refresh();
    toast.ok(`${countOf(outcome.created, 'address is', 'addresses are')} reserved.`);
    setFile(null);
    setChecked(null);
    onOpenChange(false);
  };
  const ready = checked !== null && checked.failed === 0;
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      size="lg"
      title="Import reservations"
      description="From a CSV whose first line names the columns. Every address is reserved, or none when one is wrong."
      footer={
        <Button
          variant="primary"
          pending={run.isPending && ready}
          reason={write.reason ?? (ready ? undefined : 'Choose a file without errors first.')}
          onClick={create}
        >
          {ready ? `Reserve ${countOf(checked.created, 'address', 'addresses')}` : 'Reserve addresses'}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-2">
          <Button icon={<FileUp />} pending={run.isPending} onClick={() => chooser.current?.click()}>
            {file ? 'Choose another file' : 'Choose a CSV file'}
          </Button>
          <Button variant="ghost" onClick={() => download('reservations-example.csv', `\uFEFF${example}\r\n`)}>
            Download an example
          </Button>
          <input
            ref={chooser}
            type="file"
            accept=".csv,text/csv,text/plain"
            className="hidden"
            aria-label="CSV file"
            onChange={(event) => {
              void choose(event.target.files?.[0]);
              event.target.value = '';
            }}
          />
        </div>
        {problem && <Callout tone="bad" title={problem} />}
        {file && checked && <Checked name={file.name} outcome={checked} />}
        {!file && (
          <p className="text-sm text-ink-3">
            Needed: <code className="mono">pool</code> by name and <code className="mono">address</code>. Also known:{' '}
            <code className="mono">login</code> (the RADIUS user name it is for), <code className="mono">reason</code>{' '}
            and <code className="mono">expiresAt</code>. An exported file can be imported.
          </p>
        )}
      </div>
    </Sheet>
  );
}
