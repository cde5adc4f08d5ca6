import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Chip, StatusChip, type StatusTones } from '#ui/base/badge.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { formatBps } from '#ui/format/quantity.ts';
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

/** What was asked, with the speed where it is one for this session alone. */
export function asked({ kind, downloadKbps, uploadKbps, fallbackOf }: CoaView, locale: string): string {
  if (downloadKbps !== null && uploadKbps !== null)
    return `Speed ${formatBps(downloadKbps * 1000, locale)} / ${formatBps(uploadKbps * 1000, locale)} until re-login`;
  return fallbackOf === null ? coaKindNames[kind] : `${coaKindNames[kind]} instead`;
}

/** Whether what was acknowledged has been seen to happen. */
export function VerificationText({ request }: { request: CoaView }) {
  const { verification, outcome, followUpAt, fallbackId } = request;
  if (verification === 'confirmed') return <span className="text-ok-ink">Confirmed by the next report</span>;
  if (verification === 'contradicted')
    return (
      <span className="text-bad-ink">
        {followUpAt ? 'The session goes on; asked again' : 'Acknowledged, and the session goes on'}
      </span>
    );
  if (verification === 'waiting') return <span className="text-ink-3">Waiting for the next report</span>;
  if (verification === 'unknown') return <span className="text-warn-ink">No report since</span>;
  if (fallbackId !== null) return <span className="text-ink-3">Disconnected instead</span>;
  if (outcome === 'timeout' && followUpAt !== null) return <span className="text-ink-3">Asked again soon</span>;
  return <None />;
}

/** A live session nobody reports on: it may be a ghost, and its NAS is asked after it. */
export const StaleBadge = ({ session }: { session: Pick<SessionView, 'stale' | 'updatedAt'> }) =>
  session.stale ? (
    <Tooltip tip="Its NAS has not reported for longer than your rule allows. It will be asked whether the session lives.">
      <span>
        <Chip tone="warn">Stale</Chip>
      </span>
    </Tooltip>
  ) : null;

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
