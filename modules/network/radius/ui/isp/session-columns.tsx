import { CopyText } from '#ui/base/copy.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { Bytes, Duration, RelativeTime } from '#ui/format/values.tsx';
import type { Column } from '#ui/table/columns.ts';
import {
  asked,
  type CoaView,
  causeText,
  type LoginView,
  None,
  OutcomeChip,
  Rate,
  type SessionView,
  StaleBadge,
  VerificationText,
  Whose,
} from './radius-values.tsx';
import { SessionMenu } from './session-actions.tsx';

function Asked({ request }: { request: CoaView }) {
  const { locale } = useFormat();
  return <>{asked(request, locale)}</>;
}

const copied = (text: string | null) => (text === null ? <None /> : <CopyText text={text} mono />);

const username: Column<SessionView> = {
  id: 'username',
  header: 'Login',
  cell: (row) => <span dir="ltr">{row.username}</span>,
  text: (row) => row.username,
  fixed: true,
  width: 150,
};
const liveUsername: Column<SessionView> = {
  ...username,
  cell: (row) => (
    <span className="flex items-center gap-2">
      <span dir="ltr">{row.username}</span>
      <StaleBadge session={row} />
    </span>
  ),
  width: 170,
};
const customer: Column<SessionView> = {
  id: 'customer',
  header: 'Customer',
  cell: (row) => (row.customerId === null ? <None /> : <Whose session={row} />),
  text: (row) => row.customerName,
};
const address: Column<SessionView> = {
  id: 'framedIpAddress',
  header: 'IPv4',
  cell: (row) => copied(row.framedIpAddress),
  text: (row) => row.framedIpAddress,
  width: 130,
};
const nas: Column<SessionView> = {
  id: 'nas',
  header: 'NAS',
  cell: (row) => row.nasName || <None />,
  text: (row) => row.nasName,
  width: 120,
};
const port: Column<SessionView> = {
  id: 'nasPortId',
  header: 'Port',
  cell: (row) => copied(row.nasPortId),
  text: (row) => row.nasPortId,
  width: 150,
  hidden: true,
};
const acctId: Column<SessionView> = {
  id: 'acctSessionId',
  header: 'Acct-Session-Id',
  cell: (row) => copied(row.acctSessionId),
  text: (row) => row.acctSessionId,
  width: 170,
  hidden: true,
};
const mac: Column<SessionView> = {
  id: 'callingStationId',
  header: 'MAC or line',
  cell: (row) => copied(row.callingStationId),
  text: (row) => row.callingStationId,
  width: 160,
  hidden: true,
};
const ipv6: Column<SessionView> = {
  id: 'ipv6',
  header: 'IPv6 prefix',
  cell: (row) => copied(row.delegatedIpv6Prefix ?? row.framedIpv6Prefix),
  text: (row) => row.delegatedIpv6Prefix ?? row.framedIpv6Prefix,
  width: 190,
  hidden: true,
};
const down: Column<SessionView> = {
  id: 'downloadBytes',
  header: 'Downloaded',
  align: 'end',
  cell: (row) => <Bytes bytes={row.downloadBytes} />,
  text: (row) => row.downloadBytes,
  width: 110,
};
const up: Column<SessionView> = {
  id: 'uploadBytes',
  header: 'Uploaded',
  align: 'end',
  cell: (row) => <Bytes bytes={row.uploadBytes} />,
  text: (row) => row.uploadBytes,
  width: 105,
  hidden: true,
};

export const liveColumns: Column<SessionView>[] = [
  liveUsername,
  customer,
  address,
  nas,
  {
    id: 'startedAt',
    header: 'Online for',
    align: 'end',
    cell: (row) => <Duration since={row.startedAt} />,
    text: (row) => row.startedAt,
    width: 105,
  },
  {
    id: 'downloadBps',
    header: 'Down now',
    align: 'end',
    cell: (row) => <Rate bps={row.downloadBps} live />,
    text: (row) => row.downloadBps,
    width: 110,
  },
  {
    id: 'uploadBps',
    header: 'Up now',
    align: 'end',
    cell: (row) => <Rate bps={row.uploadBps} live />,
    text: (row) => row.uploadBps,
    width: 110,
  },
  down,
  up,
  port,
  mac,
  ipv6,
  acctId,
  {
    id: 'updatedAt',
    header: 'Reported',
    cell: (row) => <RelativeTime at={row.updatedAt} />,
    text: (row) => row.updatedAt,
    width: 120,
    hidden: true,
  },
  {
    id: 'actions',
    header: 'Actions',
    align: 'end',
    cell: (row) => <SessionMenu session={row} />,
    width: 80,
  },
];

