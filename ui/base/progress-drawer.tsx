import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatNumber } from '#ui/format/quantity.ts';
import { formatDuration, type Instant, toDate } from '#ui/format/time.ts';
import { useNow } from '#ui/format/values.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import { Button } from './button.tsx';
import { Sheet } from './dialog.tsx';
import { Meter } from './meter.tsx';

export interface ProgressDrawerProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** "Bill run November", "Import customers.csv". */
  title: string;
  status: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  done: number;
  /** Null while the size of the work is not known. */
  total: number | null;
  failed: number;
  startedAt: Instant | null;
  /** Leave out where it cannot be cancelled. */
  onCancel?: (() => void) | undefined;
  /** Address of a CSV with the failed rows and their reasons. */
  failedRowsUrl?: string | undefined;
  /** The newest lines of what happened. */
  children?: ReactNode;
}

/** Long work: counts, rate, time left, cancel, and the rows that failed. It runs on when the drawer closes. */
export function ProgressDrawer(props: ProgressDrawerProps) {
  const { open, onOpenChange, title, status, done, total, failed, startedAt, onCancel, failedRowsUrl, children } =
    props;
  const t = useT();
  const { locale } = useFormat();
  const now = useNow();
  const number = (value: number) => formatNumber(value, locale);
  const seconds = startedAt ? Math.max(1, (now - toDate(startedAt).getTime()) / 1000) : 0;
  const rate = seconds > 0 ? done / seconds : 0;
  const running = status === 'running' || status === 'queued';
  const left = running && total !== null && rate > 0 ? (total - done) / rate : null;
  const tone = status === 'failed' ? 'bad' : status === 'done' ? (failed > 0 ? 'warn' : 'ok') : 'brand';
  return (
    <Sheet
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      footer={
        running &&
        onCancel && (
          <Button variant="danger" onClick={onCancel}>
            {t('progress.cancel')}
          </Button>
        )
      }
    >
      <p className="mb-2 text-2xl font-semibold tracking-[-0.02em]">
        {total === null ? number(done) : t('progress.done', { done: number(done), total: number(total) })}
      </p>
      <Meter share={total ? done / total : status === 'done' ? 1 : 0} label={title} tone={tone} />
      <p className="mt-2 flex flex-wrap gap-x-3 text-sm text-ink-3">
        {running && rate > 0 && (
          <span>{t('progress.rate', { rate: formatNumber(rate, locale, rate < 10 ? 1 : 0) })}</span>
        )}
        {left !== null && <span>{t('progress.eta', { time: formatDuration(left) })}</span>}
        {failed > 0 && (
          <span className="font-medium text-bad-ink">{t('progress.failed', { count: number(failed) })}</span>
        )}
      </p>
      {failed > 0 && failedRowsUrl && (
        <a
          href={failedRowsUrl}
          download
          className="mt-3 inline-flex items-center gap-1.5 font-medium text-brand-text hover:underline"
        >
          <Download aria-hidden className="size-4" />
          {t('progress.failedRows')}
        </a>
      )}
      {children && <div className="mt-5 border-t border-line pt-4">{children}</div>}
    </Sheet>
  );
}
