import { useInfiniteQuery } from '@tanstack/react-query';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, ActionLink, Panel, Title, Trouble } from '#ui/portal/parts.tsx';
import { PortalLink } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { keyset } from '#ui/table/columns.ts';
import { RequestState, requestsApi } from './request-values.tsx';

export default function SupportPage() {
  const say = useWords();
  const format = usePortalFormat();
  const asked = useInfiniteQuery({
    ...requestsApi.mine.infiniteOptions({ input: (cursor: string | undefined) => ({ cursor, limit: 24 }), ...keyset }),
    refetchInterval: 30_000,
  });
  const items = asked.data?.pages.flatMap((page) => page.items);
  return (
    <>
      <Title>{say('help.title')}</Title>
      <ActionLink to="/customer-portal/support/check" primary>
        {say('check.start')}
      </ActionLink>
      <ActionLink to="/customer-portal/support/new">{say('help.new')}</ActionLink>
      {asked.isError && <Trouble error={asked.error} onRetry={() => void asked.refetch()} />}
      {items && (
        <Panel>
          {items.length === 0 && <p className="p-quiet">{say('help.none')}</p>}
          <ul>
            {items.map((request) => (
              <li key={request.id}>
                <PortalLink to={`/customer-portal/support/${request.id}`} className="p-item">
                  <span>
                    {request.subject}
                    <small>
                      {request.number} · {format.moment(request.updatedAt)}
                    </small>
                  </span>
                  <RequestState status={request.status} />
                </PortalLink>
              </li>
            ))}
          </ul>
          {asked.hasNextPage && (
            <Action busy={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
              {say('common.more')}
            </Action>
          )}
        </Panel>
      )}
    </>
  );
}
