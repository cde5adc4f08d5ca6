import { useQuery } from '@tanstack/react-query';
import { Gauge, Unplug } from 'lucide-react';
import { Badge } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { Bps, Bytes, DateTime, Duration, RelativeTime } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import {
  asked,
  causeText,
  link,
  OutcomeChip,
  radiusApi,
  type SessionView,
  StaleBadge,
  VerificationText,
  Whose,
} from './radius-values.tsx';
import { useSessionActions } from './session-actions.tsx';

const copied = (text: string | null) => text && <CopyText text={text} mono />;

const Facts = ({ session: s }: { session: SessionView }) => (
  <DescriptionList
    items={[
      { term: 'Customer', value: <Whose session={s} /> },
      {
        term: 'Login',
        value: s.accountId ? (
          <Link to={`/dashboard/radius/subscribers/${s.accountId}`} className={link}>
            {s.username}
          </Link>
        ) : (
          <CopyText text={s.username} />
        ),
      },
      { term: 'IPv4', value: copied(s.framedIpAddress) },
      { term: 'IPv6 on the link', value: copied(s.framedIpv6Prefix), hideEmpty: true },
      { term: 'IPv6 delegated', value: copied(s.delegatedIpv6Prefix), hideEmpty: true },
      { term: 'MAC or line', value: copied(s.callingStationId) },
      { term: 'NAS', value: s.nasName },
      { term: 'Port', value: copied(s.nasPortId), hideEmpty: true },
      { term: 'Acct-Session-Id', value: copied(s.acctSessionId) },
      { term: 'Began', value: <DateTime at={s.startedAt} show="minute" /> },
      { term: 'Ended', value: s.stoppedAt && <DateTime at={s.stoppedAt} show="minute" />, hideEmpty: true },
      { term: 'Because', value: s.terminateCause, hideEmpty: true },
      { term: 'Lasted', value: s.stoppedAt && <Duration seconds={s.sessionSeconds} />, hideEmpty: true },
      { term: 'Downloaded', value: <Bytes bytes={s.downloadBytes} /> },
      { term: 'Uploaded', value: <Bytes bytes={s.uploadBytes} /> },
      {
        term: 'Now',
        value: s.stoppedAt === null && (
          <>
            <Bps bps={s.downloadBps} /> down · <Bps bps={s.uploadBps} /> up
          </>
        ),
        hideEmpty: true,
      },
      { term: 'Last report', value: <RelativeTime at={s.updatedAt} /> },
    ]}
  />
);

function Requests({ id }: { id: string }) {
  const { locale } = useFormat();
  const requests = useQuery(radiusApi.listCoa.queryOptions({ input: { sessionId: id, limit: 20 } }));
  if (requests.isError) return <ErrorState error={requests.error} onRetry={() => void requests.refetch()} />;
  if (!requests.data) return <Skeleton.Lines count={2} />;
  if (requests.data.items.length === 0)
    return <p className="text-ink-3">Nothing was asked of the NAS about this session.</p>;
  return (
    <ul className="divide-y divide-line">
      {requests.data.items.map((request) => (
        <li key={request.id} className="flex items-start justify-between gap-3 py-1.5">
          <span>
            {asked(request, locale)} · <RelativeTime at={request.requestedAt} />
            <span className="block text-sm text-ink-3">
              {[request.reason, causeText(request)].filter(Boolean).join(' · ')}
            </span>
            <span className="block text-sm">
              <VerificationText request={request} />
            </span>
          </span>
          <OutcomeChip request={request} />
        </li>
      ))}
    </ul>
  );
}

/** One session beside the list: whose, where, how much, and what its NAS was asked. Needs SessionActions around it. */
export function SessionSheet({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const query = useQuery({
    ...radiusApi.getSession.queryOptions({ input: { id: id ?? '' } }),
    enabled: id !== undefined,
  });
  const data = id === undefined ? undefined : query.data;
  const { ask, why } = useSessionActions();
  return (
    <Sheet
      open={id !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={data ? (data.customerName ?? data.username) : 'Session'}
    >
      {query.isError && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {!data && !query.isError && <Skeleton.Lines count={10} />}
      {data && (
        <div className="flex flex-col gap-5">
          <div className="flex flex-wrap items-center justify-between gap-2">
            {data.stoppedAt === null ? (
              <span className="flex flex-wrap items-center gap-2">
                <Badge tone="ok" pulse={!data.stale}>
                  Online <Duration since={data.startedAt} />
                </Badge>
                <StaleBadge session={data} />
              </span>
            ) : (
              <Badge tone="neutral">{data.stopPresumed ? 'Presumed over' : 'Ended'}</Badge>
            )}
            <span className="flex flex-wrap gap-2">
              <Button size="sm" icon={<Gauge />} reason={why(data)} onClick={() => ask('change-speed', data)}>
                Change speed
              </Button>
              <Button
                size="sm"
                variant="danger"
                icon={<Unplug />}
                reason={why(data)}
                onClick={() => ask('disconnect', data)}
              >
                Disconnect
              </Button>
            </span>
          </div>
          <Facts session={data} />
          <section>
            <h3 className="mb-1">Asked of the NAS</h3>
            <Requests id={data.id} />
          </section>
        </div>
      )}
    </Sheet>
  );
}
