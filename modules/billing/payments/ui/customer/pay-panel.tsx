import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, Panel } from '#ui/portal/parts.tsx';
import { goTo, PortalLink } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { payApi, SandboxNote, usePaymentOptions } from './payment-values.tsx';

interface Props {
  amountMinor: number;
  currency: string;
  /** Absent: all that are open. */
  invoiceIds?: string[];
}

/** Pays what is open with a kept card or on the gateway's page; without a gateway it says how else. */
export function PayPanel({ amountMinor, currency, invoiceIds }: Props) {
  const say = useWords();
  const format = usePortalFormat();
  const options = usePaymentOptions();
  const methods = useQuery(payApi.myMethods.queryOptions({ input: {} }));
  const pay = useMutation(payApi.pay.mutationOptions());
  const [saveMethod, setSaveMethod] = useState(true);
  const [problem, setProblem] = useState('');
  if (!options.data) return null;
  const { gateway, isSandbox, instructions } = options.data;
  const cards = (methods.data?.items ?? []).filter(({ status, expired }) => status === 'active' && !expired);
  const begin = async (methodId?: string) => {
    setProblem('');
    try {
      const chosen = { ...(invoiceIds ? { invoiceIds } : {}), ...(methodId ? { methodId } : { saveMethod }) };
      const { id } = await pay.mutateAsync(chosen);
      goTo(`/customer-portal/billing/payments/${id}`);
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  };
  const sum = format.money(amountMinor, currency);
  return (
    <>
      {isSandbox && <SandboxNote />}
      <Panel title={say('pay.title')}>
        {!gateway && <p>{say('pay.notOnline')}</p>}
        {gateway && (
          <>
            {cards.map((card, at) => (
              <Action key={card.id} primary={at === 0} busy={pay.isPending} onClick={() => void begin(card.id)}>
                {say('pay.withCard', { amount: sum, card: `${card.brand ?? ''} ${card.lastFour ?? ''}`.trim() })}
              </Action>
            ))}
            <Action primary={cards.length === 0} busy={pay.isPending} onClick={() => void begin()}>
              {say(cards.length === 0 ? 'pay.now' : 'pay.otherCard', { amount: sum })}
            </Action>
            <label className="p-check">
              <input type="checkbox" checked={saveMethod} onChange={(event) => setSaveMethod(event.target.checked)} />{' '}
              {say('pay.remember')}
            </label>
            <PortalLink to="/customer-portal/billing/methods" className="p-alone">
              {say('methods.title')}
            </PortalLink>
          </>
        )}
        {problem && (
          <p role="alert" className="p-problem">
            {problem}
          </p>
        )}
        {instructions && (
          <>
            <h3 className="p-card-title">{say('pay.otherwise')}</h3>
            <p className="p-lines">{instructions}</p>
          </>
        )}
      </Panel>
    </>
  );
}
