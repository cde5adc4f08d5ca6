import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatDate } from '#ui/format/time.ts';
import { type Invoice, type InvoiceDetail, invoices } from '../../contract.ts';
import type { InvoiceStatus, PaymentMethod } from '../../rules.ts';

export type InvoiceView = View<typeof Invoice, 'isp'>;
export type InvoiceDetailView = View<typeof InvoiceDetail, 'isp'>;
export const invoicesApi = clientFor(invoices, 'isp');

const tones: StatusTones<InvoiceStatus | 'overdue' | 'partly_paid'> = {
  open: 'info',
  partly_paid: 'info',
  overdue: 'bad',
  paid: 'ok',
  void: 'neutral',
};

/** Open invoices say more than that: overdue, or partly paid. */
export const InvoiceChip = ({
  invoice: { status, overdue, paidMinor },
}: {
  invoice: Pick<InvoiceView, 'status' | 'overdue' | 'paidMinor'>;
}) => (
  <StatusChip
    status={overdue ? 'overdue' : status === 'open' && paidMinor > 0 ? 'partly_paid' : status}
    tones={tones}
  />
);

export const methodText: Record<PaymentMethod, string> = {
  cash: 'Cash',
  bank_transfer: 'Bank transfer',
  cheque: 'Cheque',
  card: 'Card',
  mobile_money: 'Mobile money',
  other: 'Other',
};

/** A day of the tenant's calendar, as text: it has no time and belongs to no zone. */
export const localDateText = (date: string, locale: string) => formatDate(`${date}T12:00:00Z`, 'date', locale, 'UTC');

export function LocalDate({ date }: { date: string }) {
  const { locale } = useFormat();
  return (
    <time dateTime={date} className="num">
      {localDateText(date, locale)}
    </time>
  );
}

export function useRefreshInvoices() {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: invoicesApi.key() });
}

/** `DE` → Germany, in the reader's language. */
export const countryText = (code: string, locale: string) =>
  new Intl.DisplayNames([locale], { type: 'region' }).of(code) ?? code;
