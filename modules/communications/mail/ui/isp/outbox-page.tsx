import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Mail as MailIcon } from 'lucide-react';
import { useCallback } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, useUrlState } from '#ui/page/url.tsx';
import { readUrlValues, stringifySearch } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { credentialTemplates, type Mail, mail, mailStates, mailTemplates } from '../../contract.ts';
import { whyNotRetry } from '../../rules.ts';
import { Letter, mailTones, templateName, templateOptions } from '../letter.tsx';

type Row = View<typeof Mail, 'isp'>;

const NoMail = () => (
  <EmptyState icon={<MailIcon />} title="No mail yet">
    Welcome letters, invitations and notices appear here as they are written, whether or not a mail server is
    configured.
  </EmptyState>
);

const api = clientFor(mail, 'isp');
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

const columns: Column<Row>[] = [
  { id: 'subject', header: 'Subject', cell: (row) => row.subject, text: (row) => row.subject, fixed: true },
  { id: 'to', header: 'To', cell: (row) => row.to, text: (row) => row.to, width: 260 },
  {
    id: 'template',
    header: 'Kind',
    cell: (row) => templateName(row.template),
    text: (row) => row.template,
    width: 160,
  },
  {
    id: 'state',
    header: 'State',
    cell: (row) => <StatusChip status={row.state} tones={mailTones} />,
    text: (row) => row.state,
    width: 100,
  },
  {
    id: 'createdAt',
    header: 'Written',
    cell: (row) => <RelativeTime at={row.createdAt} />,
    text: (row) => row.createdAt,
    width: 130,
  },
];
const getId = (row: Row) => row.id;

/** A colleague's mail is read through an operation of its own, for its link lets them in. */
function useLetter(row: Row | undefined) {
  const isCredential = row !== undefined && credentialTemplates.includes(row.template);
  const may = useCan('communications.credential-mail:read');
  const id = row?.id ?? '';
  const plain = useQuery({ ...api.get.queryOptions({ input: { id } }), enabled: row !== undefined && !isCredential });
  const credential = useQuery({
    ...api.getCredential.queryOptions({ input: { id } }),
    enabled: isCredential && may.allowed,
  });
  return { query: isCredential ? credential : plain, refused: isCredential ? may.reason : undefined };
}

function Reader({ row, onClose }: { row: Row | undefined; onClose: () => void }) {
  const { query, refused } = useLetter(row);
  const write = useCan('communications.mail:write');
  const retry = useMutation(api.retry.mutationOptions());
  const client = useQueryClient();
  const send = async () => {
    if (!row) return;
    try {
      await retry.mutateAsync({ id: row.id });
      toast.ok('It is on its way.');
    } catch (error) {
      toast.problem(error);
    }
    await client.invalidateQueries({ queryKey: api.key() });
  };
  const data = row && query.data;
  return (
    <Sheet
      open={row !== undefined}
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={row?.subject ?? 'Mail'}
      footer={
        row && (
          <>
            {row.customerId && (
              <Link
                to={`/dashboard/operations/customers/${row.customerId}`}
                className="me-auto self-center text-brand-text hover:underline"
              >
                Open the customer
              </Link>
            )}
            <Button onClick={send} pending={retry.isPending} reason={write.reason ?? whyNotRetry(row.state)}>
              Send again
            </Button>
          </>
        )
      }
    >
      {refused && (
        <EmptyState icon={<MailIcon />} title="This mail lets a colleague in">
          {refused}
        </EmptyState>
      )}
      {!refused && query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {!refused && !query.isError && !data && <Skeleton.Lines count={10} />}
      {data && <Letter mail={data} />}
    </Sheet>
  );
}

export default function OutboxPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  useLiveQueries('mail', [api.key()]);
  const { open, ...rest } = filters;
  const others = stringifySearch(rest);
  const rowHref = useCallback(
    (row: Row) => `/dashboard/communications/outbox${others ? `${others}&` : '?'}open=${row.id}`,
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
        columns={columns}
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
      <Reader row={row} onClose={() => setFilters({ open: undefined })} />
    </PageBody>
  );
}
