import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { Money } from '#ui/format/values.tsx';
import { SimpleTable } from '#ui/table/simple-table.tsx';

const tones: StatusTones<'open' | 'overdue' | 'paid' | 'void' | 'charging'> = {
  open: ['info', 'Open'],
  overdue: ['bad', 'Overdue'],
  paid: ['ok', 'Paid'],
  void: ['neutral', 'Void'],
  charging: ['info', 'Being charged'],
};
interface Standing {
  status: 'open' | 'paid' | 'void';
  overdue: boolean;
  charging: boolean;
}
export const InvoiceChip = ({ invoice: i }: { invoice: Standing }) => (
  <StatusChip status={i.charging ? 'charging' : i.overdue ? 'overdue' : i.status} tones={tones} />
);

interface Lines {
  currency: string;
  totalMinor: number;
  lines: readonly { position: number; description: string; quantity: number; amountMinor: number }[];
}
export const InvoiceLines = ({ invoice }: { invoice: Lines }) => (
  <>
    <SimpleTable
      label="Lines"
      rows={invoice.lines}
      getId={(l) => String(l.position)}
      columns={[
        { id: 'what', header: 'Description', cell: (l) => l.description },
        { id: 'n', header: 'Quantity', align: 'end', cell: (l) => l.quantity },
        {
          id: 'amount',
          header: 'Amount',
          align: 'end',
          cell: (l) => <Money amountMinor={l.amountMinor} currency={invoice.currency} />,
        },
      ]}
    />
    <p className="mt-2 text-end font-semibold">
      Total <Money amountMinor={invoice.totalMinor} currency={invoice.currency} />
    </p>
  </>
);

/** Hands a file of the API to the browser. */
export function saveFile(file: File): void {
  const href = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 1000);
}
