import { Tag } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';

/** Where a bill stands, in a word. */
export function InvoiceState({ status, overdue }: { status: 'open' | 'paid' | 'void'; overdue: boolean }) {
  const say = useWords();
  if (overdue) return <Tag tone="bad">{say('bills.overdue')}</Tag>;
  return <Tag tone={{ open: 'warn', paid: 'ok', void: 'neutral' }[status]}>{say(`bills.${status}`)}</Tag>;
}
