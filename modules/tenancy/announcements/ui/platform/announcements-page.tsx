import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Megaphone, Plus } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { keyset } from '#ui/table/columns.ts';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { announcements } from '../../contract.ts';
import { AnnouncementDialog, severityWords } from './announcement-dialog.tsx';

const NothingSaid = () => (
  <EmptyState icon={<Megaphone />} title="Nothing announced">
    Maintenance, news, a change of terms: providers see it as a banner until it is over or they put it away.
  </EmptyState>
);

const api = clientFor(announcements, 'platform');
const url = z.object({ dialog: z.enum(['new']).optional(), edit: z.uuid().optional() });
const listOptions = () =>
  api.list.infiniteOptions({ input: (cursor: string | undefined) => ({ cursor, limit: 50 }), ...keyset });

export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchInfiniteQuery(listOptions());

type Row = Awaited<ReturnType<typeof api.list.call>>['items'][number];
const severityTones = { info: 'info', warning: 'warn', critical: 'bad' } as const;
const doorNames = { isp: 'Console', tenant: 'Tenant portal', customer: 'Subscribers’ portal' } as const;

function stateOf({ withdrawnAt, from, until }: Row): readonly ['neutral' | 'info' | 'ok', string] {
  const now = new Date().toISOString();
  if (withdrawnAt) return ['neutral', 'Withdrawn'];
  if (from > now) return ['info', 'Planned'];
  return until && until <= now ? ['neutral', 'Over'] : ['ok', 'Shown'];
}

export default function AnnouncementsPage() {
  const [{ dialog, edit }, setUrl] = useUrlState(url);
  const client = useQueryClient();
  const query = useInfiniteQuery(listOptions());
  const { reason } = useCan('platform.announcement:write');
  const withdraw = useMutation(api.withdraw.mutationOptions());
  const [ending, setEnding] = useState<Row | null>(null);
  useLiveQueries('announcements', [api.list.key()]);
  const rows = query.data?.pages.flatMap((page) => page.items);
  const columns: SimpleColumn<Row>[] = [
    {
      id: 'title',
      header: 'Title',
      cell: (row) => (
        <span className="flex flex-col py-1 leading-tight">
          <span className="font-medium">{row.title}</span>
          <span className="text-sm text-ink-3">{row.authorName}</span>
        </span>
      ),
    },
    {
      id: 'severity',
      header: 'Severity',
      cell: (row) => <Chip tone={severityTones[row.severity]}>{severityWords[row.severity]}</Chip>,
    },
    {
      id: 'audience',
      header: 'To',
      cell: (row) => (row.audience === 'all' ? 'All providers' : `${row.tenantIds.length} of the providers`),
    },
    { id: 'doors', header: 'Shown in', cell: (row) => row.doors.map((door) => doorNames[door]).join(', ') },
    { id: 'from', header: 'From', cell: (row) => <DateTime at={row.from} show="minute" /> },
    { id: 'until', header: 'Until', cell: (row) => (row.until ? <DateTime at={row.until} show="minute" /> : '—') },
    { id: 'state', header: 'State', cell: (row) => <Chip tone={stateOf(row)[0]}>{stateOf(row)[1]}</Chip> },
    {
      id: 'actions',
      header: 'Actions',
      quiet: true,
      align: 'end',
      cell: (row) => {
        const gone = reason ?? (row.withdrawnAt ? 'This announcement was withdrawn.' : undefined);
        return (
          <span className="flex justify-end gap-1">
            <Button size="sm" reason={gone} onClick={() => setUrl({ edit: row.id }, { push: true })}>
              Edit
            </Button>
            <Button size="sm" variant="danger" reason={gone} onClick={() => setEnding(row)}>
              Withdraw
            </Button>
          </span>
        );
      },
    },
  ];
  return (
    <PageBody wide>
      <PageHeader
        title="Announcements"
        actions={
          <Button
            variant="primary"
            icon={<Plus />}
            reason={reason}
            onClick={() => setUrl({ dialog: 'new' }, { push: true })}
          >
            New announcement
          </Button>
        }
      />
      <Card>
        {query.isError && !rows && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
        {query.isPending && <Skeleton.Lines count={4} />}
        {rows?.length === 0 && <NothingSaid />}
        {rows && rows.length > 0 && (
          <SimpleTable label="Announcements" rows={rows} columns={columns} getId={(row) => row.id} />
        )}
        {query.hasNextPage && (
          <Button className="mt-3" pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        )}
      </Card>
      <AnnouncementDialog
        open={dialog === 'new' || edit !== undefined}
        of={rows?.find((row) => row.id === edit)}
        onOpenChange={(open) => !open && setUrl({ dialog: undefined, edit: undefined })}
      />
      <ConfirmDialog
        open={ending !== null}
        onOpenChange={(open) => !open && setEnding(null)}
        title={`Withdraw “${ending?.title}”?`}
        confirmLabel="Withdraw"
        onConfirm={async () => {
          await withdraw.mutateAsync({ id: ending?.id ?? '' });
          await client.invalidateQueries({ queryKey: api.key() });
          toast.ok('The announcement is withdrawn.');
        }}
      >
        It disappears within a minute wherever it is shown. A mail that was sent stays sent.
      </ConfirmDialog>
    </PageBody>
  );
}
