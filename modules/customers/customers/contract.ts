import { z } from 'zod';
import { command, contract, file, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import {
  embedMany,
  Id,
  idList,
  instant,
  internal,
  minorUnits,
  open,
  Paging,
  personal,
  resource,
} from '#kernel/contract/fields.ts';

export { builtInSegments } from './built-in-segments.ts';
export * from './filter-input.ts';

import { customerFilters, customerKinds, customerStatuses, customerTiers, healthBands } from './filter-input.ts';
import { standingOperations } from './standing-operations.ts';

export const Address = z.object({
  line1: z.string().trim().min(1, 'Say the street and number.').max(200),
  line2: z.string().trim().max(200).default(''),
  city: z.string().trim().min(1, 'Say the town.').max(100),
  postcode: z.string().trim().max(20).default(''),
  country: z.string().regex(/^[A-Z]{2}$/, 'Use a two-letter ISO 3166 code, such as DE.'),
});
export const contactRoles = ['primary', 'billing', 'technical', 'emergency', 'other'] as const;
const name = z.string().trim().min(1, 'A name is needed.').max(200);
const email = z.email('This is not an e-mail address.').toLowerCase().max(254);
/** E.164, spaces allowed while typing. */
const phone = z
  .string()
  .max(40)
  .transform((v) => v.replace(/[\s()-]/g, ''))
  .pipe(z.string().regex(/^\+[1-9]\d{6,14}$/, 'Use the international form, such as +49 30 1234567.'));
export const customerTag = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} -]{0,39}$/u, 'Letters, digits, spaces and dashes, 40 at most.');

export const Contact = resource('Contact', {
  id: open(z.uuid()),
  customerId: open(z.uuid()),
  role: open(z.enum(contactRoles)),
  name: personal('subscriber', z.string()),
  email: personal('subscriber', z.string().nullable()),
  phone: personal('subscriber', z.string().nullable()),
});

export const Customer = resource('Customer', {
  id: open(z.uuid()),
  /** Human number, `C-000123`. */
  number: open(z.string()),
  kind: open(z.enum(customerKinds)),
  name: personal('subscriber', z.string()),
  email: personal('subscriber', z.string().nullable()),
  phone: personal('subscriber', z.string().nullable()),
  status: open(z.enum(customerStatuses)),
  tier: open(z.enum(customerTiers)),
  serviceAddress: personal('subscriber', Address),
  /** Registration or tax number of a business. */
  taxNumber: personal('subscriber', z.string().nullable()),
  locale: open(z.string()),
  tags: open(z.array(z.string())),
  customFields: internal(z.record(z.string(), z.string())),
  /** 0 to 100; null until it was computed. `health` has the reasons. */
  healthScore: internal(z.int().nullable()),
  healthBand: internal(z.enum(healthBands).nullable()),
  /** Owed on open invoices, in minor units of the provider's currency. */
  balanceMinor: internal(minorUnits()),
  /** The part of it that is past its due date. */
  overdueMinor: internal(minorUnits()),
  planId: internal(z.uuid().nullable()),
  planName: internal(z.string().nullable()),
  createdAt: open(instant()),
  updatedAt: open(instant()),
});

export const CustomerDetail = resource('CustomerDetail', { ...Customer.fields, contacts: embedMany(Contact) });

const CustomerMetrics = resource('CustomerMetrics', {
  total: open(z.int()),
  active: open(z.int()),
  suspended: open(z.int()),
  prospects: open(z.int()),
  inactive: open(z.int()),
  closed: open(z.int()),
  createdLast30Days: open(z.int()),
  /** Had service and ended it in the last 30 days. */
  churnedLast30Days: open(z.int()),
  /** How many are in each band of health; those without a score are in none. */
  healthy: open(z.int()),
  watch: open(z.int()),
  atRisk: open(z.int()),
  critical: open(z.int()),
});

