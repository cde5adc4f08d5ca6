import { z } from 'zod';
import { command, many, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, Paging } from '#kernel/contract/fields.ts';
import { Autopay, autopayTimings, Payment, PaymentDetail, PaymentMethod, PaymentOptions } from './resources.ts';

const billing = '/customer-portal/billing';
const payment = '/customer-portal/billing/payments/$id';
const methods = '/customer-portal/billing/methods';
const own = { for: ['customer'], can: 'signed-in' } as const;

/** What subscribers do with their own money; row-level security shows them nobody else's. */
export const portalOperations = {
  options: query('GET /payment-options', {
    ...own,
    summary: 'How I can pay, and what I have paid beyond my bills',
    in: z.object({}),
    out: one(PaymentOptions),
    ui: [billing, methods, '/customer-portal/billing/$id'],
  }),
  mine: query('GET /payments', {
    ...own,
    summary: 'My payments, the newest first',
    in: Paging,
    out: page(Payment),
    ui: billing,
  }),
  getMine: query('GET /payments/{id}', {
    ...own,
    summary: 'One of my payments with what it paid',
    in: Id,
    out: one(PaymentDetail),
    ui: payment,
  }),
  pay: command('POST /payments', {
    ...own,
    summary: 'Pay my bills on the gateway’s page, or with a card it keeps for me',
    perMinute: 10,
    in: z.object({
      /** Absent: all that are open. */
      invoiceIds: z.array(z.uuid()).min(1).max(100).optional(),
      /** Absent: the gateway asks for a card. */
      methodId: z.uuid().optional(),
      saveMethod: z.boolean().default(false),
    }),
    out: one(PaymentDetail),
    emits: ['payment.started'],
    ui: [billing, '/customer-portal/billing/$id'],
  }),
  askMine: command('POST /payments/{id}/ask', {
    ...own,
    summary: 'Ask the gateway now how my payment stands',
    perMinute: 20,
    in: Id,
    out: one(PaymentDetail),
    emits: ['payment.asked'],
    ui: payment,
  }),
  myMethods: query('GET /payment-methods', {
    ...own,
    summary: 'The cards the gateway keeps for me',
    in: z.object({}),
    out: many(PaymentMethod),
    ui: [methods, billing],
  }),
  addMethod: command('POST /payment-methods', {
    ...own,
    summary: 'Give the gateway a card to keep; nothing is charged',
    perMinute: 5,
    in: z.object({}),
    out: one(PaymentMethod),
    emits: ['payment-method.started'],
    ui: methods,
  }),
  setDefaultMethod: command('POST /payment-methods/{id}/default', {
    ...own,
    summary: 'Charge this card from now on',
    in: Id,
    out: one(PaymentMethod),
    ui: methods,
  }),
  removeMethod: command('DELETE /payment-methods/{id}', {
    ...own,
    summary: 'Have the gateway forget a card; autopay ends with the last one',
    in: Id,
    out: nothing(),
    emits: ['payment-method.removed', 'autopay.changed'],
    ui: methods,
  }),
  autopay: query('GET /autopay', {
    ...own,
    summary: 'Whether my bills are paid by themselves',
    in: z.object({}),
    out: one(Autopay),
    ui: methods,
  }),
  setAutopay: command('PUT /autopay', {
    ...own,
    summary: 'Have my bills charged to my default card by themselves, or no longer',
    in: z.object({ enabled: z.boolean(), timing: z.enum(autopayTimings).default('due') }),
    out: one(Autopay),
    emits: ['autopay.changed'],
    ui: methods,
  }),
};
