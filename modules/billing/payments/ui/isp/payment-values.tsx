import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { methodText } from '#modules/billing/invoices/ui/isp/invoice-values.tsx';
import { Chip, StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { payments } from '../../contract.ts';
import type { Payment, PaymentDetail } from '../../resources.ts';
import type { PaymentStatus } from '../../rules.ts';

export type PaymentView = View<typeof Payment, 'isp'>;
export type PaymentDetailView = View<typeof PaymentDetail, 'isp'>;
export const paymentsApi = clientFor(payments, 'isp');
export const openInvoicesApi = clientFor(invoices, 'isp');

const tones: StatusTones<PaymentStatus> = {
  pending: 'info',
  succeeded: 'ok',
  failed: 'bad',
  cancelled: 'neutral',
  partially_refunded: 'warn',
  refunded: 'neutral',
};
export const PaymentChip = ({ status }: { status: PaymentStatus }) => <StatusChip status={status} tones={tones} />;

/** `Card · Visa 4242`, and that a sandbox moved no money. */
export const HowPaid = ({ payment }: { payment: Pick<PaymentView, 'method' | 'card' | 'provider'> }) => (
  <>
    {payment.card ?? methodText[payment.method]}
    {payment.provider === 'sandbox' && (
      <>
        {' '}
        <Chip tone="warn">Sandbox</Chip>
      </>
    )}
  </>
);

export function useRefreshPayments() {
  const client = useQueryClient();
  return () =>
    Promise.all([
      client.invalidateQueries({ queryKey: paymentsApi.key() }),
      client.invalidateQueries({ queryKey: openInvoicesApi.key() }),
    ]);
}
