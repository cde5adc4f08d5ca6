import { type SQL, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { conflict, invalid } from '#kernel/errors.ts';
import { subscriptions, type suspendReasons } from '#modules/billing/subscriptions/contract.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { segments } from '#modules/customers/segments/contract.ts';
import type { BulkAction } from './contract.ts';
import { filled } from './rules.ts';
import type { How } from './tables.ts';

type ActionCtx = Pick<Ctx, 'db' | 'call'>;
interface Action {
  /** Refuses an order that lacks what the action needs. */
  check(how: How): void;
  /** SQL over `c`, a customer: why it cannot be done for them, or null. */
  unable(how: How): SQL;
  /** SQL over `c`: how many lines or mails it is. */
  effects: SQL;
  do(ctx: ActionCtx, customerId: string, how: How): Promise<void>;
}

const lines = (status: string) =>
  sql`(select count(*)::int from customer_by_subscription s where s.customer_id = c.id and s.status = ${status})`;

/** The lines of a customer that have a status, the oldest first. */
async function linesOf(ctx: ActionCtx, customerId: string, status: 'active' | 'suspended') {
  const { items } = await ctx.call(subscriptions, 'list', { customerId, status, limit: 200 });
  return items.toReversed();
}
const need = (value: string | undefined, message: string, field: string): string => {
  if (!value) throw invalid(`${field}: ${message}`, field);
  return value;
};
const nothing = sql`null::text`;

const tagged = (key: 'add' | 'remove', unable: (tag: string) => SQL): Action => ({
  check: ({ tag }) => void need(tag, 'Name the tag.', 'tag'),
  unable: ({ tag }) => unable(tag ?? ''),
  effects: sql`1`,
  async do(ctx, id, { tag }) {
    await ctx.call(customers, 'tag', { ids: [id], [key]: tag });
  },
});

export const actions: Record<BulkAction, Action> = {
  suspend: {
    check: ({ suspendReason }) => void need(suspendReason, 'Say why.', 'suspendReason'),
    unable: () =>
      sql`case when ${lines('active')} > 0 then null when ${lines('suspended')} > 0 then 'Already suspended.' else 'No active service.' end`,
    effects: lines('active'),
    async do(ctx, customerId, { suspendReason }) {
      const active = await linesOf(ctx, customerId, 'active');
      if (active.length === 0) throw conflict('No active service any more.');
      const reason = suspendReason as (typeof suspendReasons)[number];
      for (const { id } of active) await ctx.call(subscriptions, 'suspend', { id, reason });
    },
  },
  resume: {
    check: () => {},
    unable: () => sql`case when ${lines('suspended')} > 0 then null else 'No suspended service.' end`,
    effects: lines('suspended'),
    async do(ctx, customerId) {
      const suspended = await linesOf(ctx, customerId, 'suspended');
      if (suspended.length === 0) throw conflict('No suspended service any more.');
      for (const { id } of suspended) await ctx.call(subscriptions, 'resume', { id });
    },
  },
  message: {
    check({ subject, text }) {
      need(subject, 'A message needs a subject.', 'subject');
      need(text, 'Write something.', 'text');
    },
    unable: () =>
      sql`case when c.email is null then 'No e-mail address.' when c.status = 'closed' then 'The account is closed.' end`,
    effects: sql`1`,
    async do(ctx, customerId, { subject = '', text = '' }) {
      const { name, number, email } = await ctx.call(customers, 'get', { id: customerId });
      if (!email) throw conflict('No e-mail address any more.');
      const who = { name, number };
      await ctx.call(mail, 'queue', {
        template: 'customer-message',
        to: email,
        customerId,
        values: { customerName: name, subject: filled(subject, who), text: filled(text, who) },
      });
    },
  },
  tag: tagged('add', (tag) => sql`case when ${tag} = any(c.tags) then 'Has the tag already.' end`),
  untag: tagged('remove', (tag) => sql`case when ${tag} = any(c.tags) then null else 'Does not have the tag.' end`),
  pin: {
    check: ({ listId }) => void need(listId, 'Choose a list.', 'listId'),
    unable: () => nothing,
    effects: sql`1`,
    async do(ctx, customerId, { listId = '' }) {
      await ctx.call(segments, 'pin', { id: listId, add: [customerId] });
    },
  },
};