export const ImportOutcome = resource('ImportOutcome', {
  created: open(z.int()),
  failed: open(z.int()),
  /** One message for each refused row: its line, the field and the rule. */
  errors: open(z.array(z.object({ line: z.int(), field: z.string(), message: z.string() }))),
  /** Rows whose e-mail or phone a customer has already; they are created all the same. */
  duplicates: personal(
    'subscriber',
    z.array(z.object({ line: z.int(), field: z.string(), customers: z.array(z.string()) })),
  ),
});

const customerFields = z.object({
  kind: z.enum(customerKinds),
  name,
  email: email.nullish(),
  phone: phone.nullish(),
  tier: z.enum(customerTiers),
  /** Without a country it is in the provider's. */
  serviceAddress: Address.extend({ country: Address.shape.country.optional() }),
  taxNumber: z.string().trim().max(40).nullish(),
  locale: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'Use a language tag, such as en or fr-FR.'),
  tags: z.array(customerTag).max(20, 'A customer may have 20 tags.'),
  customFields: z.record(z.string().trim().min(1, 'A custom field needs a name.').max(60), z.string().max(500)),
});
export const customerInput = customerFields.extend({
  kind: customerFields.shape.kind.default('individual'),
  tier: customerFields.shape.tier.default('standard'),
  locale: customerFields.shape.locale.optional(),
  tags: customerFields.shape.tags.default([]),
  customFields: customerFields.shape.customFields.default({}),
});
/** Without defaults: what a change does not name stays as it is. */
export const customerChanges = customerFields.partial();
export const customerSorts = [
  'number',
  '-number',
  'name',
  '-name',
  'createdAt',
  '-createdAt',
  'health',
  '-health',
  'balance',
  '-balance',
] as const;

const people = '/dashboard/operations/customers';
const person = '/dashboard/operations/customers/$id';
const about = { customerId: open(z.uuid()) };

