import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, Facts, Labelled, Loaded } from '#ui/portal/parts.tsx';
import { goTo } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import type { Choice } from './plan-page.tsx';
import { planRequestsApi } from './request-panel.tsx';

const subscriptionsApi = clientFor(subscriptions, 'customer');
type When = 'now' | 'next_period';

/** What the change costs, today and each period; only the sum that is shown is agreed to. */
export function AskForPlan({ subscriptionId, plan }: { subscriptionId: string; plan: Choice }) {
  const say = useWords();
  const format = usePortalFormat();
  const client = useQueryClient();
  const ask = useMutation(planRequestsApi.ask.mutationOptions());
  const [when, setWhen] = useState<When>(plan.mayBeginNow ? 'now' : 'next_period');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState('');
  const preview = useQuery(
    subscriptionsApi.previewMyPlanChange.queryOptions({ input: { id: subscriptionId, planId: plan.planId, when } }),
  );
  const send = async (expectedNetMinor: number) => {
    setProblem('');
    try {
      await ask.mutateAsync({ subscriptionId, planId: plan.planId, when, expectedNetMinor, note });
      await client.invalidateQueries();
      goTo('/customer-portal/service', { replace: true });
    } catch (error) {
      setProblem(toProblem(error).message);
      await preview.refetch();
    }
  };
  return (
    <>
      <div className="p-segments">
        {(['now', 'next_period'] as const).map((value) => (
          <button
            key={value}
            type="button"
            aria-pressed={when === value}
            disabled={value === 'now' && !plan.mayBeginNow}
            onClick={() => setWhen(value)}
          >
            {say(`plan.${value}`)}
          </button>
        ))}
      </div>
      {!plan.mayBeginNow && <p className="p-quiet">{say('plan.suspended')}</p>}
      <Loaded query={preview}>
        {(sum) => (
          <>
            <Facts
              rows={[
                ...sum.lines.map((line): [string, string] => [
                  say(line.kind === 'credit' ? 'plan.credit' : 'plan.charge', { days: line.days }),
                  format.money(line.amountMinor, sum.currency),
                ]),
                [
                  say(sum.netMinor < 0 ? 'plan.kept' : 'plan.today'),
                  <b key="net">{format.money(Math.abs(sum.netMinor), sum.currency)}</b>,
                ],
                [say('plan.from'), format.day(sum.effectiveOn)],
                [say('plan.then'), `${format.money(sum.toPriceMinor, sum.currency)} ${say(`cycle.${sum.toCycle}`)}`],
              ]}
            />
            {!plan.atOnce && (
              <Labelled label={say('plan.note')}>
                {(id) => (
                  <textarea
                    id={id}
                    rows={2}
                    maxLength={500}
                    value={note}
                    onChange={(event) => setNote(event.target.value)}
                  />
                )}
              </Labelled>
            )}
            <p className="p-quiet">{say(plan.atOnce ? 'plan.atOnceText' : 'plan.approvalText')}</p>
            {problem && (
              <p role="alert" className="p-problem">
                {problem}
              </p>
            )}
            <Action primary busy={ask.isPending} onClick={() => void send(sum.netMinor)}>
              {say(plan.atOnce ? 'plan.do' : 'plan.ask', { plan: plan.name })}
            </Action>
          </>
        )}
      </Loaded>
    </>
  );
}
