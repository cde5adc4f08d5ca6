import { type Attribute, AttributeError, encodeAttributes } from '#protocols/radius/attributes.ts';
import type { AttributeName } from '#protocols/radius/dictionary.ts';
import { attributeByName } from '#protocols/radius/dictionary.ts';

/** What the triggers keep of an insert into `radacct`, as text or null. */
export type AccountingRow = Record<string, string | null>;

const gigaword = 2 ** 32;
const statuses = new Set(['Start', 'Stop', 'Interim-Update', 'Accounting-On', 'Accounting-Off']);
const longestText = 253;

/** An insert into `radacct` as the attributes of the Accounting-Request it came from; undefined when it is none. */
export function accountingAttributes(row: AccountingRow, nasIdentifier: string): Attribute[] | undefined {
  const { status } = row;
  if (!status || !statuses.has(status)) return undefined;
  const attributes: Attribute[] = [];
  const put = (name: AttributeName, value: string | number | null | undefined) => {
    if (value === null || value === undefined || value === '') return;
    const attribute = { name, value: typeof value === 'string' ? value.slice(0, longestText) : value };
    if (fits(attribute)) attributes.push(attribute);
  };
  const count = (text: string | null | undefined) => (text && /^\d{1,15}$/.test(text) ? Number(text) : undefined);
  const octets = (text: string | null | undefined, low: AttributeName, high: AttributeName) => {
    const bytes = count(text);
    if (bytes === undefined) return;
    put(low, bytes % gigaword);
    if (row['gigawords'] !== 'false') put(high, Math.floor(bytes / gigaword));
  };
  put('Acct-Status-Type', status);
  put('NAS-Identifier', nasIdentifier);
  put('Acct-Session-Id', row['sessionId']);
  put('User-Name', row['username']);
  put('Acct-Session-Time', count(row['seconds']));
  put('Acct-Delay-Time', count(row['delay']));
  octets(row['input'], 'Acct-Input-Octets', 'Acct-Input-Gigawords');
  octets(row['output'], 'Acct-Output-Octets', 'Acct-Output-Gigawords');
  put('Acct-Terminate-Cause', causeNumber(row['cause']));
  put('NAS-Port-Id', row['portId']);
  put('Calling-Station-Id', row['station']);
  put('Framed-IP-Address', row['ip']);
  put('Framed-IPv6-Prefix', row['ipv6Prefix']);
  put('Framed-IPv6-Address', row['ipv6Address']);
  put('Delegated-IPv6-Prefix', row['delegated']);
  return attributes;
}

const causes = attributeByName('Acct-Terminate-Cause').valueNumbers;
const causeNumber = (cause: string | null | undefined) =>
  cause && /^\d+$/.test(cause) ? Number(cause) : causes.get(cause ?? '');

/** What a tool wrote wrongly is left out; the rest of its record counts. */
function fits(attribute: Attribute): boolean {
  try {
    encodeAttributes([attribute]);
    return true;
  } catch (error) {
    if (error instanceof AttributeError) return false;
    throw error;
  }
}

const methods: Record<string, string> = { PAP: 'PAP', CHAP: 'CHAP', 'MS-CHAP': 'MS-CHAPv2', eap: 'EAP' };
/** How the NAS asked, in the words of the login log. */
export const methodName = (authType: string | null | undefined): string | null => methods[authType ?? ''] ?? null;

/** How a login ended, in the words of the login log. */
export function loginOutcome(row: AccountingRow, isKnown: boolean) {
  const { reply, standing, proven } = row;
  const isStanding = standing === 'suspended' || standing === 'disabled';
  if (reply === 'Access-Accept')
    return isStanding
      ? {
          accepted: true,
          reason: 'accepted into the walled garden',
          explanation: 'FreeRADIUS let it into the walled garden: the login is suspended.',
        }
      : { accepted: true, reason: 'accepted', explanation: 'FreeRADIUS let it in.' };
  if (!isKnown)
    return { accepted: false, reason: 'no such user', explanation: 'FreeRADIUS refused it: no login has this name.' };
  if (isStanding && proven)
    return {
      accepted: false,
      reason: standing,
      explanation: `FreeRADIUS refused it: the password is right, but the login is ${standing}.`,
    };
  return {
    accepted: false,
    reason: 'wrong password',
    explanation:
      'FreeRADIUS refused it: the password is wrong, or cannot be compared by this method in the form it is copied in.',
  };
}
