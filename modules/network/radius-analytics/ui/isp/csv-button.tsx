import { Download } from 'lucide-react';
import { Button } from '#ui/base/button.tsx';
import { type Column, toCsv } from '#ui/table/columns.ts';
import { download } from '#ui/table/use-csv-export.ts';

export type CsvColumn<Row> = { header: string; text: (row: Row) => string | number | null };

/** What a chart or table shows, as a file. */
export function CsvButton<Row>({
  name,
  what,
  rows,
  columns,
}: {
  name: string;
  what: string;
  rows: readonly Row[];
  columns: readonly CsvColumn<Row>[];
}) {
  const exported: Column<Row>[] = columns.map(({ header, text }) => ({ id: header, header, text, cell: text }));
  return (
    <Button
      size="sm"
      variant="ghost"
      icon={<Download />}
      aria-label={`Download ${what} as CSV`}
      reason={rows.length === 0 ? 'There is nothing to download.' : undefined}
      onClick={() => download(`${name}.csv`, toCsv(exported, rows))}
    >
      CSV
    </Button>
  );
}
