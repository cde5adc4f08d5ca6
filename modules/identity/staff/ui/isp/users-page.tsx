import { useInfiniteQuery } from '@tanstack/react-query';
import { UserPlus, Users } from 'lucide-react';
import { useCallback } from 'react';
import { z } from 'zod';
import { Chip, StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { memberStatuses } from '../../contract.ts';
import { InviteDialog } from './invite-dialog.tsx';
import { staffApi as api, type MemberView, memberTones } from './staff-values.tsx';
import { UserSheet } from './user-sheet.tsx';

const path = '/dashboard/security-access/users';

const NobodyYet = () => (
  <EmptyState icon={<Users />} title="Nobody here yet">
    Invite a colleague; they get a link by mail and choose their own password.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  status: z.enum(memberStatuses).optional(),
  open: z.uuid().optional(),
  dialog: z.enum(['invite']).optional(),
});
const listOptions = ({ q, status }: z.infer<typeof url>) =>
  api.listUsers.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...(q ? { q } : {}), status, cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

const columns: Column<MemberView>[] = [
  { id: 'name', header: 'Name', cell: (m) => m.name, text: (m) => m.name, fixed: true },
  { id: 'email', header: 'E-mail', cell: (m) => m.email, text: (m) => m.email },
  {
    id: 'roles',
    header: 'Roles',
    cell: (m) => (
      <span className="flex gap-1 overflow-hidden">
        {m.roleNames.map((name) => (
          <Chip key={name}>{name}</Chip>
        ))}
      </span>
    ),
    text: (m) => m.roleNames.join(', '),
  },
  {
    id: 'status',
    header: 'Status',
    cell: (m) => <StatusChip status={m.status} tones={memberTones} />,
    text: (m) => m.status,
    width: 110,
  },
  {
    id: 'twoFactor',
    header: 'Second factor',
    cell: (m) => (m.twoFactor ? <Chip tone="ok">On</Chip> : <span className="text-ink-3">Off</span>),
    text: (m) => (m.twoFactor ? 'on' : 'off'),
    width: 120,
  },
  {
    id: 'lastSignInAt',
    header: 'Last sign-in',
    cell: (m) => (m.lastSignInAt ? <RelativeTime at={m.lastSignInAt} /> : <span className="text-ink-3">Never</span>),
    text: (m) => m.lastSignInAt,
    width: 140,
  },
];
const getId = (row: MemberView) => row.id;
const filterKeys = ['q', 'status'] as const;

export default function UsersPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  const write = useCan('identity.user:write');
  useLiveQueries('staff', [api.key()]);
  const invite = () => setFilters({ dialog: 'invite' }, { push: true });
  usePaletteActions([{ label: 'Invite a colleague', run: invite, reason: write.reason, keywords: ['user', 'staff'] }]);
  const { q, status } = filters;
  const rowHref = useCallback(
    (row: MemberView) => {
      const kept = Object.entries({ q, status, open: row.id }).filter((entry): entry is [string, string] =>
        Boolean(entry[1]),
      );
      return `${path}?${new URLSearchParams(kept)}`;
    },
    [q, status],
  );
  return (
    <PageBody wide>
      <PageHeader
        title="Staff"
        actions={
          <Button variant="primary" icon={<UserPlus />} reason={write.reason} onClick={invite}>
            Invite a colleague
          </Button>
        }
      />
      <DataTable
        name="staff"
        label="Staff"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            search={{ id: 'q', placeholder: 'Search name or e-mail' }}
            filters={[
              {
                kind: 'choice',
                id: 'status',
                label: 'Status',
                options: [
                  { value: 'active', label: 'Active', tone: 'ok' },
                  { value: 'invited', label: 'Invited', tone: 'info' },
                  { value: 'disabled', label: 'Locked out' },
                ],
              },
            ]}
          />
        }
        filtered={isFiltered(filters, filterKeys)}
        onClearFilters={() => setFilters(cleared(filterKeys))}
        empty={<NobodyYet />}
        csv={{ page: (cursor) => api.listUsers.call({ ...(q ? { q } : {}), status, cursor, limit: 200 }) }}
      />
      <InviteDialog
        open={filters.dialog === 'invite'}
        onOpenChange={(open) => !open && setFilters({ dialog: undefined })}
      />
      <UserSheet id={filters.open} onClose={() => setFilters({ open: undefined })} />
    </PageBody>
  );
}
