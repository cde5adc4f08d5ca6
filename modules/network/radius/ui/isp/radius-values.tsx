import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { Bps } from '#ui/format/values.tsx';
import { Link } from '#ui/page/url.tsx';
import {
  type AuthLogEntry,
  type CoaKind,
  type CoaOutcome,
  type CoaRequest,
  type Nas,
  type RadiusSession,
  radius,
} from '../../contract.ts';
import { outcomeNames } from '../../rules.ts';

export type SessionView = View<typeof RadiusSession, 'isp'>;
export type NasView = View<typeof Nas, 'isp'>;
export type CoaView = View<typeof CoaRequest, 'isp'>;
export type LoginView = View<typeof AuthLogEntry, 'isp'>;
export const radiusApi = clientFor(radius, 'isp');

export const link = 'text-brand-text hover:underline';
export const None = () => <span className="text-ink-3">—</span>;

const outcomeTones: StatusTones<CoaOutcome> = {
  pending: ['info', outcomeNames.pending],
  ack: ['ok', outcomeNames.ack],
  nak: ['bad', outcomeNames.nak],
  timeout: ['warn', outcomeNames.timeout],
  no_session: ['neutral', outcomeNames.no_session],
};
export const coaKindNames: Record<CoaKind, string> = { disconnect: 'Disconnect', change_speed: 'Change speed' };

/** Error-Cause of a NAK as RFC 5176 numbers and names it. */
export const causeText = ({ errorCause, errorCauseText }: Pick<CoaView, 'errorCause' | 'errorCauseText'>) =>
  [errorCause, errorCauseText].filter((part) => part !== null).join(' ');

/** What became of a request, with the NAS's own reason on hover. */
export const OutcomeChip = ({ request }: { request: CoaView }) => (
  <Tooltip tip={causeText(request) || undefined}>
    <span>
      <StatusChip status={request.outcome} tones={outcomeTones} />
    </span>
  </Tooltip>
);

/** Whose session it is: the customer where there is one, else the login's name. */
export function Whose({ session }: { session: Pick<SessionView, 'customerId' | 'customerName' | 'username'> }) {
  if (session.customerId === null) return <span dir="ltr">{session.username}</span>;
  return (
    <Link to={`/dashboard/operations/customers/${session.customerId}`} className={link}>
      {session.customerName ?? session.username}
    </Link>
  );
}

export const Rate = ({ bps, live }: { bps: number; live: boolean }) => (live ? <Bps bps={bps} /> : <None />);
