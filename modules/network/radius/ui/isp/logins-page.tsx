import { useInfiniteQuery } from '@tanstack/react-query';
import { KeyRound, Plus, ShieldCheck } from 'lucide-react';
import { z } from 'zod';
import { Chip, Dot } from '#ui/base/badge.tsx';
import { ButtonLink } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { Bps, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { accountStates, priorityClasses } from '../../contract.ts';
import { priorityNames } from '../../policy-rules.ts';
import { type AccountView, boundText, LoginState, loginsPath, priorityOptions, stateOptions } from './login-values.tsx';
import { radiusApi as api, link, None } from './radius-values.tsx';

const NoLogins = () => (
  <EmptyState
    icon={<KeyRound />}
    title="No logins yet"
    action={<ButtonLink to={`${loginsPath}/new`}>New login</ButtonLink>}
  >
    Provisioning makes one when a plan is sold. Make one by hand for a test, a router of your own, or a subscriber you
    bring from elsewhere.
  </EmptyState>
);

const url = z.object({
  q: z.string().default(''),
  state: z.enum(accountStates).optional(),
  online: z.enum(['true', 'false']).optional(),
  bound: z.enum(['true', 'false']).optional(),
  priorityClass: z.enum(priorityClasses).optional(),
});
type Filters = z.infer<typeof url>;
const input = ({ q, ...rest }: Filters) => ({ ...rest, ...(q ? { q } : {}) });
const options = (filters: Filters) =>
  api.listAccounts.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...input(filters), cursor, limit: 100 }),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(options(readUrlValues(url, search)));

const columns: Column<AccountView>[] = [
  {
    id: 'online',
    header: 'Online',
    cell: (row) => <Dot tone={row.online ? 'ok' : 'neutral'} label={row.online ? 'Online' : 'Offline'} />,
    text: (row) => (row.online ? 'online' : 'offline'),
    width: 70,
  },
  {
    id: 'username',
    header: 'Login',
    cell: (row) => <span dir="ltr">{row.username}</span>,
    text: (row) => row.username,
    fixed: true,
    width: 210,
  },
  {
    id: 'customer',
    header: 'Customer',
    cell: (row) =>
      row.customerId === null ? (
        <None />
      ) : (
        <Link to={`/dashboard/operations/customers/${row.customerId}`} className={link}>
          {row.customerName ?? 'Customer'}
        </Link>
      ),
    text: (row) => row.customerName,
  },
  { id: 'state', header: 'State', cell: (row) => <LoginState login={row} />, text: (row) => row.state, width: 110 },
  {
    id: 'speed',
    header: 'Speed',
    cell: (row) => (
      <>
        <Bps bps={row.downloadKbps * 1000} /> / <Bps bps={row.uploadKbps * 1000} />
      </>
    ),
    text: (row) => `${row.downloadKbps}/${row.uploadKbps} kbit/s`,
    width: 170,
  },
  {
    id: 'framedIpAddress',
    header: 'Address',
    cell: (row) => (row.framedIpAddress ? <Mono>{row.framedIpAddress}</Mono> : <None />),
    text: (row) => row.framedIpAddress,
    width: 130,
  },
  {
    id: 'bound',
    header: 'Bound to',
    cell: (row) => (boundText(row) ? <Mono>{boundText(row)}</Mono> : <None />),
    text: boundText,
    width: 190,
  },
  {
    id: 'priorityClass',
    header: 'Priority',
    cell: (row) =>
      row.priorityClass === 'standard' ? <None /> : <Chip tone="brand">{priorityNames[row.priorityClass]}</Chip>,
    text: (row) => row.priorityClass,
    width: 110,
  },
  {
    id: 'createdAt',
    header: 'Made',
    cell: (row) => <RelativeTime at={row.createdAt} />,
    text: (row) => row.createdAt,
    width: 120,
    hidden: true,
  },
];
const getId = (row: AccountView) => row.id;
const rowHref = (row: AccountView) => `${loginsPath}/${row.id}`;
const keys = ['q', 'state', 'online', 'bound', 'priorityClass'] as const;

export default function LoginsPage() {
  const [filters, setFilters] = useUrlState(url);
  const query = useInfiniteQuery(options(filters));
  const write = useCan('network.radius:write');
  useLiveQueries('radius-sessions', [api.listAccounts.key()], {
    everyMs: 5000,
    only: ({ event }) => event.startsWith('radius.session-'),
  });
  return (
    <PageBody wide>
      <PageHeader
        title="Logins"
        actions={
          <>
            <ButtonLink to="/dashboard/radius/policy" icon={<ShieldCheck />}>
              Policy
            </ButtonLink>
            <ButtonLink to={`${loginsPath}/new`} variant="primary" icon={<Plus />} reason={write.reason}>
              New login
            </ButtonLink>
          </>
        }
      />
      <DataTable
        name="radius-accounts"
        label="RADIUS logins"
        query={query}
        columns={columns}
        getId={getId}
        rowHref={rowHref}
        filters={
          <FilterBar
            values={filters}
            onChange={setFilters}
            views="radius-accounts"
            search={{ id: 'q', placeholder: 'Search login, customer, IP, circuit' }}
            filters={[
              { kind: 'choice', id: 'state', label: 'State', options: stateOptions },
              {
                kind: 'choice',
                id: 'online',
                label: 'Online',
                options: [
                  { value: 'true', label: 'Online', tone: 'ok' },
                  { value: 'false', label: 'Offline', tone: 'neutral' },
                ],
              },
              {
                kind: 'choice',
                id: 'bound',
                label: 'Bound',
                options: [
                  { value: 'true', label: 'To a line or device' },
                  { value: 'false', label: 'To nothing' },
                ],
              },
              { kind: 'choice', id: 'priorityClass', label: 'Priority', options: priorityOptions },
            ]}
          />
        }
        filtered={isFiltered(filters, keys)}
        onClearFilters={() => setFilters(cleared(keys))}
        empty={<NoLogins />}
        csv={{ page: (cursor) => api.listAccounts.call({ ...input(filters), cursor, limit: 200 }) }}
      />
    </PageBody>
  );
}
