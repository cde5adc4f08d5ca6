import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Activity, History, LogIn, Send } from 'lucide-react';
import { useCallback } from 'react';
import { z } from 'zod';
import { ButtonLink } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { useNow } from '#ui/format/values.tsx';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import { coaOutcomes } from '../../contract.ts';
import { outcomeNames } from '../../rules.ts';
import { radiusApi as api, type CoaView, type LoginView, type SessionView } from './radius-values.tsx';
import { coaColumns, liveColumns, loginColumns, pastColumns } from './session-columns.tsx';

/** What the address holds for these tables. */
export const sessionFilters = {
  q: z.string().default(''),
  nasId: z.uuid().optional(),
  stale: z.enum(['true']).optional(),
  outcome: z.enum(coaOutcomes).optional(),
  accepted: z.enum(['true', 'false']).optional(),
  /** Of a login: why it was refused, in the log's own words. */
  reason: z.string().max(100).optional(),
};
const shape = z.object(sessionFilters);
type Filters = z.infer<typeof shape>;

export interface SessionTableProps {
  values: Filters;
  onChange: (patch: Partial<Filters>) => void;
  nasOptions: { value: string; label: string }[];
}

const path = '/dashboard/radius/sessions';
const input = ({ q, nasId, stale }: Filters, live: boolean) => ({
  ...(q ? { q } : {}),
  nasId,
  ...(live && stale ? { stale } : {}),
  live: live ? ('true' as const) : ('false' as const),
});
const options = (filters: Filters, live: boolean) =>
  api.listSessions.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...input(filters, live), cursor, limit: 100 }),
    ...keyset,
  });
export const liveOptions = (filters: Filters) => options(filters, true);
const loginInput = ({ q, accepted, reason, nasId }: Filters) => ({ ...(q ? { q } : {}), accepted, reason, nasId });
const loginOptions = (filters: Filters) =>
  api.authLog.infiniteOptions({
    input: (cursor: string | undefined) => ({ ...loginInput(filters), cursor, limit: 100 }),
    ...keyset,
  });

const NobodyOnline = () => (
  <EmptyState
    icon={<Activity />}
    title="Nobody is online"
    action={<ButtonLink to="/dashboard/radius/nas">NAS devices</ButtonLink>}
  >
    Sessions appear here as NAS devices report them. None yet? Check that a NAS is set up and sends accounting.
  </EmptyState>
);
const NoPast = () => (
  <EmptyState icon={<History />} title="No session has ended yet">
    Every session is kept here after it ends, with how much it carried and why it ended.
  </EmptyState>
);
const NoRequests = () => (
  <EmptyState icon={<Send />} title="Nothing was asked of a NAS yet">
    Disconnects and changes of speed are listed here with what the NAS answered.
  </EmptyState>
);
const NoLogins = () => (
  <EmptyState icon={<LogIn />} title="No logins yet">
    Every login and refusal of the last 30 days is listed here with its reason. In a storm of logins only some are
    listed; all are counted.
  </EmptyState>
);

const sessionId = (row: SessionView) => row.id;
const sessionKeys = ['q', 'nasId', 'stale'] as const;

export function SessionTable({ live, values, onChange, nasOptions }: SessionTableProps & { live: boolean }) {
  const query = useInfiniteQuery(options(values, live));
  const { q, nasId } = values;
  const rowHref = useCallback(
    (row: SessionView) => {
      const kept = Object.entries({ tab: live ? undefined : 'past', q, nasId, open: row.id }).filter(
        (entry): entry is [string, string] => Boolean(entry[1]),
      );
      return `${path}?${new URLSearchParams(kept)}`;
    },
    [live, q, nasId],
  );
  return (
    <DataTable
      name={live ? 'radius-sessions' : 'radius-sessions-past'}
      label={live ? 'Sessions online' : 'Past sessions'}
      query={query}
      columns={live ? liveColumns : pastColumns}
      getId={sessionId}
      rowHref={rowHref}
      filters={
        <FilterBar
          values={values}
          onChange={onChange}
          views="radius-sessions"
          search={{
            id: 'q',
            placeholder: live ? 'Search login, customer, IP, MAC' : 'Search login, customer, IP address',
          }}
          filters={[
            { kind: 'choice', id: 'nasId', label: 'NAS', options: nasOptions },
            ...(live
              ? [
                  {
                    kind: 'choice' as const,
                    id: 'stale' as const,
                    label: 'Reports',
                    options: [{ value: 'true', label: 'Stale', tone: 'warn' as const }],
                  },
                ]
              : []),
          ]}
        />
      }
      filtered={isFiltered(values, sessionKeys)}
      onClearFilters={() => onChange(cleared(sessionKeys))}
      empty={live ? <NobodyOnline /> : <NoPast />}
      csv={{ page: (cursor) => api.listSessions.call({ ...input(values, live), cursor, limit: 200 }) }}
    />
  );
}

