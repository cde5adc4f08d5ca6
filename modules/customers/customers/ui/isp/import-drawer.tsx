import { useMutation } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useRef, useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberText } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { download } from '#ui/table/use-csv-export.ts';
import type { ImportOutcome } from '../../contract.ts';
import { customersApi as api, useRefreshCustomers } from './customer-values.tsx';

type Outcome = View<typeof ImportOutcome, 'isp'>;

const example = [
  'kind,name,email,phone,line1,line2,postcode,city,country,tier,tags,custom.meter number',
  'individual,Ngozi Bello,ngozi@example.org,+2348035550117,14 Harbour Rd,Block C,101241,Lagos,NG,standard,vip; tower 7,0042',
].join('\r\n');
const limitBytes = 5_000_000;

/** Customers from a CSV: checked first, then all of them or none. */
export function ImportDrawer({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const run = useMutation(api.importCsv.mutationOptions());
  const refresh = useRefreshCustomers();
  const write = useCan('customers.customer:write');
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
      setProblem(`${chosen.name} is larger than 5 MB; import it in parts.`);
      return;
    }
    const text = await chosen.text();
    setFile({ name: chosen.name, text });
    setChecked(await send(text, true));
  };
  const create = async () => {
    if (!file) return;
    const outcome = await send(file.text, false);
    if (!outcome) return;
    if (outcome.failed > 0) {
      setChecked(outcome);
      return;
    }
    await refresh();
    toast.ok(outcome.created === 1 ? 'One customer was created.' : `${outcome.created} customers were created.`);
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
      title="Import customers"
      description="From a CSV whose first line names the columns. Every row is created, or none when one is wrong."
      footer={
        <Button
          variant="primary"
          pending={run.isPending && ready}
          reason={write.reason ?? (ready ? undefined : 'Choose a file without errors first.')}
          onClick={create}
        >
          {ready ? `Create ${checked.created} ${checked.created === 1 ? 'customer' : 'customers'}` : 'Create customers'}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap gap-2">
          <Button icon={<FileUp />} pending={run.isPending} onClick={() => chooser.current?.click()}>
            {file ? 'Choose another file' : 'Choose a CSV file'}
          </Button>
          <Button variant="ghost" onClick={() => download('customers-example.csv', `\uFEFF${example}\r\n`)}>
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
          <div className="text-sm text-ink-3">
            <p className="mb-1">
              Needed: <code className="mono">name</code>, <code className="mono">line1</code>,{' '}
              <code className="mono">city</code>. Also known:{' '}
              <code className="mono">kind, email, phone, line2, postcode, country, tier, taxNumber, locale, tags</code>{' '}
              and <code className="mono">custom.anything</code>.
            </p>
            <p>
              Comma, semicolon or tab; phones in the international form, such as +49 30 1234567. An exported file can be
              imported.
            </p>
          </div>
        )}
      </div>
    </Sheet>
  );
}

function Checked({ name, outcome }: { name: string; outcome: Outcome }) {
  const { created, failed, errors, duplicates } = outcome;
  return (
    <>
      {failed > 0 ? (
        <Callout
          tone="bad"
          title={
            <>
              <NumberText value={failed} /> {failed === 1 ? 'row' : 'rows'} of {name} cannot be taken; nothing is
              created until all can.
            </>
          }
        />
      ) : (
        <Callout
          tone="ok"
          title={
            <>
              <NumberText value={created} /> {created === 1 ? 'row' : 'rows'} of {name} can be taken.
            </>
          }
        />
      )}
      {errors.length > 0 && (
        <Rows
          label="Errors"
          heads={['Line', 'Field', 'What is wrong']}
          rows={errors.map((e) => [String(e.line), e.field, e.message])}
          onDownload={() =>
            download(
              'import-errors.csv',
              [
                'line,field,rule',
                ...errors.map((e) => `${e.line},${e.field},"${e.message.replaceAll('"', '""')}"`),
              ].join('\r\n'),
            )
          }
        />
      )}
      {duplicates.length > 0 && (
        <>
          <Callout
            tone="warn"
            title="Some have an e-mail or phone that a customer has already. They would be created all the same."
          />
          <Rows
            label="Known already"
            heads={['Line', 'Field', 'Customer']}
            rows={duplicates.map((d) => [String(d.line), d.field, d.customers.join(', ')])}
          />
        </>
      )}
    </>
  );
}

function Rows({
  label,
  heads,
  rows,
  onDownload,
}: {
  label: string;
  heads: readonly string[];
  rows: readonly (readonly string[])[];
  onDownload?: () => void;
}) {
  return (
    <section>
      <div className="mb-1 flex items-center justify-between gap-2">
        <h3 className="font-semibold">{label}</h3>
        {onDownload && (
          <Button size="sm" variant="ghost" onClick={onDownload}>
            Download
          </Button>
        )}
      </div>
      <div className="max-h-72 overflow-auto rounded-md border border-line">
        <table className="w-full text-start">
          <thead>
            <tr className="text-sm text-ink-3">
              {heads.map((head) => (
                <th key={head} scope="col" className="px-3 py-1.5 text-start font-medium">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of an answer, never reordered
              <tr key={at} className="border-t border-line align-top">
                {row.map((text, place) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells of a row
                  <td key={place} className="px-3 py-1.5">
                    {text}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
