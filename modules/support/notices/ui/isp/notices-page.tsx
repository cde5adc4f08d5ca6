import { useInfiniteQuery } from '@tanstack/react-query';
import { Megaphone, Plus } from 'lucide-react';
import { z } from 'zod';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { DateTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { keyset } from '#ui/table/columns.ts';
import { cleared, FilterBar } from '#ui/table/filter-bar.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { noticeKinds, whyNotWrite } from '../../rules.ts';
import { NoticeDialog } from './notice-dialog.tsx';
import { noticesApi as api, areaText, kindTones, type NoticeView, stateTones } from './notice-values.tsx';
import { ProgressDialog } from './progress-dialog.tsx';

const NoNotices = () => (
  <EmptyState icon={<Megaphone />} title="Nothing to tell subscribers">
    An outage or planned work: whom it concerns sees it in their portal before they call.
  </EmptyState>
);

const url = z.object({
  kind: z.enum(noticeKinds).optional(),
  open: z.enum(['true']).optional(),
  dialog: z.enum(['new']).optional(),
  edit: z.uuid().optional(),
  notice: z.uuid().optional(),
});
const listOptions = ({ kind, open }: z.infer<typeof url>) =>
  api.list.infiniteOptions({ input: (cursor: string | undefined) => ({ kind, open, cursor, limit: 50 }), ...keyset });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

export default function NoticesPage() {
  const [values, setUrl] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(values));
  const { reason } = useCan('support.notice:write');
  useLiveQueries('notices', [api.key()]);
  const write = () => setUrl({ dialog: 'new' }, { push: true });
  usePaletteActions([{ label: 'Tell subscribers of an outage', run: write, reason, keywords: ['incident', 'status'] }]);
  const rows = query.data?.pages.flatMap((page) => page.items);
  const find = (id: string | undefined) => rows?.find((row) => row.id === id);
  const [editing, following] = [find(values.edit), find(values.notice)];
  const columns: SimpleColumn<NoticeView>[] = [
    {
      id: 'title',
      header: 'Notice',
      cell: (row) => (
        <button
          type="button"
          className="py-1 text-start font-medium hover:underline"
          onClick={() => setUrl({ notice: row.id }, { push: true })}
        >
          {row.title}
        </button>
      ),
    },
    { id: 'kind', header: 'Kind', cell: (row) => <StatusChip status={row.kind} tones={kindTones} /> },
    { id: 'area', header: 'For', cell: areaText },
    { id: 'startsAt', header: 'From', cell: (row) => <DateTime at={row.startsAt} show="minute" /> },
    {
      id: 'endsAt',
      header: 'Until',
      cell: ({ resolvedAt, endsAt }) => {
        const end = resolvedAt ?? endsAt;
        return end ? <DateTime at={end} show="minute" /> : '—';
      },
    },
    { id: 'state', header: 'State', cell: (row) => <StatusChip status={row.state} tones={stateTones} /> },
    { id: 'updates', header: 'Updates', cell: (row) => row.updates.length, align: 'end' },
    {
      id: 'actions',
      header: 'Actions',
      quiet: true,
      align: 'end',
      cell: (row) => (
        <span className="flex justify-end gap-1">
          <Button size="sm" onClick={() => setUrl({ notice: row.id }, { push: true })}>
            Updates
          </Button>
          <Button
            size="sm"
            reason={reason ?? whyNotWrite(row.state)}
            onClick={() => setUrl({ edit: row.id }, { push: true })}
          >
            Edit
          </Button>
        </span>
      ),
    },
  ];
  return (
    <PageBody wide>
      <PageHeader
        title="Service notices"
        actions={
          <Button variant="primary" icon={<Plus />} reason={reason} onClick={write}>
            New notice
          </Button>
        }
      />
      <Card>
        <FilterBar
          values={values}
          onChange={setUrl}
          filters={[
            {
              kind: 'choice',
              id: 'kind',
              label: 'Kind',
              options: [
                { value: 'outage', label: 'Outage', tone: 'bad' },
                { value: 'planned', label: 'Planned work', tone: 'info' },
              ],
            },
            { kind: 'choice', id: 'open', label: 'State', options: [{ value: 'true', label: 'Ahead or under way' }] },
          ]}
        />
        {query.isError && !rows && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
        {query.isPending && <Skeleton.Lines count={4} />}
        {rows?.length === 0 &&
          (values.kind || values.open ? (
            <EmptyState
              icon={<Megaphone />}
              title="No notice matches"
              action={<Button onClick={() => setUrl(cleared(['kind', 'open'] as const))}>Clear the filters</Button>}
            />
          ) : (
            <NoNotices />
          ))}
        {rows && rows.length > 0 && (
          <SimpleTable label="Service notices" rows={rows} columns={columns} getId={(row) => row.id} />
        )}
        {query.hasNextPage && (
          <Button className="mt-3" pending={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        )}
      </Card>
      {(values.dialog === 'new' || editing) && (
        <NoticeDialog of={editing} onClose={() => setUrl({ dialog: undefined, edit: undefined })} />
      )}
      {following && (
        <ProgressDialog key={following.id} notice={following} onClose={() => setUrl({ notice: undefined })} />
      )}
    </PageBody>
  );
}
