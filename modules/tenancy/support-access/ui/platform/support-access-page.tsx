import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { DoorOpen, Headset, LogOut } from 'lucide-react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan, useSession } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { supportAccess } from '../../contract.ts';
import { accessRefusal } from '../../rules.ts';
import { type AccessView, accessTones, commonColumns } from '../access-values.tsx';
import { AskDialog } from './ask-dialog.tsx';

const NoVisits = () => (
  <EmptyState icon={<Headset />} title="Nobody has asked to enter a provider">
    A provider’s console is entered only with its leave, a reason and a time limit.
  </EmptyState>
);

const api = clientFor(supportAccess, 'platform');
const url = z.object({ dialog: z.enum(['ask']).optional() });
const listOptions = () =>
  api.listAll.infiniteOptions({ input: (cursor: string | undefined) => ({ cursor, limit: 50 }), ...keyset });

export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchInfiniteQuery(listOptions());

const columns: Column<AccessView>[] = [
  {
    id: 'tenant',
    header: 'Provider',
    cell: (a) => <Link to={`/dashboard/platform-admin/tenants/${a.tenantId}`}>{a.tenantName}</Link>,
    text: (a) => a.tenantName,
    fixed: true,
    width: 180,
  },
  { id: 'operator', header: 'Who', cell: (a) => a.operatorName, text: (a) => a.operatorName, width: 150 },
  ...commonColumns,
];
const getId = (row: AccessView) => row.id;

/** One of mine that is open: enter, or give it up. */
function Mine({ access: a }: { access: AccessView }) {
  const client = useQueryClient();
  const { reason } = useCan('platform.support-access:write');
  const enter = useMutation(
    api.enter.mutationOptions({
      onSuccess: ({ link }) => link && window.location.assign(link),
      onError: toast.problem,
    }),
  );
  const withdraw = useMutation(
    api.withdraw.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok('Given up.');
      },
      onError: toast.problem,
    }),
  );
  const tone = accessTones[a.status];
  return (
    <Callout
      tone={a.status === 'asked' ? 'info' : 'ok'}
      className="mb-4"
      title={`${a.tenantName}: ${typeof tone === 'string' ? tone : tone[1].toLowerCase()}`}
      action={
        <span className="flex flex-wrap gap-2">
          <Button
            size="sm"
            variant="primary"
            icon={<DoorOpen />}
            reason={reason ?? accessRefusal('enter', a.status)}
            pending={enter.isPending}
            onClick={() => enter.mutate({ id: a.id })}
          >
            Enter {a.tenantName}
          </Button>
          <Button
            size="sm"
            icon={<LogOut />}
            reason={reason}
            pending={withdraw.isPending}
            onClick={() => withdraw.mutate({ id: a.id })}
          >
            {a.status === 'active' ? 'End' : 'Withdraw'}
          </Button>
        </span>
      }
    >
      {a.reason}
      {a.status === 'active' && a.expiresAt && (
        <>
          {' '}
          Until <DateTime at={a.expiresAt} show="time" />.
        </>
      )}
    </Callout>
  );
}

export default function PlatformSupportAccessPage() {
  const [{ dialog }, setUrl] = useUrlState(url);
  const query = useInfiniteQuery(listOptions());
  const write = useCan('platform.support-access:write');
  const { user } = useSession();
  useLiveQueries('support-accesses', [api.key()]);
  const mine = query.data?.pages
    .flatMap((page) => page.items)
    .filter((a) => a.operatorId === user.id && accessRefusal('end', a.status) === undefined);
  return (
    <PageBody wide>
      <PageHeader
        title="Support access"
        subtitle="The only way into a provider: with its leave, a reason, a time limit, and on the record of both."
        actions={
          <Button
            variant="primary"
            icon={<Headset />}
            reason={write.reason}
            onClick={() => setUrl({ dialog: 'ask' }, { push: true })}
          >
            Ask to enter
          </Button>
        }
      />
      {mine?.map((access) => (
        <Mine key={access.id} access={access} />
      ))}
      <DataTable
        name="support-accesses"
        label="Support access"
        query={query}
        columns={columns}
        getId={getId}
        empty={<NoVisits />}
      />
      <AskDialog open={dialog === 'ask'} onOpenChange={(open) => !open && setUrl({ dialog: undefined })} />
    </PageBody>
  );
}
