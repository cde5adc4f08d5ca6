import { useInfiniteQuery } from '@tanstack/react-query';
import { Mail as MailIcon } from 'lucide-react';
import { useCallback } from 'react';
import { z } from 'zod';
import { EmptyState } from '#ui/base/states.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues, stringifySearch } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { mailStates, mailTemplates } from '../../contract.ts';
import { templateOptions } from '../letter.tsx';
import { mailColumns } from '../mail-columns.tsx';
import { mailApi as api, getId, MailReader, type MailRow } from './mail-reader.tsx';

const NoMail = () => (
  <EmptyState icon={<MailIcon />} title="No mail yet">
    Welcome letters, invitations and notices appear here as they are written, whether or not a mail server is
    configured.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  state: z.enum(mailStates).optional(),
  template: z.enum(mailTemplates).optional(),
  open: z.uuid().optional(),
});
const input = ({ q, state, template }: z.infer<typeof url>) => ({ ...(q ? { q } : {}), state, template });
const listOptions = (filters: z.infer<typeof url>) =>
  api.list.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...input(filters), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

export default function OutboxPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  useLiveQueries('mail', [api.key()]);
  const { open, ...rest } = filters;
  const others = stringifySearch(rest);
  const rowHref = useCallback(
    (row: MailRow) => `/dashboard/communications/outbox${others ? `${others}&` : '?'}open=${row.id}`,
    [others],
  );
  const row = open ? query.data?.pages.flatMap((page) => page.items).find((item) => item.id === open) : undefined;
  return (
    <PageBody wide>
      <PageHeader title="Mail outbox" subtitle="Every mail as it was written. Open one to read it." />
      <DataTable
        name="mail"
        label="Outgoing mail"
        query={query}
        columns={mailColumns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            search={{ id: 'q', placeholder: 'Search address or subject' }}
            filters={[
              {
                kind: 'choice',
                id: 'state',
                label: 'State',
                options: [
                  { value: 'sent', label: 'Sent', tone: 'ok' },
                  { value: 'queued', label: 'Queued', tone: 'info' },
                  { value: 'held', label: 'Not sent', tone: 'warn' },
                  { value: 'failed', label: 'Failed', tone: 'bad' },
                  { value: 'unwanted', label: 'Not wanted', tone: 'neutral' },
                ],
              },
              { kind: 'choice', id: 'template', label: 'Kind', options: templateOptions },
            ]}
          />
        }
        filtered={isFiltered(filters, ['q', 'state', 'template'])}
        onClearFilters={() => setFilters(cleared(['q', 'state', 'template']))}
        empty={<NoMail />}
        csv={{ page: (cursor) => api.list.call({ ...input(filters), cursor, limit: 200 }) }}
      />
      <MailReader row={row} onClose={() => setFilters({ open: undefined })} />
    </PageBody>
  );
}
