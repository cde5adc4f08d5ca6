import { CsvError, parse } from 'csv-parse/sync';
import { AppError } from './errors.ts';

export interface CsvRow {
  /** Line of the text on which the row begins, counted from 1. */
  line: number;
  cells: string[];
}

const byteOrderMark = '\uFEFF';
/** What a spreadsheet would take for a formula (OWASP, CSV injection), behind any quotes that already guard it. */
const formula = /^'*[=+\-@\t\r]/;
const guarded = /^'+[=+\-@\t\r]/;

const cell = (value: string): string => {
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/**
 * Rows as CSV (RFC 4180: comma, CRLF, doubled quotes) with a byte order mark, so that spreadsheets read it as UTF-8.
 * A cell that a spreadsheet would run as a formula is guarded by a leading `'`, which `readCsv` takes away again.
 */
export const toCsv = (rows: Iterable<readonly string[]>): string => {
  let text = byteOrderMark;
  for (const row of rows) text += `${row.map(cell).join(',')}\r\n`;
  return text;
};

/**
 * Rows of a CSV text; comma, semicolon or tab is found out from its first line. Empty lines are passed over.
 * @throws AppError `invalid` naming the line where the text is not CSV
 */
export function readCsv(text: string): CsvRow[] {
  const head = text.slice(0, text.search(/[\r\n]|$/));
  const count = (mark: string) => head.split(mark).length;
  const delimiter = [',', ';', '\t'].toSorted((a, b) => count(b) - count(a))[0]!;
  const rows: CsvRow[] = [];
  try {
    let begins = 1;
    parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      on_record: (cells: string[], { lines }) => {
        const empty = cells.length === 1 && cells[0] === '';
        if (!empty) rows.push({ line: begins, cells: cells.map((c) => (guarded.test(c) ? c.slice(1) : c)) });
        begins = lines + 1;
        return null;
      },
    });
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const line = 'lines' in cause ? ` (line ${cause.lines})` : '';
    throw new AppError(
      'invalid',
      `csv: This is not CSV${line}: a quotation mark is not closed or stands inside a cell.`,
      {
        field: 'csv',
        cause,
      },
    );
  }
  return rows;
}
