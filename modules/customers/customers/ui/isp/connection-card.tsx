import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Badge } from '#ui/base/badge.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { Sparkline } from '#ui/chart/sparkline.tsx';
import { Bps, Duration, RelativeTime } from '#ui/format/values.tsx';
import {
  radiusApi,
  type SessionView,
  useLastRefusal,
  useLastSession,
  useLiveSessions,
  useLogins,
} from './customer-queries.ts';
import { hourlyBps } from './usage-series.ts';

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** Whether the subscriber is online, where, and how fast; if not, since when and why. */
export function ConnectionCard({
  customerId,
  title = 'Connection',
  className,
}: {
  customerId: string;
  title?: ReactNode;
  className?: string;
}) {
  const live = useLiveSessions(customerId);
  const session = live.data?.items[0];
  return (
    <QueryCard
      title={title}
      query={live}
      {...(className ? { className } : {})}
      lines={6}
      status={() =>
        session ? (
          <Badge tone="ok" pulse>
            Online <Duration since={session.startedAt} />
          </Badge>
        ) : (
          <Badge tone="neutral">Offline</Badge>
        )
      }
      aside={() => session && <RelativeTime at={session.updatedAt} />}
    >
      {({ items }) => (
        <>
          {session ? <Online session={session} others={items.length - 1} /> : <Offline customerId={customerId} />}
          <Speed customerId={customerId} session={session} />
        </>
      )}
    </QueryCard>
  );
}

const copied = (text: string | null) => text && <CopyText text={text} mono />;

function Online({ session, others }: { session: SessionView; others: number }) {
  return (
    <DescriptionList
      items={[
        { term: 'IPv4', value: copied(session.framedIpAddress) },
        {
          term: 'IPv6 prefix',
          value: copied(session.delegatedIpv6Prefix ?? session.framedIpv6Prefix),
          hideEmpty: true,
        },
        { term: 'NAS · port', value: [session.nasName, session.nasPortId].filter(Boolean).join(' · ') },
        { term: 'MAC', value: copied(session.callingStationId), hideEmpty: true },
        { term: 'More sessions', value: others > 0 ? others : null, hideEmpty: true },
      ]}
    />
  );
}

/** Never online, or offline since; and the last refusal when it is younger than that. */
function Offline({ customerId }: { customerId: string }) {
  const last = useLastSession(customerId);
  const logins = useLogins(customerId);
  const refusals = useLastRefusal(customerId);
  if (last.isPending || logins.isPending) return <p className="text-ink-3">Looking for the last session…</p>;
  const ended = last.data?.items[0];
  const refusal = refusals.data?.items[0];
  const refusedSince = refusal && (!ended?.stoppedAt || refusal.at > ended.stoppedAt);
  const hasLogin = (logins.data?.items.length ?? 0) > 0;
  return (
    <div className="flex flex-col gap-2">
      {ended ? (
        <DescriptionList
          items={[
            { term: 'Last online', value: ended.stoppedAt && <RelativeTime at={ended.stoppedAt} /> },
            { term: 'For', value: <Duration seconds={ended.sessionSeconds} /> },
            { term: 'Ended by', value: ended.terminateCause },
            { term: 'NAS', value: ended.nasName },
          ]}
        />
      ) : (
        <p className="text-ink-2">
          {hasLogin ? 'Has a login and was never online.' : 'Has no login yet; selling a plan makes one.'}
        </p>
      )}
      {refusedSince && refusal && (
        <Callout
          tone="warn"
          title={
            <>
              Login refused <RelativeTime at={refusal.at} />: {refusal.reason}
            </>
          }
        >
          {refusal.nasName && `At ${refusal.nasName}`}
        </Callout>
      )}
    </div>
  );
}

/** The last 24 hours as a line; the present speed beneath, as the router last said. */
function Speed({ customerId, session }: { customerId: string; session: SessionView | undefined }) {
  // Fixed to the hour, or each render would ask for another span.
  const [to] = useState(() => Math.ceil(Date.now() / hourMs) * hourMs);
  const [from, until] = [new Date(to - dayMs).toISOString(), new Date(to).toISOString()];
  const usage = useQuery(radiusApi.usage.queryOptions({ input: { customerId, from, to: until, bucket: 'hour' } }));
  const { down } = hourlyBps(usage.data?.items ?? [], from, until);
  const drawn = down.filter((value) => value !== null).length > 1;
  if (!drawn && !session) return null;
  return (
    <div className="mt-3">
      {drawn && (
        <div className="h-16">
          <Sparkline label="Download in the last 24 hours" values={down} />
        </div>
      )}
      <p className="mt-1 text-sm text-ink-3">
        {session && (
          <>
            <Bps bps={session.downloadBps} /> down · <Bps bps={session.uploadBps} /> up
          </>
        )}
        {session && drawn && ' · '}
        {drawn && 'download of the last 24 h'}
      </p>
    </div>
  );
}
