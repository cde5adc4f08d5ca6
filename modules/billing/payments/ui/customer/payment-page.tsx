import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { callsFor } from '#kernel/client.ts';
import { documents } from '#modules/billing/documents/contract.ts';
import { saveFile } from '#modules/billing/documents/ui/save-file.ts';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, ActionLink, Facts, Loaded, Panel, Title } from '#ui/portal/parts.tsx';
import { usePortalParam } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { PaymentState, payApi, SandboxNote } from './payment-values.tsx';

/** Pages this tab has gone to; back from one, a person is not sent there again. */
const visitedKey = (id: string) => `dotmac.pay.${id}`;

export default function PaymentPage() {
  const id = usePortalParam('id');
  const say = useWords();
  const format = usePortalFormat();
  const client = useQueryClient();
  const [problem, setProblem] = useState('');
  const payment = useQuery({
    ...payApi.getMine.queryOptions({ input: { id } }),
    refetchInterval: ({ state }) => (state.data?.status === 'pending' ? 1000 : false),
  });
  const ask = useMutation(payApi.askMine.mutationOptions());
  const { data } = payment;
  const url = data?.status === 'pending' ? data.checkoutUrl : null;
  const visited = sessionStorage.getItem(visitedKey(id)) !== null;
  const { mutate } = ask;
  useEffect(() => {
    if (!url || visited) return;
    sessionStorage.setItem(visitedKey(id), 'yes');
    window.location.assign(url);
  }, [url, visited, id]);
  // Back from the gateway and still without its word: it is asked.
  const isWaiting = visited && data?.status === 'pending';
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => mutate({ id }), 4000);
    return () => clearInterval(timer);
  }, [isWaiting, mutate, id]);
  const isSettled = data !== undefined && data.status !== 'pending';
  useEffect(() => {
    if (isSettled) void client.invalidateQueries();
  }, [isSettled, client]);
  const download = async () => {
    setProblem('');
    try {
      saveFile(await callsFor(documents, 'customer').myReceipt({ id }));
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  };
  return (
    <>
      <Title back="/customer-portal/billing">{say('pay.payment')}</Title>
      <Loaded query={payment}>
        {(paid) => (
          <>
            {paid.provider === 'sandbox' && <SandboxNote />}
            <Panel>
              <div className="p-big">{format.money(paid.amountMinor, paid.currency)}</div>
              <PaymentState status={paid.status} />
              <p role="status">{say(paid.status === 'pending' && visited ? 'pay.asking' : `pay.${paid.status}Text`)}</p>
              {paid.failureReason && <p className="p-problem">{paid.failureReason}</p>}
              <Facts
                rows={[
                  [say('pay.receipt'), paid.receiptNumber],
                  [say('pay.card'), paid.card],
                  [say('pay.when'), format.moment(paid.settledAt ?? paid.createdAt)],
                  ...paid.allocations.map((part): [string, string] => [
                    part.invoiceNumber,
                    format.money(part.amountMinor, paid.currency),
                  ]),
                  [say('pay.credit'), paid.creditMinor > 0 ? format.money(paid.creditMinor, paid.currency) : null],
                  [say('pay.back'), paid.refundedMinor > 0 ? format.money(paid.refundedMinor, paid.currency) : null],
                ]}
              />
              {url && visited && (
                <a className="p-button p-primary" href={url}>
                  {say('pay.goOn')}
                </a>
              )}
              {paid.receiptNumber && <Action onClick={() => void download()}>{say('pay.download')}</Action>}
              {(paid.status === 'failed' || paid.status === 'cancelled') && (
                <ActionLink to="/customer-portal/billing" primary>
                  {say('pay.again')}
                </ActionLink>
              )}
              {problem && (
                <p role="alert" className="p-problem">
                  {problem}
                </p>
              )}
            </Panel>
          </>
        )}
      </Loaded>
    </>
  );
}
