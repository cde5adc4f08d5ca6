import { useInfiniteQuery } from '@tanstack/react-query';
import { Mail as MailIcon, Send } from 'lucide-react';
import { useCallback } from 'react';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { mailColumns } from '../mail-columns.tsx';
import { mailApi as api, getId, MailReader, type MailRow } from './mail-reader.tsx';

const url = z.object({ mail: z.uuid().optional() });
interface Props {
  customerId: string;
  /** Why no message can be written now. */
  reason: string | undefined;
  onWrite: () => void;
}

/** Every mail to a customer with what became of it. */
export function CustomerMailCard({ customerId, reason, onWrite }: Props) {
  const read = useCan('communications.mail:read');
  const [{ mail }, setUrl] = useUrlState(url);
  const query = useInfiniteQuery({
    ...api.list.infiniteOptions({
      input: (cursor: string | undefined) => ({ customerId, cursor, limit: 50 }),
      ...keyset,
    }),
    enabled: read.allowed,
  });
  useLiveQueries('mail', [api.list.key()], { only: ({ ids }) => ids['customerId'] === customerId });
  const rowHref = useCallback(
    (row: MailRow) => `/dashboard/operations/customers/${customerId}/tickets?mail=${row.id}`,
    [customerId],
  );
  const row = mail ? query.data?.pages.flatMap((page) => page.items).find(({ id }) => id === mail) : undefined;
  return (
    <Card
      title="Messages"
      flush
      aside={
        <Button size="sm" icon={<Send />} reason={reason} onClick={onWrite}>
          Send a message
        </Button>
      }
    >
      {read.allowed ? (
        <DataTable
          name="customer-mail"
          label="Messages"
          height="auto"
          query={query}
          columns={mailColumns}
          getId={getId}
          rowHref={rowHref}
          empty={
            <EmptyState icon={<MailIcon />} title="No messages" className="py-8">
              Nothing has been written to this customer.
            </EmptyState>
          }
        />
      ) : (
        <p className="px-4 py-6 text-ink-3">{read.reason}</p>
      )}
      <MailReader row={row} onClose={() => setUrl({ mail: undefined })} />
    </Card>
  );
}
