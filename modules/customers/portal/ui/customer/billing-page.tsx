import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { PayPanel } from '#modules/billing/payments/ui/customer/pay-panel.tsx';
import { PaymentState, payApi, usePaymentOptions } from '#modules/billing/payments/ui/customer/payment-values.tsx';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, Loaded, Panel, Title, Trouble } from '#ui/portal/parts.tsx';
import { PortalLink } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { keyset } from '#ui/table/columns.ts';
import { InvoiceState } from './invoice-state.tsx';
import { portalApi, useHome } from './portal-api.ts';

export default function BillingPage() {
  const say = useWords();
  const format = usePortalFormat();
  const bills = useInfiniteQuery(
    portalApi.invoices.infiniteOptions({ input: (cursor: string | undefined) => ({ cursor, limit: 24 }), ...keyset }),
  );
  const items = bills.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <Title>{say('bills.title')}</Title>
      <Open />
      {bills.isError && <Trouble error={bills.error} onRetry={() => void bills.refetch()} />}
      {items && (
        <Panel>
          {items.length === 0 && <p className="p-quiet">{say('bills.none')}</p>}
          <ul>
            {items.map((bill) => (
              <li key={bill.id}>
                <PortalLink to={`/customer-portal/billing/${bill.id}`} className="p-item">
                  <span>
                    {format.day(bill.issueDate)}
                    <small>{bill.number}</small>
                  </span>
                  <span>
                    <InvoiceState status={bill.status} overdue={bill.overdue} />{' '}
                    <b>{format.money(bill.totalMinor, bill.currency)}</b>
                  </span>
                </PortalLink>
              </li>
            ))}
          </ul>
          {bills.hasNextPage && (
            <Action busy={bills.isFetchingNextPage} onClick={() => void bills.fetchNextPage()}>
              {say('common.more')}
            </Action>
          )}
        </Panel>
      )}
      <Payments />
    </>
  );
}

/** Everything that is open, to be paid at once. */
function Open() {
  const { data } = useHome();
  return data && data.owedMinor > 0 ? <PayPanel amountMinor={data.owedMinor} currency={data.currency} /> : null;
}

function Payments() {
  const say = useWords();
  const format = usePortalFormat();
  const options = usePaymentOptions();
  const paid = useQuery(payApi.mine.queryOptions({ input: { limit: 10 } }));
  const credit = options.data?.creditMinor ?? 0;
  return (
    <Panel title={say('bill.payments')}>
      {credit > 0 && options.data && (
        <p>{say('pay.creditLeft', { amount: format.money(credit, options.data.currency) })}</p>
      )}
      <Loaded query={paid}>
        {({ items }) => (
          <ul>
            {items.length === 0 && <li className="p-quiet">{say('pay.none')}</li>}
            {items.map((payment) => (
              <li key={payment.id}>
                <PortalLink to={`/customer-portal/billing/payments/${payment.id}`} className="p-item">
                  <span>
                    {format.moment(payment.settledAt ?? payment.createdAt)}
                    <small>{payment.receiptNumber}</small>
                  </span>
                  <span>
                    <PaymentState status={payment.status} />{' '}
                    <b>{format.money(payment.amountMinor, payment.currency)}</b>
                  </span>
                </PortalLink>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
      <PortalLink to="/customer-portal/billing/methods" className="p-alone">
        {say('methods.title')}
      </PortalLink>
    </Panel>
  );
}
