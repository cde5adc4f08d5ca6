/** What every query of the page is asked for. */
export interface Asked {
  fromDate: string;
  toDate: string;
  nasId?: string | undefined;
}
/** For file names: `2026-03-01-2026-03-07`. */
export const fileSuffix = ({ fromDate, toDate }: Asked): string =>
  fromDate === toDate ? fromDate : `${fromDate}-${toDate}`;
