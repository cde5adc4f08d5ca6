import { useState } from 'react';
import { toast } from '#ui/base/toast.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import { type Column, type ListPage, toCsv } from './columns.ts';

export interface CsvSource<Row> {
  /** Fetches a page with the list's filters and sort: `(cursor) => api.list.call({ ...filters, cursor, limit: 500 })`. */
  page: (cursor: string | undefined) => Promise<ListPage<Row>>;
  /** Rows after which the export stops and says so. */
  maxRows?: number;
}

/** Downloads everything that fits the current filters, page by page. */
export function useCsvExport<Row>(name: string, columns: readonly Column<Row>[], source: CsvSource<Row> | undefined) {
  const t = useT();
  const [exporting, setExporting] = useState(false);
  const run = async () => {
    if (!source || exporting) return;
    setExporting(true);
    try {
      const { rows, complete } = await fetchAll(source);
      download(`${name}-${new Date().toISOString().slice(0, 10)}.csv`, toCsv(columns, rows));
      if (!complete) toast.info(t('table.exportPart', { count: rows.length }));
    } catch (error) {
      toast.problem(error);
    } finally {
      setExporting(false);
    }
  };
  return { exporting, run };
}

async function fetchAll<Row>({ page, maxRows = 50_000 }: CsvSource<Row>) {
  const rows: Row[] = [];
  let cursor: string | undefined;
  do {
    const { items, next } = await page(cursor);
    rows.push(...items);
    cursor = next ?? undefined;
  } while (cursor !== undefined && rows.length < maxRows);
  return { rows, complete: cursor === undefined };
}

export function download(fileName: string, text: string, type = 'text/csv;charset=utf-8') {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
