import { useInfiniteQuery } from '@tanstack/react-query';
import { UserPlus, Users } from 'lucide-react';
import { z } from 'zod';
import { ManagersCard } from '#modules/tenancy/account-managers/ui/managers-card.tsx';
import { Chip, StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { portalApi as api } from '../portal-api.ts';
import { InviteStaffDialog } from './invite-staff-dialog.tsx';

const NobodyYet = () => (
  <EmptyState icon={<Users />} title="No staff yet">
    Invite the first colleague; they get a link by mail and choose their own password.
  </EmptyState>
);

const url = z.object({ q: z.string().default(''), dialog: z.enum(['invite']).optional() });
const listOptions = ({ q }: z.infer<typeof url>) =>
  api.staff.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...(q ? { q } : {}), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(url, search)));

type Row = Awaited<ReturnType<typeof api.staff.call>>['items'][number];
const tones = { active: 'ok', invited: 'info', disabled: ['neutral', 'Locked out'] } as const;
const columns: Column<Row>[] = [
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
    cell: (m) => <StatusChip status={m.status} tones={tones} />,
    text: (m) => m.status,
    width: 110,
  },
  {
    id: 'lastSignInAt',
    header: 'Last sign-in',
    cell: (m) => (m.lastSignInAt ? <RelativeTime at={m.lastSignInAt} /> : <span className="text-ink-3">Never</span>),
    text: (m) => m.lastSignInAt,
    width: 140,
  },
];
const getId = (row: Row) => row.id;

export default function UsersPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(listOptions(filters));
  const { reason } = useCan('account.staff:write');
  return (
    <PageBody wide>
      <PageHeader
        title="Users"
        subtitle="Your staff in the console, and those who deal with DotMac here."
        actions={
          <Button
            variant="primary"
            icon={<UserPlus />}
            reason={reason}
            onClick={() => setFilters({ dialog: 'invite' }, { push: true })}
          >
            Invite staff
          </Button>
        }
      />
      <div className="mb-4">
        <ManagersCard door="tenant" />
      </div>
      <h2 className="mb-2 text-base font-semibold">Staff</h2>
      <DataTable
        name="tenant-staff"
        label="Staff"
        query={query}
        columns={columns}
        getId={getId}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            search={{ id: 'q', placeholder: 'Search name or e-mail' }}
            filters={[]}
          />
        }
        filtered={isFiltered(filters, ['q'])}
        onClearFilters={() => setFilters(cleared(['q']))}
        empty={<NobodyYet />}
      />
      <InviteStaffDialog
        open={filters.dialog === 'invite'}
        onOpenChange={(open) => !open && setFilters({ dialog: undefined })}
      />
    </PageBody>
  );
}
