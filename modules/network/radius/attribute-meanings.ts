import type { DecodedAttribute } from '#protocols/radius/attributes.ts';
import { formatAttribute } from '#protocols/radius/text.ts';

/** What attributes of logins do, for who has not their RFCs by heart. */
const meanings: Record<string, string> = {
  'User-Name': 'who logs in',
  'User-Password': 'the password, hidden with the shared secret',
  'CHAP-Password': 'the answer to the challenge',
  'CHAP-Challenge': 'what the answer is computed from',
  'MS-CHAP-Challenge': 'what the answer is computed from',
  'MS-CHAP2-Response': 'the answer to the challenge',
  'MS-CHAP2-Success': 'proves to the subscriber that the server knows the password',
  'MS-CHAP-Error': 'why MS-CHAP failed',
  'Message-Authenticator': 'protects the packet against forgery',
  'Service-Type': 'network access',
  'Framed-Protocol': 'PPP',
  'Framed-IP-Address': 'fixed IPv4 address',
  'Framed-Pool': 'pool of the router for the IPv4 address',
  'Framed-IPv6-Prefix': 'IPv6 prefix of the link',
  'Framed-IPv6-Address': 'IPv6 address of the link',
  'Framed-IPv6-Pool': 'pool of the router for the IPv6 prefix',
  'Delegated-IPv6-Prefix': 'IPv6 prefix for the home network',
  'Delegated-IPv6-Prefix-Pool': 'pool of the router to delegate from',
  'Mikrotik-Delegated-IPv6-Pool': 'pool of the router to delegate from',
  'Huawei-Delegated-IPv6-Prefix-Pool': 'pool of the router to delegate from',
  'ERX-IPv6-Delegated-Pool-Name': 'pool of the router to delegate from',
  'Alc-Delegated-IPv6-Pool': 'pool of the router to delegate from',
  'Session-Timeout': 'seconds until the session ends',
  'Idle-Timeout': 'seconds without traffic until the session ends',
  'Acct-Interim-Interval': 'seconds between reports of the session',
  'Tunnel-Type': 'VLAN; tag 1 is the outer, tag 2 the inner one',
  'Tunnel-Medium-Type': 'Ethernet',
  'Tunnel-Private-Group-Id': 'number of the VLAN',
  'Mikrotik-Rate-Limit': 'upload/download speed',
  'Cisco-AVPair': 'speed, or another pair of name and value',
  'Huawei-Input-Average-Rate': 'upload speed in bit/s',
  'Huawei-Output-Average-Rate': 'download speed in bit/s',
  'ERX-CoS-Shaping-Pmt-Type': 'download speed',
  'Alc-Subscriber-QoS-Override': 'speed in kbit/s, i: upload, e: download',
  'Alc-Subsc-ID-Str': 'what the router calls the subscriber',
  'WISPr-Bandwidth-Max-Up': 'upload speed in bit/s',
  'WISPr-Bandwidth-Max-Down': 'download speed in bit/s',
  'Mikrotik-Address-List': 'address list of the walled garden',
  'Cisco-Account-Info': 'service of the walled garden',
  'ERX-Service-Activate': 'service of the walled garden',
  'Alc-SLA-Prof-Str': 'profile of the walled garden',
  'Filter-Id': 'filter, or user group of the walled garden',
  'WISPr-Redirection-URL': 'page that web requests are led to',
  'Huawei-HTTP-Redirect-URL': 'page that web requests are led to',
  'Reply-Message': 'what the subscriber is told',
  'Calling-Station-Id': 'the subscriber’s device',
  'ADSL-Agent-Circuit-Id': 'the line, by the access node (option 82)',
  'ADSL-Agent-Remote-Id': 'the far end of the line (option 82)',
  'NAS-Port-Id': 'port of the router',
  'NAS-Identifier': 'the router',
  Class: 'comes back with accounting, so that the session is known as this login’s',
};
const hiddenNames = new Set(['User-Password', 'CHAP-Password', 'MS-CHAP2-Response']);

/** An attribute as staff read it; credentials are not shown, not even hidden. */
export function explained(attribute: DecodedAttribute): { name: string; value: string; meaning: string } {
  const text = formatAttribute(attribute);
  const at = text.indexOf(' = ');
  const value = text.slice(at + 3);
  return {
    name: text.slice(0, at),
    value: hiddenNames.has(attribute.name ?? '') ? '•••' : readable(attribute, value),
    meaning: meanings[attribute.name ?? ''] ?? '',
  };
}

/** Octets that are text after all are shown as text. */
function readable({ value, octets }: DecodedAttribute, written: string): string {
  if (!(value instanceof Uint8Array)) return written;
  const text = octets.toString();
  return /^[\x20-\x7e]+$/.test(text) ? JSON.stringify(text) : written;
}
