import { eq } from 'drizzle-orm';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import { conflict } from '#kernel/errors.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { records } from '#modules/platform/records/contract.ts';
import type { tickets } from './contract.ts';
import { type TicketCategory, type TicketPriority, type TicketStatus, whyNotMove } from './rules.ts';
import { nextNumber, type Row } from './store.ts';
import { ticket, ticketMessage } from './tables.ts';

type Events = EventsOf<typeof tickets>;
interface Upload {
  name: string;
  mediaType: string;
  contentBase64: string;
}
interface Draft {
  text: string;
  files: Upload[];
}

async function write(ctx: Ctx<Events, never>, row: Row, { text, files }: Draft, isInternal: boolean): Promise<void> {
  const fileIds: string[] = [];
  for (const file of files) {
    const stored = await ctx.call(records, 'storeFile', { subjectType: 'ticket', subjectId: row.id, ...file });
    fileIds.push(stored.id);
  }
  await ctx.db.insert(ticketMessage).values({
    id: ctx.newId(),
    ticketId: row.id,
    visibleToCustomerId: isInternal ? null : row.customerId,
    author: ctx.door === 'customer' ? 'customer' : 'staff',
    authorId: ctx.actor.id,
    authorName: ctx.actor.name,
    isInternal,
    text,
    fileIds,
    writtenAt: ctx.nowIso,
  });
}

export interface NewTicket extends Draft {
  customerId: string;
  subject: string;
  category: TicketCategory;
  priority: TicketPriority;
}
export async function openTicket(ctx: Ctx<Events, 'ticket.opened'>, input: NewTicket): Promise<Row> {
  const channel = ctx.door === 'customer' ? 'portal' : 'staff';
  const customer =
    channel === 'portal'
      ? await ctx.call(customers, 'me', {})
      : await ctx.call(customers, 'get', { id: input.customerId });
  const [row] = await ctx.db
    .insert(ticket)
    .values({
      id: ctx.newId(),
      number: await nextNumber(ctx),
      subject: input.subject,
      customerId: customer.id,
      customerNumber: customer.number,
      customerName: customer.name,
      status: 'open',
      priority: input.priority,
      category: input.category,
      channel,
      openedAt: ctx.nowIso,
      updatedAt: ctx.nowIso,
      unansweredSince: ctx.nowIso,
    })
    .returning();
  await write(ctx, row!, input, false);
  await ctx.emit('ticket.opened', { ticketId: row!.id, customerId: customer.id, number: row!.number, channel });
  ctx.changed({ type: 'ticket', id: row!.id, after: { number: row!.number, subject: row!.subject } });
  return row!;
}

/** Moves a ticket. `solved` starts the week after which it is closed. */
export async function moveTicket(ctx: Ctx<Events, 'ticket.status-changed'>, row: Row, to: TicketStatus): Promise<Row> {
  const refused = whyNotMove(row.status, to);
  if (refused) throw conflict(refused, 'status');
  const [moved] = await ctx.db
    .update(ticket)
    .set({
      status: to,
      updatedAt: ctx.nowIso,
      solvedAt:
        to === 'solved' || (to === 'closed' && !row.solvedAt) ? ctx.nowIso : to === 'open' ? null : row.solvedAt,
      unansweredSince: to === 'open' ? (row.unansweredSince ?? ctx.nowIso) : null,
    })
    .where(eq(ticket.id, row.id))
    .returning();
  ctx.changed({ type: 'ticket', id: row.id, before: { status: row.status }, after: { status: to } });
  await ctx.emit('ticket.status-changed', { ticketId: row.id, customerId: row.customerId, from: row.status, to });
  return moved!;
}

/** A note among staff: the ticket stays where it is. */
export async function noteOn(ctx: Ctx<Events, 'ticket.noted'>, row: Row, draft: Draft): Promise<Row> {
  await write(ctx, row, draft, true);
  const [touched] = await ctx.db.update(ticket).set({ updatedAt: ctx.nowIso }).where(eq(ticket.id, row.id)).returning();
  await ctx.emit('ticket.noted', { ticketId: row.id, customerId: row.customerId });
  return touched!;
}

/** An answer of staff goes to the customer by mail, too, when they have an address. */
export async function answerCustomer(
  ctx: Ctx<Events, 'ticket.replied' | 'ticket.status-changed'>,
  row: Row,
  draft: Draft,
  thenStatus: TicketStatus,
): Promise<Row> {
  await write(ctx, row, draft, false);
  const [answered] = await ctx.db
    .update(ticket)
    .set({ updatedAt: ctx.nowIso, firstAnswerAt: row.firstAnswerAt ?? ctx.nowIso, unansweredSince: null })
    .where(eq(ticket.id, row.id))
    .returning();
  await ctx.emit('ticket.replied', { ticketId: row.id, customerId: row.customerId, by: 'staff' });
  const { email, name } = await ctx.call(customers, 'get', { id: row.customerId });
  if (email)
    await ctx.call(mail, 'queue', {
      template: 'ticket-answered',
      to: email,
      customerId: row.customerId,
      values: {
        customerName: name,
        ticketNumber: row.number,
        subject: row.subject,
        text: draft.text,
        link: `${ctx.urls.isp}/customer-portal/support/${row.id}`,
      },
    });
  return thenStatus === row.status ? answered! : moveTicket(ctx, answered!, thenStatus);
}

/** The customer's word: it is our turn again. */
export async function answerUs(
  ctx: Ctx<Events, 'ticket.replied' | 'ticket.status-changed'>,
  row: Row,
  draft: Draft,
): Promise<Row> {
  await write(ctx, row, draft, false);
  const [answered] = await ctx.db
    .update(ticket)
    .set({ updatedAt: ctx.nowIso, unansweredSince: row.unansweredSince ?? ctx.nowIso })
    .where(eq(ticket.id, row.id))
    .returning();
  await ctx.emit('ticket.replied', { ticketId: row.id, customerId: row.customerId, by: 'customer' });
  return row.status === 'open' ? answered! : moveTicket(ctx, answered!, 'open');
}
