import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Settings2 } from 'lucide-react';
import { useMemo } from 'react';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { Bps, Bytes, NumberText, RelativeTime, useNow } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { radiusApi as api } from './radius-values.tsx';
import { SessionActions } from './session-actions.tsx';
import { SessionRulesDialog } from './session-rules-dialog.tsx';
import { SessionSheet } from './session-sheet.tsx';
import { CoaTable, LoginTable, liveOptions, SessionTable, sessionFilters } from './session-tables.tsx';

const url = z.object({
  tab: z.enum(['live', 'past', 'requests', 'logins']).default('live'),
  ...sessionFilters,
  /** The session shown beside the list. */
  open: z.uuid().optional(),
  rules: z.enum(['open']).optional(),
});
type Url = z.infer<typeof url>;

export const loader = ({ queryClient, search }: LoaderContext) =>
  Promise.all([
    queryClient.prefetchInfiniteQuery(liveOptions(readUrlValues(url, search))),
    queryClient.prefetchQuery(api.metrics.queryOptions({ input: {} })),
  ]);

function Figures() {
  const metrics = useQuery(api.metrics.queryOptions({ input: {}, refetchInterval: 60_000 }));
  const problem = metrics.isError ? toProblem(metrics.error).message : undefined;
  const { data } = metrics;
  const reported =
    data &&
    (data.measuredAt ? (
      <>
        Reported <RelativeTime at={data.measuredAt} />
      </>
    ) : (
      'No accounting has come yet'
    ));
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-4">
      <StatCard
        label="Online now"
        value={data && <NumberText value={data.online} />}
        problem={problem}
        source={
          data && (
            <>
              of <NumberText value={data.accounts} /> logins
            </>
          )
        }
      />
      <StatCard label="Download" value={data && <Bps bps={data.downloadBps} />} problem={problem} source={reported} />
      <StatCard label="Upload" value={data && <Bps bps={data.uploadBps} />} problem={problem} source={reported} />
      <StatCard
        label="Refused logins"
        value={data && <NumberText value={data.rejectsLastHour} />}
        problem={problem}
        to="/dashboard/radius/sessions?tab=logins&accepted=false"
        source={
          data && (
            <>
              Last hour; <NumberText value={data.acceptsLastHour} /> were let in
            </>
          )
        }
      />
    </div>
  );
}

const quietMs = 60_000;
const behindBytes = 20_000_000;

/** What an operator should know before believing the numbers: the engine is silent or behind. */
function EngineState() {
  const servers = useQuery(api.servers.queryOptions({ input: {}, refetchInterval: 15_000 }));
  const now = useNow();
  const [server] = servers.data?.items ?? [];
  if (!server) return null;
  if (now - Date.parse(server.seenAt) > quietMs)
    return (
      <Callout
        tone="warn"
        className="mb-4"
        title={
          <>
            The RADIUS server has not reported since <RelativeTime at={server.seenAt} />.
          </>
        }
      >
        What is shown here is as old as that. Logins may still be answered; look at its process.
      </Callout>
    );
  if (server.backlogBytes < behindBytes) return null;
  return (
    <Callout tone="info" className="mb-4" title="Accounting is catching up.">
      <Bytes bytes={server.backlogBytes} /> of records still wait to be counted; nothing is lost.
    </Callout>
  );
}

export default function SessionsPage() {
  const [values, setValues] = useUrlState(url);
  const nas = useInfiniteQuery(
    api.listNas.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: 200 }),
      initialPageParam: undefined as string | undefined,
      getNextPageParam: (last) => last.next ?? undefined,
      staleTime: 60_000,
    }),
  );
  const nasOptions = useMemo(
    () => nas.data?.pages.flatMap(({ items }) => items.map(({ id, name }) => ({ value: id, label: name }))) ?? [],
    [nas.data],
  );
  useLiveQueries('radius-sessions', [
    api.listSessions.key(),
    api.metrics.key(),
    api.listCoa.key(),
    api.getSession.key(),
  ]);
  const write = useCan('network.radius:write');
  const set = (patch: Partial<Url>, options?: { push: boolean }) => setValues(patch, options);
  const tables = { values, onChange: set, nasOptions };
  return (
    <PageBody wide>
      <PageHeader
        title="Sessions"
        actions={
          <Button icon={<Settings2 />} reason={write.reason} onClick={() => set({ rules: 'open' }, { push: true })}>
            Rules
          </Button>
        }
      />
      <EngineState />
      <Figures />
      <SessionActions>
        <Tabs
          label="Sessions"
          value={values.tab}
          onChange={(tab) => set({ tab: url.shape.tab.parse(tab), open: undefined }, { push: true })}
          tabs={[
            { id: 'live', label: 'Online', content: () => <SessionTable live {...tables} /> },
            { id: 'past', label: 'Past', content: () => <SessionTable live={false} {...tables} /> },
            { id: 'requests', label: 'CoA and disconnects', content: () => <CoaTable {...tables} /> },
            { id: 'logins', label: 'Logins', content: () => <LoginTable {...tables} /> },
          ]}
        />
        <SessionRulesDialog
          open={values.rules === 'open'}
          onOpenChange={(next) => set({ rules: next ? 'open' : undefined })}
        />
        <SessionSheet id={values.open} onClose={() => set({ open: undefined })} />
      </SessionActions>
    </PageBody>
  );
}
