import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { Panel, Tag } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { payments } from '../../contract.ts';
import type { PaymentStatus } from '../../rules.ts';

export const payApi = clientFor(payments, 'customer');
export const usePaymentOptions = () => useQuery(payApi.options.queryOptions({ input: {} }));

const tones: Record<PaymentStatus, string> = {
  pending: 'info',
  succeeded: 'ok',
  failed: 'bad',
  cancelled: 'neutral',
  partially_refunded: 'warn',
  refunded: 'neutral',
};
export function PaymentState({ status }: { status: PaymentStatus }) {
  const say = useWords();
  return <Tag tone={tones[status]}>{say(`pay.${status}`)}</Tag>;
}

export function SandboxNote() {
  const say = useWords();
  return <Panel tone="warn">{say('pay.sandbox')}</Panel>;
}
