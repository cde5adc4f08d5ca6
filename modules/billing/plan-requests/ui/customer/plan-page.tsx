import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePortalFormat } from '#ui/portal/format.ts';
import { ActionLink, Loaded, Panel, Title } from '#ui/portal/parts.tsx';
import { usePortalParam } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { AskForPlan } from './ask-for-plan.tsx';
import { planRequestsApi } from './request-panel.tsx';

export type Choice = Awaited<ReturnType<typeof planRequestsApi.choices.call>>['items'][number];

/** The plans one may change to; the one that is touched shows what it costs. */
export default function PlanPage() {
  const say = useWords();
  const format = usePortalFormat();
  const subscriptionId = usePortalParam('id');
  const [chosen, setChosen] = useState<string>();
  const choices = useQuery(planRequestsApi.choices.queryOptions({ input: { subscriptionId } }));
  const difference = ({ differenceMinor: by, currency }: Choice) =>
    by === null
      ? ''
      : by === 0
        ? say('plan.samePrice')
        : say(by > 0 ? 'plan.more' : 'plan.less', { amount: format.money(Math.abs(by), currency) });
  return (
    <>
      <Title back="/customer-portal/service">{say('plan.change')}</Title>
      <Loaded query={choices}>
        {({ items }) => (
          <>
            {items.length === 0 && (
              <Panel>
                {say('plan.none')}
                <ActionLink to="/customer-portal/support/new">{say('home.ask')}</ActionLink>
              </Panel>
            )}
            {items.map((plan) => (
              <Panel key={plan.planId}>
                <button
                  type="button"
                  className="p-choice"
                  aria-expanded={chosen === plan.planId}
                  onClick={() => setChosen(chosen === plan.planId ? undefined : plan.planId)}
                >
                  <span>
                    <b>{plan.name}</b>
                    <small>
                      {format.bps(plan.downloadKbps * 1000)} {say('home.down')} · {format.bps(plan.uploadKbps * 1000)}{' '}
                      {say('home.up')}
                    </small>
                    <small>
                      {plan.dataCapBytes === null
                        ? say('plan.noCap')
                        : say('plan.cap', { amount: format.bytes(plan.dataCapBytes) })}
                    </small>
                  </span>
                  <span className="p-end">
                    <b>{format.money(plan.priceMinor, plan.currency)}</b>
                    <small>{say(`cycle.${plan.cycle}`)}</small>
                    <small>{difference(plan)}</small>
                  </span>
                </button>
                {chosen === plan.planId && (
                  <>
                    {plan.description && <p className="p-quiet">{plan.description}</p>}
                    <AskForPlan subscriptionId={subscriptionId} plan={plan} />
                  </>
                )}
              </Panel>
            ))}
          </>
        )}
      </Loaded>
    </>
  );
}
