import { z } from 'zod';
import { command, contract, many, one, query } from '#kernel/contract/contract.ts';
import { embedMany, embedMaybe, internal, open, personal, resource } from '#kernel/contract/fields.ts';
import { Subscription } from '#modules/billing/subscriptions/contract.ts';
import { Customer, customerInput } from '#modules/customers/customers/contract.ts';

export const duplicateSigns = ['e-mail', 'phone', 'name and address', 'name and town'] as const;
export const coverageVerdicts = ['connected nearby', 'connected in town', 'unknown'] as const;
const wizard = '/dashboard/operations/customers/new';

/** Somebody who is likely the same person, and by what. */
export const Duplicate = resource('Duplicate', {
  customerId: open(z.uuid()),
  number: open(z.string()),
  name: personal('subscriber', z.string()),
  email: personal('subscriber', z.string().nullable()),
  phone: personal('subscriber', z.string().nullable()),
  address: personal('subscriber', z.string()),
  status: open(z.string()),
  signs: internal(z.array(z.enum(duplicateSigns))),
  /** Too alike to be created without a reason. */
  strong: internal(z.boolean()),
});

const PlanThere = resource('PlanThere', {
  planId: open(z.uuid()),
  planName: open(z.string()),
  customers: open(z.int()),
});
/** What is known of service at a place: from those who are connected near it, and from nothing else. */
export const Serviceability = resource('Serviceability', {
  verdict: open(z.enum(coverageVerdicts)),
  /** The verdict with what it is based on, in a sentence. */
  basis: open(z.string()),
  connectedInPostcode: open(z.int()),
  connectedInTown: open(z.int()),
  /** Plans that those nearby have, the most first. */
  plans: embedMany(PlanThere),
  /** Places left in the pool that a sale draws from; null when the provider has none marked as default. */
  freeAddresses: internal(z.int().nullable()),
});

export const SignedUp = resource('SignedUp', {
  customer: embedMaybe(Customer),
  subscription: embedMaybe(Subscription),
});

const partOf = (max: number) => z.string().trim().max(max).optional();
export const signUp = contract({
  name: 'sign-up',
  title: 'New customers',
  events: {},
  operations: {
    duplicates: query('GET /customers/duplicates', {
      summary: 'Customers who may be the person whose data is being typed',
      for: ['isp'],
      can: 'customers.customer:read',
      in: z.object({
        name: partOf(200),
        email: partOf(254),
        phone: partOf(40),
        line1: partOf(200),
        postcode: partOf(20),
        city: partOf(100),
        except: z.uuid().optional(),
      }),
      out: many(Duplicate),
      ui: wizard,
    }),
    serviceability: query('GET /customers/serviceability', {
      summary: 'What is known of service at an address',
      for: ['isp'],
      can: 'customers.customer:read',
      in: z.object({
        city: z.string().trim().min(1).max(100),
        postcode: partOf(20),
        country: z
          .string()
          .regex(/^[A-Z]{2}$/)
          .optional(),
      }),
      out: one(Serviceability),
      ui: wizard,
    }),
    signUp: command('POST /customers/sign-up', {
      summary:
        'Create a customer and sell them a plan, both or neither; refused for a likely duplicate without a reason',
      for: ['isp'],
      can: 'customers.customer:write',
      in: z.object({
        customer: customerInput,
        planId: z.uuid().nullish().describe('Absent: a prospect, to whom nothing is sold yet.'),
        duplicateReason: z
          .string()
          .trim()
          .min(3, 'Say why they are not the same person.')
          .max(300)
          .optional()
          .describe('Why another customer is created although one is like them; kept as a note.'),
      }),
      out: one(SignedUp),
      ui: wizard,
    }),
  },
});
