import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { callsFor } from '#kernel/client.ts';
import { documents } from '#modules/billing/documents/contract.ts';
import { saveFile } from '#modules/billing/documents/ui/save-file.ts';
import { PayPanel } from '#modules/billing/payments/ui/customer/pay-panel.tsx';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, Facts, Loaded, Panel, Title } from '#ui/portal/parts.tsx';
import { usePortalParam } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { InvoiceState } from './invoice-state.tsx';
import { portalApi } from './portal-api.ts';

function DownloadBill({ id }: { id: string }) {
  const say = useWords();
  const [problem, setProblem] = useState('');
  const download = async () => {
    setProblem('');
    try {
      saveFile(await callsFor(documents, 'customer').myInvoice({ id }));
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  };
  return (
    <>
      <Action onClick={() => void download()}>{say('bill.pdf')}</Action>
      {problem && (
        <p role="alert" className="p-problem">
          {problem}
        </p>
      )}
    </>
  );
}

export default function InvoicePage() {
  const id = usePortalParam('id');
  const say = useWords();
  const format = usePortalFormat();
  const bill = useQuery(portalApi.invoice.queryOptions({ input: { id } }));
  return (
    <>
      <Title back="/customer-portal/billing">{bill.data?.number ?? say('bills.title')}</Title>
      <Loaded query={bill}>
        {(data) => {
          const money = (minor: number) => format.money(minor, data.currency);
          return (
            <>
              <Panel>
                <div className="p-big">{money(data.totalMinor)}</div>
                <InvoiceState status={data.status} overdue={data.overdue} />
                <Facts
                  rows={[
                    [say('bill.issued'), format.day(data.issueDate)],
                    [say('bill.due'), format.day(data.dueDate)],
                    ...data.lines.map((line): [string, string] => [line.description, money(line.amountMinor)]),
                    [say('bill.total'), <b key="total">{money(data.totalMinor)}</b>],
                    ...(data.status === 'open' && data.paidMinor > 0
                      ? [
                          [say('bill.paidSoFar'), money(data.paidMinor)] as [string, string],
                          [say('bill.rest'), money(data.totalMinor - data.paidMinor)] as [string, string],
                        ]
                      : []),
                  ]}
                />
                <DownloadBill id={data.id} />
                {data.status === 'open' && <p className="p-quiet">{say('bill.reference', { number: data.number })}</p>}
              </Panel>
              {data.status === 'open' && (
                <PayPanel
                  amountMinor={data.totalMinor - data.paidMinor}
                  currency={data.currency}
                  invoiceIds={[data.id]}
                />
              )}
              {data.payments.length > 0 && (
                <Panel title={say('bill.payments')}>
                  <Facts
                    rows={data.payments.map((payment) => [
                      format.moment(payment.receivedAt),
                      money(payment.amountMinor),
                    ])}
                  />
                </Panel>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
}
