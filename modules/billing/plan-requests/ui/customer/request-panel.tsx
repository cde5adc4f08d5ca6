import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, ActionLink, Tag } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { planRequests } from '../../contract.ts';
import type { RequestStatus } from '../../rules.ts';

export const planRequestsApi = clientFor(planRequests, 'customer');
const tones: Record<RequestStatus, string> = {
  waiting: 'info',
  approved: 'ok',
  declined: 'bad',
  withdrawn: 'neutral',
  dropped: 'warn',
};
const shownForDays = 30;

/** The way to another plan, or how the last wish for one stands. */
export function PlanRequestPart({ subscriptionId, planName }: { subscriptionId: string; planName: string }) {
  const say = useWords();
  const format = usePortalFormat();
  const client = useQueryClient();
  const [problem, setProblem] = useState('');
  const mine = useQuery({ ...planRequestsApi.mine.queryOptions({ input: {} }), refetchInterval: 15_000 });
  const withdraw = useMutation(planRequestsApi.withdraw.mutationOptions());
  const last = mine.data?.items.find((request) => request.subscriptionId === subscriptionId);
  const isRecent = last && Date.now() - Date.parse(last.requestedAt) < shownForDays * 86_400_000;
  const isTold =
    isRecent && last.status !== 'withdrawn' && !(last.status === 'approved' && last.toPlanName === planName);
  const takeBack = async (id: string) => {
    setProblem('');
    try {
      await withdraw.mutateAsync({ id });
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    await client.invalidateQueries({ queryKey: planRequestsApi.key() });
  };
  return (
    <>
      {last && isTold && (
        <div className="p-inset" role="status">
          <p>
            <b>{last.toPlanName}</b> <Tag tone={tones[last.status]}>{say(`plan.${last.status}`)}</Tag>
          </p>
          <p className="p-quiet">
            {last.status === 'approved' && last.effectiveOn
              ? say('plan.begins', { date: format.day(last.effectiveOn) })
              : (last.statusReason ?? say('plan.asked', { when: format.moment(last.requestedAt) }))}
          </p>
          {last.status === 'waiting' && (
            <Action busy={withdraw.isPending} onClick={() => void takeBack(last.id)}>
              {say('plan.withdraw')}
            </Action>
          )}
          {problem && (
            <p role="alert" className="p-problem">
              {problem}
            </p>
          )}
        </div>
      )}
      {last?.status !== 'waiting' && (
        <ActionLink to={`/customer-portal/service/${subscriptionId}/plan`}>{say('plan.change')}</ActionLink>
      )}
    </>
  );
}
