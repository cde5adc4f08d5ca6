import fc from 'fast-check';
import { z } from 'zod';
import type { Operation } from '#kernel/contract/contract.ts';
import { inputShape } from './operations.ts';
import { pngBase64 } from './provider-branding.ts';

/** A schema as JSON Schema describes it; the part of it that inputs use. */
export interface Described {
  type?: string | string[];
  format?: string;
  pattern?: string;
  enum?: unknown[];
  const?: unknown;
  default?: unknown;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  items?: Described;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Described>;
  required?: string[];
  additionalProperties?: Described | boolean;
  propertyNames?: Described;
  anyOf?: Described[];
}
const descriptions = new WeakMap<z.ZodType, Described>();
export function described(schema: z.ZodType): Described {
  const known = descriptions.get(schema);
  if (known) return known;
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Described;
  descriptions.set(schema, made);
  return made;
}

/** What a field means that its schema does not say. By the field's name, or the operation's and the field's. */
const meant: Record<string, () => unknown> = {
  password: () => 'seven green bicycles',
  slug: () => `isp-${unique()}`,
  country: () => 'DE',
  currency: () => 'EUR',
  timeZone: () => 'Europe/Berlin',
  locale: () => 'en',
  phone: () => '+4930123456',
  email: () => `somebody-${unique()}@example.test`,
  adminEmail: () => `somebody-${unique()}@example.test`,
  cidr: () => `10.${20 + (Number(unique()) % 200)}.0.0/24`,
  permissions: () => ['customers.customer:read'],
  permission: () => 'customers.customer:read',
  type: () => 'ipv4_private',
  code: () => `plan-${unique()}`,
  username: () => `line${unique()}`,
  to: () => '2026-03-10T00:00:00Z',
  csv: () => 'name,line1,city,country\nAda Example,Street 1,Berlin,DE\n',
  contentBase64: () => Buffer.from('content').toString('base64'),
  from: () => '2026-03-09T00:00:00Z',
  termsUrl: () => 'https://isp.example.test/terms',
  privacyUrl: () => 'https://isp.example.test/privacy',
  colourLight: () => '#0b6e4f',
  colourDark: () => '#7ea8f5',
  'settings.change.value': () => 'help@example.test',
  'settings.restore.name': () => 'customerSessionDays',
  'system.retryReaction.reaction': () => 'laws.wait',
  'general.update.name': () => 'Another name',
  domain: () => `portal-${unique()}.example.test`,
  'customer-documents.add.contentBase64': () => Buffer.from('%PDF-1.7 content').toString('base64'),
  'branding.upload.contentBase64': () => pngBase64,
  'branding.update.productName': () => 'Another name',
  'mail.queue.to': () => 'somebody@example.test',
  'tenants.update.name': () => 'Another name',
  'internet-plans.update.name': () => 'Another name',
  'teams.update.name': () => 'Another team',
  'staff.updateRole.name': () => 'Another name',
  'ip-management.updatePool.name': () => 'Another name',
  'ip-management.reserve.address': () => `10.1.0.${100 + (Number(unique()) % 100)}`,
  'ip-management.checkConflict.address': () => '10.1.0.250',
  'ip-management.addressHistory.address': () => '10.1.0.2',
  'ip-management.nextFree.prefixLength': () => 29,
  'ip-management.reserveRange.count': () => 1,
  'ip-management.updateReservation.reason': () => 'Another reason',
  'ip-management.importReservations.csv': () => `pool,address\nLines,10.1.0.${200 + (Number(unique()) % 50)}\n`,
  'ip-management.followLine.to': () => 'active',
  'ip-management.allocate.replace': () => true,
  amountMinor: () => 1,
  'payments.keepCheckout.url': () => 'https://gateway.invalid/page',
  'radius-logins.create.downloadKbps': () => 1000,
  'radius-logins.create.uploadKbps': () => 1000,
  'bandwidth-profiles.update.name': () => 'Another name',
  'speed-rollouts.preview.planId': () => uuidFormat,
  'radius.createNas.address': () => `192.0.2.${Number(unique()) % 250}`,
  'customers.tag.add': () => 'vip',
  'customer-bulk.prepare.action': () => 'resume',
  'customer-bulk.prepare.filters': () => ({}),
  'customer-bulk.waiting.limit': () => 10,
  'sign-in-providers.create.issuer': () => 'https://idp.invalid',
  'sign-in-providers.create.clientId': () => 'dotmac',
  'sign-in-providers.create.domains': () => ['example.test'],
  'sign-in-providers.create.name': () => `Provider ${unique()}`,
  'segments.create.name': () => `Segment ${unique()}`,
  'segments.update.name': () => `Segment ${unique()}`,
  'netbox.configure.url': () => 'https://netbox.invalid',
  'licensing-catalogue.describePlan.tagline': () => 'Another tagline',
  'licensing-catalogue.priceAddon.monthMinor': () => 1200,
  'licensing-seats.assign.type': () => 'admin',
  'customer-documents.add.type': () => 'contract',
  'licensing-accounts.changePlan.expectedDueMinor': () => 0,
  'netbox.configure.token': () => 'another-token',
};
let counter = 0;
function unique(): string {
  counter += 1;
  return String(counter);
}
const uuidFormat = '00000000-0000-7000-8000-000000000000';

