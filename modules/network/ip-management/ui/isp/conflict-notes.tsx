import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { View } from '#kernel/contract/fields.ts';
import { Callout } from '#ui/base/callout.tsx';
import type { Conflict } from '../../resources.ts';
import { ipApi as api } from './pool-values.tsx';

interface Answer {
  items: View<typeof Conflict, 'isp'>[];
}
interface Question {
  address: string;
  poolId: string;
  subscriptionId?: string;
}

/** What stands against an address. Asked when it was typed whole; a question by POST, for its answer names people. */
export const useConflicts = (question: Question | null): UseQueryResult<Answer> =>
  useQuery({
    queryKey: [...api.key(), 'conflicts', question],
    queryFn: () => api.checkConflict.call(question ?? { address: '' }),
    enabled: question !== null,
    staleTime: 5_000,
  });

/** The answer in words, beneath the field it is about. */
export function ConflictNotes({ query, address }: { query: UseQueryResult<Answer>; address: string }) {
  if (!query.data) return null;
  if (query.data.items.length === 0) return <Callout tone="ok" title={`${address} is free.`} />;
  return query.data.items.map((conflict) => (
    <Callout key={conflict.source} tone={conflict.isFinal ? 'bad' : 'warn'} title={conflict.detail} />
  ));
}
