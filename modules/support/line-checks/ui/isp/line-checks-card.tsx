import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { Bps, DateTime, RelativeTime } from '#ui/format/values.tsx';
import { type LineCheck, lineChecks } from '../../contract.ts';
import type { AdviceCode, FindingCode } from '../../rules.ts';

const api = clientFor(lineChecks, 'isp');
type Check = View<typeof LineCheck, 'isp'>;
const shown = 5;

const found: Record<FindingCode, string> = {
  outage: 'Known outage',
  'planned-work': 'Planned work under way',
  'no-service': 'No service',
  suspended: 'Suspended',
  overdue: 'Bill overdue',
  'account-ok': 'Account in order',
  online: 'Online',
  offline: 'Offline',
  'never-online': 'Never online',
  refused: 'Logins refused',
  'router-ok': 'NAS reports',
  'router-silent': 'NAS is silent',
  throttled: 'Throttled by the data cap',
  blocked: 'Closed by the data cap',
  'data-ok': 'Within the data cap',
};
const told: Record<AdviceCode, string> = {
  wait: 'to wait: we are working on it',
  pay: 'to pay',
  contact: 'to write to us',
  login: 'to enter the login in the router anew',
  device: 'to check which router is connected where',
  data: 'about their data',
  restart: 'to restart the router and look at the cable',
  wifi: 'to try with a cable, near the router',
};
const detail = (values: Record<string, string>) =>
  [
    values['title'],
    values['cause'],
    values['kind'] && `${values['kind']}, ${values['times']} ×`,
    values['reason'],
    values['percent'] && `${values['percent']} %`,
  ]
    .filter(Boolean)
    .join(', ');

/** What first aid found and measured, the check that came with this ticket first. */
export function LineChecksCard({ customerId, ticketId }: { customerId: string; ticketId?: string }) {
  const checks = useQuery(api.ofCustomer.queryOptions({ input: { customerId, limit: shown } }));
  const items = (checks.data?.items ?? []).toSorted(
    (a, b) => Number(b.ticketId === ticketId) - Number(a.ticketId === ticketId),
  );
  if (checks.isPending) return <Skeleton.Lines count={3} />;
  if (items.length === 0) return null;
  return (
    <Card title="Line checks">
      <ul className="flex flex-col gap-4">
        {items.map((check) => (
          <li key={check.id}>
            <OneCheck check={check} isOfTicket={ticketId !== undefined && check.ticketId === ticketId} />
          </li>
        ))}
      </ul>
    </Card>
  );
}

function OneCheck({ check, isOfTicket }: { check: Check; isOfTicket: boolean }) {
  const m = check.measurement;
  return (
    <>
      <p className="mb-1 flex flex-wrap items-center gap-2 text-sm text-ink-2">
        <RelativeTime at={check.at} />
        {isOfTicket && <Chip tone="info">Sent with this ticket</Chip>}
        {check.solvedAt && <Chip tone="ok">Solved by themselves</Chip>}
        {check.network && <Chip>{check.network}</Chip>}
      </p>
      <ul className="flex flex-col gap-1">
        {check.findings.map(({ code, tone, values }) => (
          <li key={code + (values['title'] ?? '')} className="flex flex-wrap items-baseline gap-2">
            <Chip tone={tone}>{found[code]}</Chip>
            <span className="text-sm text-ink-2">
              {detail(values)}{' '}
              {(values['since'] ?? values['at']) && (
                <DateTime at={values['since'] ?? values['at'] ?? ''} show="minute" />
              )}
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-sm text-ink-2">Told {told[check.advice]}.</p>
      {m && (
        <p className="num mt-1 text-sm">
          <Bps bps={m.downloadBps} /> down, <Bps bps={m.uploadBps} /> up, {m.latencyMs.toFixed(0)} ms (±{' '}
          {m.jitterMs.toFixed(0)} ms) {m.slow && <Chip tone="warn">Slower than the plan</Chip>}{' '}
          {m.overOwnLine === false && <Chip tone="warn">Measured over another line</Chip>}
        </p>
      )}
    </>
  );
}
