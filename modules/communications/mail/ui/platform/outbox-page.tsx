import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Mail as MailIcon } from 'lucide-react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { mail, type StaffMail } from '../../contract.ts';
import { whyNotRetry } from '../../rules.ts';
import { Letter } from '../letter.tsx';
import { mailColumns } from '../mail-columns.tsx';

type Row = View<typeof StaffMail, 'platform'>;

const NoMail = () => (
  <EmptyState icon={<MailIcon />} title="No mail yet">
    Invitations to the administrators of new providers appear here, whether or not a mail server is configured.
  </EmptyState>
);

const api = clientFor(mail, 'platform');
const url = z.object({ open: z.uuid().optional() });
const listOptions = () =>
  api.listPlatform.infiniteOptions({ input: (cursor: string | undefined) => ({ cursor, limit: 100 }), ...keyset });

export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchInfiniteQuery(listOptions());

const getId = (row: Row) => row.id;
const rowHref = (row: Row) => `/dashboard/platform-admin/outbox?open=${row.id}`;

export default function PlatformOutboxPage() {
  const [{ open }, setUrl] = useUrlState(url);
  const query = useInfiniteQuery(listOptions());
  const write = useCan('platform.mail:write');
  const retry = useMutation(api.retryPlatform.mutationOptions());
  const client = useQueryClient();
  useLiveQueries('platform-mail', [api.key()]);
  const row = open ? query.data?.pages.flatMap((page) => page.items).find((item) => item.id === open) : undefined;
  const send = async (id: string) => {
    try {
      await retry.mutateAsync({ id });
      toast.ok('It is on its way.');
    } catch (error) {
      toast.problem(error);
    }
    await client.invalidateQueries({ queryKey: api.key() });
  };
  return (
    <PageBody wide>
      <PageHeader title="Mail outbox" subtitle="Mail to providers’ administrators and to our own staff." />
      <DataTable
        name="platform-mail"
        label="Outgoing mail"
        query={query}
        columns={mailColumns}
        getId={getId}
        rowHref={rowHref}
        empty={<NoMail />}
      />
      <Sheet
        open={row !== undefined}
        onOpenChange={(isOpen) => !isOpen && setUrl({ open: undefined })}
        size="lg"
        title={row?.subject ?? 'Mail'}
        footer={
          row && (
            <Button
              onClick={() => send(row.id)}
              pending={retry.isPending}
              reason={write.reason ?? whyNotRetry(row.state)}
            >
              Send again
            </Button>
          )
        }
      >
        {row && <Letter mail={row} />}
      </Sheet>
    </PageBody>
  );
}