const coaId = (row: CoaView) => row.id;
const coaKeys = ['outcome'] as const;
export function CoaTable({ values, onChange }: SessionTableProps) {
  const { outcome } = values;
  const query = useInfiniteQuery(
    api.listCoa.infiniteOptions({
      input: (cursor: string | undefined) => ({ outcome, cursor, limit: 100 }),
      ...keyset,
    }),
  );
  return (
    <DataTable
      name="coa-requests"
      label="CoA and Disconnect requests"
      query={query}
      columns={coaColumns}
      getId={coaId}
      filters={
        <FilterBar
          values={values}
          onChange={onChange}
          filters={[
            {
              kind: 'choice',
              id: 'outcome',
              label: 'Answer',
              options: coaOutcomes.map((value) => ({ value, label: outcomeNames[value] })),
            },
          ]}
        />
      }
      filtered={isFiltered(values, coaKeys)}
      onClearFilters={() => onChange(cleared(coaKeys))}
      empty={<NoRequests />}
      csv={{ page: (cursor) => api.listCoa.call({ outcome, cursor, limit: 200 }) }}
    />
  );
}

const loginId = (row: LoginView) => row.id;
const loginKeys = ['q', 'accepted', 'reason', 'nasId'] as const;
const hourMs = 3_600_000;
const reasonsOfDays = 7;

/** Reasons that were given of late, and the one in the address. */
function useReasonOptions(chosen: string | undefined) {
  const to = Math.ceil(useNow() / hourMs) * hourMs;
  const from = to - reasonsOfDays * 24 * hourMs;
  const { data } = useQuery(
    api.refusals.queryOptions({ input: { from: new Date(from).toISOString(), to: new Date(to).toISOString() } }),
  );
  const known = data?.items.map(({ reason }) => reason) ?? [];
  return [...new Set([...known, ...(chosen ? [chosen] : [])])].map((value) => ({ value, label: value }));
}

export function LoginTable({ values, onChange, nasOptions }: SessionTableProps) {
  const query = useInfiniteQuery({ ...loginOptions(values), refetchInterval: 15_000 });
  const reasons = useReasonOptions(values.reason);
  return (
    <DataTable
      name="radius-logins"
      label="Logins"
      query={query}
      columns={loginColumns}
      getId={loginId}
      filters={
        <FilterBar
          values={values}
          onChange={onChange}
          search={{ id: 'q', placeholder: 'Search login from its beginning' }}
          filters={[
            {
              kind: 'choice',
              id: 'accepted',
              label: 'Outcome',
              options: [
                { value: 'false', label: 'Refused', tone: 'bad' },
                { value: 'true', label: 'Let in', tone: 'ok' },
              ],
            },
            { kind: 'choice', id: 'reason', label: 'Reason', options: reasons },
            { kind: 'choice', id: 'nasId', label: 'NAS', options: nasOptions },
          ]}
        />
      }
      filtered={isFiltered(values, loginKeys)}
      onClearFilters={() => onChange(cleared(loginKeys))}
      empty={<NoLogins />}
      csv={{ page: (cursor) => api.authLog.call({ ...loginInput(values), cursor, limit: 200 }) }}
    />
  );
}
