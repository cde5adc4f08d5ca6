import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, Labelled, Loaded, Panel, Tag, Title } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { autopayTimings } from '../../resources.ts';
import { payApi, SandboxNote, usePaymentOptions } from './payment-values.tsx';

function useAttempt() {
  const client = useQueryClient();
  const [problem, setProblem] = useState('');
  const attempt = async (work: () => Promise<unknown>) => {
    setProblem('');
    try {
      await work();
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    await client.invalidateQueries({ queryKey: payApi.key() });
  };
  return { problem, attempt };
}

export default function MethodsPage() {
  const say = useWords();
  const options = usePaymentOptions();
  return (
    <>
      <Title back="/customer-portal/billing">{say('methods.title')}</Title>
      <Loaded query={options}>
        {({ gateway, isSandbox, instructions }) =>
          gateway ? (
            <>
              {isSandbox && <SandboxNote />}
              <Cards />
              <Autopay />
            </>
          ) : (
            <Panel>
              <p>{say('pay.notOnline')}</p>
              {instructions && <p className="p-lines">{instructions}</p>}
            </Panel>
          )
        }
      </Loaded>
    </>
  );
}

function Cards() {
  const say = useWords();
  const { problem, attempt } = useAttempt();
  const [wanted, setWanted] = useState<string>();
  const methods = useQuery({
    ...payApi.myMethods.queryOptions({ input: {} }),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === 'pending') ? 1000 : false),
  });
  const add = useMutation(payApi.addMethod.mutationOptions());
  const choose = useMutation(payApi.setDefaultMethod.mutationOptions());
  const remove = useMutation(payApi.removeMethod.mutationOptions());
  // The page is opened a moment after it was asked for.
  const url = methods.data?.items.find(({ id }) => id === wanted)?.checkoutUrl;
  useEffect(() => {
    if (url) window.location.assign(url);
  }, [url]);
  return (
    <Panel title={say('methods.cards')}>
      <Loaded query={methods}>
        {({ items }) => (
          <ul>
            {items.length === 0 && <li className="p-quiet">{say('methods.none')}</li>}
            {items.map((card) => (
              <li key={card.id} className="p-item">
                <span>
                  {card.lastFour ? `${card.brand} ${card.lastFour}` : say('methods.adding')}
                  <small>
                    {card.expiryYear && `${String(card.expiryMonth).padStart(2, '0')}/${card.expiryYear} `}
                    {card.failureReason}
                  </small>
                </span>
                <span>
                  {card.isDefault && <Tag tone="ok">{say('methods.default')}</Tag>}
                  {card.expired && <Tag tone="bad">{say('methods.expired')}</Tag>}
                  {card.status === 'active' && !card.isDefault && !card.expired && (
                    <button
                      type="button"
                      className="p-plain"
                      onClick={() => void attempt(() => choose.mutateAsync({ id: card.id }))}
                    >
                      {say('methods.makeDefault')}
                    </button>
                  )}{' '}
                  {card.status === 'active' && (
                    <button
                      type="button"
                      className="p-plain"
                      aria-label={`${say('methods.remove')} ${card.brand} ${card.lastFour}`}
                      onClick={() => void attempt(() => remove.mutateAsync({ id: card.id }))}
                    >
                      {say('methods.remove')}
                    </button>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      {problem && (
        <p role="alert" className="p-problem">
          {problem}
        </p>
      )}
      <Action
        busy={add.isPending || (wanted !== undefined && !url)}
        onClick={() => void attempt(async () => setWanted((await add.mutateAsync({})).id))}
      >
        {say('methods.add')}
      </Action>
      <p className="p-quiet">{say('methods.safe')}</p>
    </Panel>
  );
}

function Autopay() {
  const say = useWords();
  const format = usePortalFormat();
  const { problem, attempt } = useAttempt();
  const state = useQuery(payApi.autopay.queryOptions({ input: {} }));
  const set = useMutation(payApi.setAutopay.mutationOptions());
  return (
    <Panel title={say('autopay.title')}>
      <Loaded query={state}>
        {({ enabled, timing, card, problem: failed, nextTryAt }) => (
          <>
            <p role="status">
              {enabled ? say('autopay.on', { card: card ?? '' }) : say(card ? 'autopay.off' : 'autopay.needsCard')}
            </p>
            {failed && (
              <p className="p-problem">
                {failed} {nextTryAt && say('autopay.next', { when: format.moment(nextTryAt) })}
              </p>
            )}
            <Labelled label={say('autopay.when')}>
              {(id) => (
                <select
                  id={id}
                  value={timing}
                  disabled={!card}
                  onChange={(event) => {
                    const chosen = autopayTimings.find((known) => known === event.target.value);
                    if (chosen) void attempt(() => set.mutateAsync({ enabled: true, timing: chosen }));
                  }}
                >
                  {autopayTimings.map((value) => (
                    <option key={value} value={value}>
                      {say(`autopay.${value}`)}
                    </option>
                  ))}
                </select>
              )}
            </Labelled>
            <Action
              primary={!enabled}
              busy={set.isPending}
              disabled={!enabled && !card}
              onClick={() => void attempt(() => set.mutateAsync({ enabled: !enabled, timing }))}
            >
              {say(enabled ? 'autopay.switchOff' : 'autopay.switchOn')}
            </Action>
          </>
        )}
      </Loaded>
      {problem && (
        <p role="alert" className="p-problem">
          {problem}
        </p>
      )}
    </Panel>
  );
}