/** The least object of a shape. */
export const exampleFrom = (shape: Described): Record<string, unknown> =>
  Object.fromEntries((shape.required ?? []).map((name) => [name, valueFor(name, shape.properties![name]!)]));

/** The least value that a schema takes. */
function least(shape: Described): unknown {
  if (shape.const !== undefined) return shape.const;
  if (shape.enum) return shape.enum[0];
  if (shape.anyOf) return least(shape.anyOf.find((s) => s.type !== 'null') ?? shape.anyOf[0]!);
  const type = Array.isArray(shape.type) ? shape.type[0] : shape.type;
  if (type === 'string') return leastText(shape);
  if (type === 'integer' || type === 'number')
    return Math.max(shape.minimum ?? 0, shape.exclusiveMinimum === undefined ? 0 : shape.exclusiveMinimum + 1);
  if (type === 'boolean') return false;
  if (type === 'array') return Array.from({ length: shape.minItems ?? 0 }, () => least(shape.items ?? {}));
  if (type === 'object') return exampleFrom(shape);
  return {};
}
function leastText(shape: Described): string {
  if (shape.format === 'uuid') return uuidFormat;
  if (shape.format === 'date-time') return '2026-03-10T09:00:00Z';
  if (shape.format === 'date') return '2026-03-10';
  if (shape.format === 'email') return 'somebody@example.test';
  if (shape.pattern) return fc.sample(fc.stringMatching(new RegExp(shape.pattern, 'u')), { seed: 1, numRuns: 1 })[0]!;
  return 'text'.padEnd(shape.minLength ?? 0, '-');
}
function valueFor(name: string, shape: Described, of = ''): unknown {
  return (meant[`${of}.${name}`] ?? meant[name])?.() ?? least(shape);
}

/** The least input an operation takes; references are of no row. */
export function exampleOf(key: string, operation: Operation): Record<string, unknown> {
  const { properties = {}, required = [] } = described(operation.in);
  const needed = Object.keys(properties).filter((name) => required.includes(name) || `${key}.${name}` in meant);
  return Object.fromEntries(needed.map((name) => [name, valueFor(name, properties[name]!, key)]));
}

const isText = ({ type, anyOf, items }: Described): boolean =>
  type === 'string' || anyOf?.some(isText) === true || (type === 'array' && items !== undefined && isText(items));
/** What the access network (RFC 3046, RFC 2865) and sign-in providers call their own things: texts, and no rows of ours. */
const namesOfOthers = ['circuitId', 'remoteId', 'callingStationId', 'nasPortId', 'clientId', 'entityId', 'externalId'];
/** Fields that name rows: `id`, `customerId`, `roleIds`. */
export const referencesOf = (operation: Operation): { name: string; many: boolean }[] =>
  Object.entries(described(operation.in).properties ?? {})
    .filter(([name, shape]) => /^ids?$|Ids?$/.test(name) && isText(shape) && !namesOfOthers.includes(name))
    .map(([name, { type }]) => ({ name, many: type === 'array' }));

const wrongTexts = ['', 'x', 'wrong value', '-1', '1.5', '9'.repeat(30), 'x'.repeat(20_000), '\u{1F4A9}'];
const wrongValues = [...wrongTexts, {}, [], [[]], [{}], true, -1, 1.5, 1e300, null, { wrong: 'field' }];
/** Values that a field's own rule refuses; in a path or query only texts travel. */
export function refusedValues(operation: Operation, field: string, where: 'path' | 'query' | 'body'): unknown[] {
  const schema = inputShape(operation)[field]!;
  const tried =
    where === 'body'
      ? wrongValues
      : where === 'query'
        ? wrongTexts
        : wrongTexts.filter((v) => v !== '' && v.length < 200);
  const refused = tried.filter((value) => !schema.safeParse(value).success);
  // A few of them, of different kinds.
  return refused.filter((_, at) => at % Math.ceil(refused.length / 4) === 0);
}