export const customers = contract({
  name: 'customers',
  title: 'Customers',
  events: {
    'customer.created': { ...about, number: open(z.string()) },
    /** `fields`: what was changed, so that a listener that keeps only the name may pass over the rest. */
    'customer.updated': { ...about, fields: open(z.array(z.string())) },
    'customer.status-changed': {
      ...about,
      from: open(z.enum(customerStatuses)),
      to: open(z.enum(customerStatuses)),
      reason: open(z.string().nullable()),
    },
    /** Health, balance or plan. Not said for the many of a nightly run. */
    /** Not by `customerId`: it is no event of their timeline. */
    'customer.standing-changed': { subjectId: open(z.uuid()) },
  },
  realtime: {
    customers: {
      events: ['customer.created', 'customer.updated', 'customer.status-changed', 'customer.standing-changed'],
      for: ['isp'],
      can: 'customers.customer:read',
    },
  },
  operations: {
    list: query('GET /customers', {
      summary: 'List customers',
      for: ['isp'],
      can: 'customers.customer:read',
      in: Paging.extend(customerFilters.shape).extend({ sort: z.enum(customerSorts).default('-number') }),
      out: page(Customer),
      ui: people,
    }),
    metrics: query('GET /customers/metrics', {
      summary: 'Count customers by status',
      for: ['isp'],
      can: 'customers.customer:read',
      in: z.object({}),
      out: one(CustomerMetrics),
      ui: people,
    }),
    get: query('GET /customers/{id}', {
      summary: 'Fetch a customer with contacts',
      for: ['isp'],
      can: 'customers.customer:read',
      in: Id,
      out: one(CustomerDetail),
      ui: person,
    }),
    byIds: query('GET /customers/by-ids', {
      summary: 'Fetch several customers',
      for: ['isp'],
      can: 'customers.customer:read',
      in: z.object({ ids: idList() }),
      out: many(Customer),
      ui: { none: 'graph' },
    }),
    me: query('GET /me', {
      summary: 'Who I am to my provider',
      for: ['customer'],
      can: 'signed-in',
      in: z.object({}),
      out: one(Customer),
      ui: { none: 'shell' },
    }),
    create: command('POST /customers', {
      summary: 'Create a customer',
      for: ['isp'],
      can: 'customers.customer:write',
      in: customerInput,
      out: one(Customer),
      emits: ['customer.created'],
      ui: { none: 'import' },
    }),
    update: command('PATCH /customers/{id}', {
      summary: 'Change a customer’s data',
      for: ['isp'],
      can: 'customers.customer:write',
      in: Id.extend(customerChanges.shape),
      out: one(Customer),
      emits: ['customer.updated'],
      ui: person,
    }),
    close: command('POST /customers/{id}/close', {
      summary: 'Close a customer’s account; refused while a subscription runs',
      for: ['isp'],
      can: 'customers.customer:write',
      in: Id.extend({ reason: z.string().trim().min(3, 'Say why.').max(300) }),
      out: one(Customer),
      emits: ['customer.status-changed'],
      ui: person,
    }),
    reopen: command('POST /customers/{id}/reopen', {
      summary: 'Open a closed account again',
      for: ['isp'],
      can: 'customers.customer:write',
      in: Id,
      out: one(Customer),
      emits: ['customer.status-changed'],
      ui: person,
    }),
    setStatus: command('POST /customers/{id}/status', {
      summary: 'Follow the state of the customer’s subscriptions',
      for: [],
      can: 'customers.customer:write',
      in: Id.extend({ status: z.enum(customerStatuses) }),
      out: one(Customer),
      emits: ['customer.status-changed'],
      ui: { none: 'internal' },
    }),
    addContact: command('POST /customers/{id}/contacts', {
      summary: 'Add a contact',
      for: ['isp'],
      can: 'customers.customer:write',
      in: Id.extend({ role: z.enum(contactRoles), name, email: email.nullish(), phone: phone.nullish() }),
      out: one(Contact),
      emits: ['customer.updated'],
      ui: person,
    }),
    removeContact: command('DELETE /customers/{id}/contacts/{contactId}', {
      summary: 'Remove a contact',
      for: ['isp'],
      can: 'customers.customer:write',
      in: Id.extend({ contactId: z.uuid() }),
      out: nothing(),
      emits: ['customer.updated'],
      ui: person,
    }),
    tag: command('POST /customers/bulk/tag', {
      summary: 'Add or remove a tag on several customers',
      for: ['isp'],
      can: 'customers.customer:write',
      in: z.object({
        ids: z.array(z.uuid()).min(1).max(1000),
        add: customerTag.optional(),
        remove: customerTag.optional(),
      }),
      out: nothing(),
      emits: ['customer.updated'],
      ui: people,
    }),
    tags: query('GET /customers/tags', {
      summary: 'Tags in use',
      for: ['isp'],
      can: 'customers.customer:read',
      in: z.object({}),
      out: many(resource('TagCount', { tag: open(z.string()), customers: open(z.int()) })),
      ui: people,
    }),
    cities: query('GET /customers/cities', {
      summary: 'Towns in which there are customers',
      for: ['isp'],
      can: 'customers.customer:read',
      in: z.object({}),
      out: many(resource('CityCount', { city: open(z.string()), customers: open(z.int()) })),
      ui: people,
    }),
    similar: query('GET /customers/similar', {
      summary: 'Customers whose words are nearly those that were typed, the nearest first',
      for: ['isp'],
      can: 'customers.customer:read',
      in: z.object({ q: z.string().trim().min(3).max(100) }),
      out: many(Customer),
      ui: people,
    }),
    ...standingOperations,
    exportCsv: query('GET /customers/export', {
      summary: 'Download the filtered customers as CSV',
      for: ['isp'],
      can: 'customers.customer:export',
      in: customerFilters.extend({ ids: z.array(z.uuid()).max(1000).optional().describe('Of these customers.') }),
      out: file('text/csv'),
      ui: people,
    }),
    importCsv: command('POST /customers/import', {
      summary: 'Create customers from CSV; all rows, or none when any is wrong',
      for: ['isp'],
      can: 'customers.customer:write',
      in: z.object({ csv: z.string().min(1).max(5_000_000), dryRun: z.boolean().default(false) }),
      out: one(ImportOutcome),
      emits: ['customer.created'],
      ui: people,
    }),
  },
});
