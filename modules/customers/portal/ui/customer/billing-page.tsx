import { useInfiniteQuery } from '@tanstack/react-query';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, Panel, Title, Trouble } from '#ui/portal/parts.tsx';
import { PortalLink } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { keyset } from '#ui/table/columns.ts';
import { InvoiceState } from './invoice-state.tsx';
import { portalApi } from './portal-api.ts';

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
    </>
  );
}
