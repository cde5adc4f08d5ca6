import { encodeAttributes } from '#protocols/radius/attributes.ts';
import { code } from '#protocols/radius/codes.ts';
import type { Reply } from '#protocols/radius/reply.ts';
import { speedGrant } from '#protocols/radius/speed-grant.ts';
import { type AccessGrant, accessAcceptAttributes } from '#protocols/radius/vendor-reply.ts';
import type { AccountState, NasVendor } from '../contract.ts';
import type { PolicyValues } from '../policy-rules.ts';
import type { AccountRecord, KnownAccount } from './directory.ts';
import type { PolicyRecord } from './policies.ts';

/** How often a NAS reports a session, unless the installation says otherwise. */
export const interimIntervalSeconds = 300;
let interimSeconds = interimIntervalSeconds;
/** Said once, before the first Accept is made: RFC 2869 5.16 forbids less than 60 s. */
export function setInterimInterval(seconds: number): void {
  interimSeconds = seconds;
}
export const currentInterimSeconds = (): number => interimSeconds;

const longestReplyMessage = 253;
/** Class (RFC 2865 5.25) comes back with every accounting record: it says whose session it is, whatever becomes of the name. */
const classMark = Buffer.from('dm');

export const idOctets = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex');
export function idText(octets: Buffer, at = 0): string {
  const hex = octets.toString('hex', at, at + 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** Where the account id of a Class value of ours begins; 0 when it is none of ours. */
export function accountInClass(bytes: Buffer, at: number, end: number): number {
  return end - at === 18 && bytes[at] === classMark[0] && bytes[at + 1] === classMark[1] ? at + 2 : 0;
}

/** The Accept of an account on a make of NAS: made once, sent as often as the subscriber logs in. */
export function acceptOf(account: KnownAccount, vendor: NasVendor): Reply {
  const kept = account.accepts[vendor];
  if (kept !== undefined) return kept;
  const accept = acceptReply(vendor, grantOf(account.record, interimSeconds), account.idOctets);
  account.accepts[vendor] = accept;
  return accept;
}

/** The Accept into the walled garden; made anew when the policy has changed since. */
export function gardenOf(account: KnownAccount, vendor: NasVendor, policy: PolicyRecord): Reply {
  if (account.garden?.policy !== policy) account.garden = { policy, replies: {} };
  const { replies } = account.garden;
  replies[vendor] ??= acceptReply(vendor, gardenGrantOf(account.record, interimSeconds, policy), account.idOctets);
  return replies[vendor];
}

function acceptReply(vendor: NasVendor, grant: AccessGrant, id: Buffer): Reply {
  const attributes = encodeAttributes([
    ...accessAcceptAttributes(vendor, grant),
    { name: 'Class', value: Buffer.concat([classMark, id]) },
  ]);
  return { code: code['Access-Accept'], attributes };
}

/** Of a login, what its Accept is made from. */
export type Granted = Pick<
  AccountRecord,
  | 'username'
  | 'downloadKbps'
  | 'uploadKbps'
  | 'shaping'
  | 'framedIpAddress'
  | 'framedPool'
  | 'framedIpv6Prefix'
  | 'framedIpv6Address'
  | 'framedIpv6Pool'
  | 'delegatedIpv6Prefix'
  | 'delegatedIpv6PrefixPool'
  | 'sessionTimeoutSeconds'
  | 'idleTimeoutSeconds'
  | 'serviceVlan'
  | 'customerVlan'
>;

/** What a login is let in with. */
export function grantOf(record: Granted, interimIntervalSeconds: number): AccessGrant {
  const { serviceVlan, customerVlan } = record;
  return {
    // A snapshot of an earlier release does not know of shaping.
    ...speedGrant(record.downloadKbps, record.uploadKbps, record.shaping ?? null),
    interimIntervalSeconds,
    subscriberId: record.username,
    ...(record.framedIpAddress === null ? {} : { framedIpAddress: record.framedIpAddress }),
    ...(record.framedPool === null ? {} : { pool: record.framedPool }),
    ...(record.framedIpv6Prefix === null ? {} : { framedIpv6Prefix: record.framedIpv6Prefix }),
    ...(record.framedIpv6Address === null ? {} : { framedIpv6Address: record.framedIpv6Address }),
    ...(record.framedIpv6Pool === null ? {} : { framedIpv6Pool: record.framedIpv6Pool }),
    ...(record.delegatedIpv6Prefix === null ? {} : { delegatedIpv6Prefix: record.delegatedIpv6Prefix }),
    ...(record.delegatedIpv6PrefixPool === null ? {} : { delegatedIpv6PrefixPool: record.delegatedIpv6PrefixPool }),
    ...(record.sessionTimeoutSeconds === null ? {} : { sessionTimeoutSeconds: record.sessionTimeoutSeconds }),
    ...(record.idleTimeoutSeconds === null ? {} : { idleTimeoutSeconds: record.idleTimeoutSeconds }),
    ...(serviceVlan === null ? {} : { vlan: { serviceVlan, ...(customerVlan === null ? {} : { customerVlan }) } }),
  };
}

/** What a suspended login is let in with: its addresses and VLANs, slow, for a short while, and into the garden only. */
export function gardenGrantOf(record: Granted, interimIntervalSeconds: number, policy: PolicyValues): AccessGrant {
  return {
    ...grantOf({ ...record, shaping: null }, interimIntervalSeconds),
    downloadKbps: Math.min(policy.gardenDownloadKbps, record.downloadKbps),
    uploadKbps: Math.min(policy.gardenUploadKbps, record.uploadKbps),
    sessionTimeoutSeconds: policy.gardenSessionSeconds,
    garden: {
      name: policy.gardenName,
      ...(policy.gardenRedirectUrl === null ? {} : { redirectUrl: policy.gardenRedirectUrl }),
    },
  };
}

const stateSentences: Record<Exclude<AccountState, 'active'>, string> = {
  suspended: 'Your service is suspended. Please contact your provider.',
  disabled: 'This login is disabled. Please contact your provider.',
};
export const rejectSentence = (record: Pick<AccountRecord, 'rejectMessage'>, state: Exclude<AccountState, 'active'>) =>
  record.rejectMessage ?? stateSentences[state];

/** The Reject of an account that is not active, with the reason for its owner. */
export function rejectOf(account: KnownAccount, state: Exclude<AccountState, 'active'>): Reply {
  account.reject ??= messageReject(rejectSentence(account.record, state));
  return account.reject;
}

/** A Reject that tells its reader why. */
export const messageReject = (sentence: string): Reply => ({
  code: code['Access-Reject'],
  attributes: encodeAttributes([{ name: 'Reply-Message', value: clipped(sentence) }]),
});

/** For everybody, while the platform has stopped the provider. */
export const stoppedReject = messageReject('The service is interrupted for the moment. Please contact your provider.');

/** At most 253 octets of UTF-8, cut between characters. */
function clipped(text: string): string {
  const octets = Buffer.from(text);
  if (octets.length <= longestReplyMessage) return text;
  return octets.toString('utf8', 0, longestReplyMessage).replace(/\uFFFD+$/, '');
}
