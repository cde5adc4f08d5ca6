import { z } from 'zod';

const wanted: Record<string, string> = {
  string: 'Give a text.',
  number: 'Give a number.',
  int: 'Give a whole number.',
  boolean: 'Say true or false.',
  array: 'Give a list.',
  object: 'Give an object.',
  record: 'Give an object.',
};
const forms: Record<string, string> = {
  uuid: 'This is not an id.',
  email: 'This is not an e-mail address.',
  datetime: 'Give an instant, such as 2026-03-01T08:00:00Z.',
  date: 'Give a date, such as 2026-03-01.',
  ipv4: 'Give an IPv4 address.',
  ipv6: 'Give an IPv6 address.',
  cidrv4: 'Give an IPv4 range, such as 203.0.113.0/24.',
  cidrv6: 'Give an IPv6 range, such as 2001:db8::/48.',
  base64: 'This is not base64.',
};

const amount = (origin: string, limit: number | bigint) =>
  origin === 'string' ? `${limit} ${limit === 1 ? 'character' : 'characters'}` : `${limit}`;

/** What is wrong with a value, for the person who typed it. A rule's own sentence goes before this one. */
function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'This is needed.' : wanted[issue.expected];
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) === 1) return 'This is needed.';
      return `${issue.inclusive === false ? 'More than' : 'At least'} ${amount(issue.origin, issue.minimum)}.`;
    case 'too_big':
      return `${issue.inclusive === false ? 'Less than' : 'At most'} ${amount(issue.origin, issue.maximum)}.`;
    case 'invalid_format':
      return forms[issue.format] ?? 'This does not have the form that is asked for.';
    case 'invalid_value':
      return `One of: ${issue.values.map(String).join(', ')}.`;
    case 'unrecognized_keys':
      return 'This field is not known here.';
    case 'invalid_union':
      return 'This has none of the forms that are allowed.';
    default:
      return undefined;
  }
}

z.config({ customError: sentence });
