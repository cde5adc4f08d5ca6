import { useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { Tag } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { tickets } from '../../contract.ts';
import type { TicketStatus } from '../../rules.ts';

export const requestsApi = clientFor(tickets, 'customer');
export const useRefreshRequests = () => {
  const client = useQueryClient();
  return () => client.invalidateQueries({ queryKey: requestsApi.key() });
};

const tones: Record<TicketStatus, string> = { open: 'info', waiting: 'warn', solved: 'ok', closed: 'neutral' };
export function RequestState({ status }: { status: TicketStatus }) {
  const say = useWords();
  return <Tag tone={tones[status]}>{say(`ticket.${status}`)}</Tag>;
}
