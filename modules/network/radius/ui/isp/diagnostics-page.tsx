import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { z } from 'zod';
import type { View } from '#kernel/contract/fields.ts';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { Select } from '#ui/base/select.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { DateTime, Duration, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, usePageParams, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { type LoginDiagnostics, nasVendors } from '../../contract.ts';
import { vendorNames } from '../../rules.ts';
import { AttributeTable } from './attribute-table.tsx';
import { BindHere } from './bind-here.tsx';
import { type AccountView, boundText, LoginState, loginsPath } from './login-values.tsx';
import { radiusApi as api, coaKindNames, link, OutcomeChip } from './radius-values.tsx';
import { TestLoginCard } from './test-login-card.tsx';

type Diagnostics = View<typeof LoginDiagnostics, 'isp'>;
type Attempt = Diagnostics['attempts'][number];

const url = z.object({ vendor: z.enum(nasVendors).optional() });
const vendorOptions = nasVendors.map((value) => ({ value, label: vendorNames[value] }));
const accountOptions = (id: string) => api.getAccount.queryOptions({ input: { id } });

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(accountOptions(params['id'] ?? ''));

const Findings = ({ findings }: { findings: Diagnostics['findings'] }) => (
  <div className="mb-4 flex flex-col gap-2">
    {findings.map(({ tone, text }) => (
      <Callout key={text} tone={tone} title={text} />
    ))}
  </div>
);

/** The request as it came, beside what became of it. */
function AttemptRow({ attempt, children }: { attempt: Attempt; children?: ReactNode }) {
  const came = [
    attempt.method,
    attempt.callingStationId,
    attempt.circuitId && `circuit ${attempt.circuitId}`,
    attempt.remoteId && `remote id ${attempt.remoteId}`,
    attempt.nasPortId && `port ${attempt.nasPortId}`,
  ].filter(Boolean);
  return (
    <li className="border-t border-line py-2.5 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className={attempt.accepted ? 'font-medium text-ok-ink' : 'font-medium text-bad-ink'}>
          {attempt.accepted ? 'Let in' : 'Refused'}: {attempt.reason}
        </span>
        <span className="ms-auto text-sm text-ink-3">
          <RelativeTime at={attempt.at} />
        </span>
      </div>
      {attempt.explanation && <p className="text-ink-2">{attempt.explanation}</p>}
      <p className="text-sm text-ink-3">
        {attempt.nasName ?? 'unknown NAS'}
        {came.length > 0 && <> · {came.join(' · ')}</>}
      </p>
      {children}
    </li>
  );
}

function Trail({ attempts, login }: { attempts: readonly Attempt[]; login: AccountView }) {
  const good = attempts.find(({ accepted }) => accepted)?.id;
  return (
    <Card title="Packet trail">
      {attempts.length === 0 ? (
        <p className="text-ink-3">No attempt is on record. They are kept for 30 days.</p>
      ) : (
        <ol aria-label="Attempts">
          {attempts.map((attempt) => (
            <AttemptRow key={attempt.id} attempt={attempt}>
              {attempt.id === good && boundText(login) === '' && <BindHere login={login} attempt={attempt} />}
            </AttemptRow>
          ))}
        </ol>
      )}
    </Card>
  );
}

function Now({ sessions, lastCoa }: Pick<Diagnostics, 'sessions' | 'lastCoa'>) {
  return (
    <Card title="On the network">
      {sessions.length === 0 && <p className="text-ink-3">Not online.</p>}
      {sessions.map((session) => (
        <DescriptionList
          key={session.id}
          items={[
            {
              term: 'Session',
              value: (
                <Link to={`/dashboard/radius/sessions?open=${session.id}`} className={link}>
                  <Mono>{session.acctSessionId}</Mono>
                </Link>
              ),
            },
            { term: 'At', value: [session.nasName, session.nasPortId].filter(Boolean).join(' · ') },
            { term: 'Device', value: session.callingStationId && <Mono>{session.callingStationId}</Mono> },
            { term: 'Address', value: session.framedIpAddress && <Mono>{session.framedIpAddress}</Mono> },
            { term: 'For', value: <Duration since={session.startedAt} /> },
            { term: 'Last report', value: <RelativeTime at={session.updatedAt} /> },
          ]}
        />
      ))}
      {lastCoa && (
        <div className="mt-3 border-t border-line pt-3">
          <DescriptionList
            items={[
              { term: 'Last CoA', value: coaKindNames[lastCoa.kind] },
              { term: 'Answer', value: <OutcomeChip request={lastCoa} /> },
              { term: 'Because', value: lastCoa.reason },
              { term: 'Asked', value: <DateTime at={lastCoa.requestedAt} /> },
            ]}
          />
        </div>
      )}
    </Card>
  );
}

export default function DiagnosticsPage() {
  const { id } = usePageParams<{ id: string }>();
  const [{ vendor }, setUrl] = useUrlState(url);
  const account = useQuery(accountOptions(id));
  const query = useQuery({
    ...api.diagnostics.queryOptions({ input: { id, ...(vendor ? { vendor } : {}) } }),
    placeholderData: (before) => before,
    // Attempts that were refused bring no event.
    refetchInterval: 10_000,
  });
  useLiveQueries('radius-sessions', [api.diagnostics.key(), api.getAccount.key()], {
    everyMs: 2000,
    only: ({ ids }) => !('accountId' in ids) || ids['accountId'] === id,
  });
  const problem = account.error ?? (query.data ? null : query.error);
  if (problem)
    return <ErrorState error={problem} onRetry={() => void Promise.all([account.refetch(), query.refetch()])} />;
  const login = account.data;
  const found = query.data;
  return (
    <PageBody>
      <PageHeader
        title={login ? `Diagnostics of ${login.username}` : null}
        crumb="Diagnostics"
        status={login && <LoginState login={login} />}
        subtitle={
          login && (
            <Link to={`${loginsPath}/${id}`} className={link}>
              {login.customerName ?? login.username}
            </Link>
          )
        }
      />
      {!found && <Skeleton.Lines count={8} />}
      {found && login && (
        <>
          <Findings findings={found.findings} />
          <Grid>
            <div className="flex flex-col gap-4 lg:col-span-7">
              <Trail attempts={found.attempts} login={login} />
            </div>
            <div className="flex flex-col gap-4 lg:col-span-5">
              <TestLoginCard login={login} vendor={found.vendor} />
              <Now sessions={found.sessions} lastCoa={found.lastCoa} />
              <Card
                title={found.accepted ? 'What an Accept carries' : 'What the refusal carries'}
                aside={
                  <Select
                    aria-label="Make of NAS"
                    value={found.vendor}
                    onChange={(value) => setUrl({ vendor: url.shape.vendor.parse(value) })}
                    options={vendorOptions}
                  />
                }
              >
                <AttributeTable label="Attributes of the answer" attributes={found.answer} />
              </Card>
            </div>
          </Grid>
        </>
      )}
    </PageBody>
  );
}