export const pastColumns: Column<SessionView>[] = [
  username,
  customer,
  address,
  nas,
  {
    id: 'stoppedAt',
    header: 'Ended',
    cell: (row) => (row.stoppedAt === null ? <None /> : <RelativeTime at={row.stoppedAt} />),
    text: (row) => row.stoppedAt,
    width: 120,
  },
  {
    id: 'terminateCause',
    header: 'Because',
    cell: (row) => row.terminateCause ?? <None />,
    text: (row) => row.terminateCause,
    width: 150,
  },
  {
    id: 'sessionSeconds',
    header: 'Lasted',
    align: 'end',
    cell: (row) => <Duration seconds={row.sessionSeconds} />,
    text: (row) => row.sessionSeconds,
    width: 105,
  },
  down,
  up,
  port,
  mac,
  ipv6,
  acctId,
  {
    id: 'startedAt',
    header: 'Began',
    cell: (row) => <RelativeTime at={row.startedAt} />,
    text: (row) => row.startedAt,
    width: 120,
    hidden: true,
  },
];

export const coaColumns: Column<CoaView>[] = [
  {
    id: 'requestedAt',
    header: 'Asked',
    cell: (row) => <RelativeTime at={row.requestedAt} />,
    text: (row) => row.requestedAt,
    fixed: true,
    width: 120,
  },
  { id: 'kind', header: 'What', cell: (row) => <Asked request={row} />, text: (row) => row.kind, width: 200 },
  {
    id: 'username',
    header: 'Login',
    cell: (row) => <span dir="ltr">{row.username}</span>,
    text: (row) => row.username,
    width: 150,
  },
  { id: 'nas', header: 'NAS', cell: (row) => row.nasName || <None />, text: (row) => row.nasName, width: 120 },
  {
    id: 'outcome',
    header: 'Answer',
    cell: (row) => <OutcomeChip request={row} />,
    text: (row) => row.outcome,
    width: 190,
  },
  {
    id: 'errorCause',
    header: 'Error-Cause',
    cell: (row) => causeText(row) || <None />,
    text: (row) => causeText(row),
    width: 230,
  },
  {
    id: 'verification',
    header: 'Effect',
    cell: (row) => <VerificationText request={row} />,
    text: (row) => row.verification,
    width: 210,
  },
  {
    id: 'attempts',
    header: 'Tries',
    align: 'end',
    cell: (row) => <span className="num">{row.attempts}</span>,
    text: (row) => row.attempts,
    width: 70,
    hidden: true,
  },
  { id: 'reason', header: 'Reason', cell: (row) => row.reason, text: (row) => row.reason },
];

export const loginColumns: Column<LoginView>[] = [
  {
    id: 'at',
    header: 'When',
    cell: (row) => <RelativeTime at={row.at} />,
    text: (row) => row.at,
    fixed: true,
    width: 130,
  },
  {
    id: 'username',
    header: 'Login',
    cell: (row) => <span dir="ltr">{row.username || '(none)'}</span>,
    text: (row) => row.username,
    width: 230,
  },
  {
    id: 'reason',
    header: 'Outcome',
    cell: (row) => <span className={row.accepted ? 'text-ok-ink' : 'text-bad-ink'}>{row.reason}</span>,
    text: (row) => row.reason,
  },
  { id: 'nas', header: 'NAS', cell: (row) => row.nasName ?? <None />, text: (row) => row.nasName, width: 130 },
  {
    id: 'callingStationId',
    header: 'MAC or line',
    cell: (row) => copied(row.callingStationId),
    text: (row) => row.callingStationId,
    width: 190,
  },
];
