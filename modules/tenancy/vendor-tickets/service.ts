import { eq } from 'drizzle-orm';
import { type Ctx, type EventsOf, implement } from '#kernel/context.ts';
import { conflict, invalid } from '#kernel/errors.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { accountManagers } from '#modules/tenancy/account-managers/contract.ts';
import { vendorTickets } from './contract.ts';
import { type VendorTicketStatus, whyNotAnswer, whyNotMove } from './rules.ts';
import {
  chosen,
  counts,
  type Draft,
  detail,
  downloadFrom,
  findTicket,
  holdTicket,
  listTickets,
  nextNumber,
  type Row,
  write,
} from './store.ts';
import { vendorTicket, vendorTicketNote } from './tables.ts';

type Events = EventsOf<typeof vendorTickets>;
type Asking = Ctx<Events, 'vendor-ticket.asked'>;
type Handling = Ctx<Events, 'vendor-ticket.handled'>;

const asked = (ctx: Asking, { id, tenantId }: Row, isNew = false) =>
  ctx.emit('vendor-ticket.asked', { ticketId: id, tenantId, isNew });
const handled = (ctx: Handling, { id, tenantId }: Row) => ctx.emit('vendor-ticket.handled', { ticketId: id, tenantId });

async function set(ctx: Pick<Ctx, 'db' | 'nowIso'>, id: string, change: Partial<Row>): Promise<Row> {
  const [row] = await ctx.db
    .update(vendorTicket)
    .set({ ...change, updatedAt: ctx.nowIso })
    .where(eq(vendorTicket.id, id))
    .returning();
  return row!;
}

async function move(ctx: Pick<Ctx, 'db' | 'nowIso' | 'changed'>, row: Row, status: VendorTicketStatus): Promise<Row> {
  const refused = whyNotMove(row.status, status);
  if (refused) throw conflict(refused, 'status');
  ctx.changed({ type: 'vendor-ticket', id: row.id, before: { status: row.status }, after: { status } });
  const resolvedAt = status === 'resolved' || status === 'closed' ? (row.resolvedAt ?? ctx.nowIso) : null;
  return set(ctx, row.id, { status, resolvedAt });
}

function refuseWriting(row: Row): void {
  const refused = whyNotAnswer(row.status);
  if (refused) throw conflict(refused);
}

/** To the one who asked, if they want such mails, from the vendor's own outbox. */
async function mailAnswer(ctx: Handling, row: Row, { text }: Draft): Promise<void> {
  const { items } = await ctx.call(accountManagers, 'recipients', { tenantId: row.tenantId, topic: 'tickets' });
  const opener = items.find(({ id }) => id === row.openerId);
  if (!opener) return;
  await ctx.call(mail, 'queue', {
    template: 'account-ticket',
    to: opener.email,
    values: {
      name: opener.name,
      ticketNumber: row.number,
      subject: row.subject,
      by: 'DotMac',
      text,
      link: `${ctx.urls.platform}/tenant-portal/support/${row.id}`,
    },
  });
}

/** Of the assigned; of everybody while a new one is nobody's. */
async function deskMails(ctx: Pick<Ctx, 'call'>, row: Row, isNew: boolean) {
  if (row.assigneeId) return [await ctx.call(staff, 'getUser', { id: row.assigneeId })];
  return isNew ? (await ctx.call(staff, 'listUsers', { status: 'active', limit: 20 })).items : [];
}

async function assigned(ctx: Pick<Ctx, 'actor' | 'call'>, wish: string | null) {
  if (wish === null) return { assigneeId: null, assigneeName: null };
  if (wish === 'me' && ctx.actor.kind !== 'platform')
    throw invalid('assigneeId: Only a member of the platform’s staff has tickets of their own.', 'assigneeId');
  const { id, name } = await ctx.call(staff, 'getUser', { id: wish === 'me' ? (ctx.actor.id ?? '') : wish });
  return { assigneeId: id, assigneeName: name };
}

export const service = implement(vendorTickets, {
  mine: (ctx, { status, ...paging }) => listTickets(ctx, paging, chosen({ status }, null)),
  counts: (ctx) => counts(ctx),
  getMine: async (ctx, { id }) => detail(ctx, await findTicket(ctx, id)),

  async ask(ctx, { text, files, ...input }) {
    const [row] = await ctx.db
      .insert(vendorTicket)
      .values({
        id: ctx.newId(),
        number: await nextNumber(ctx),
        ...input,
        tenantName: ctx.tenant.name,
        status: 'new',
        openerId: ctx.actor.id,
        openedBy: ctx.actor.name,
        openedAt: ctx.nowIso,
        updatedAt: ctx.nowIso,
      })
      .returning();
    await write(ctx, row!, 'tenant', { text, files });
    ctx.changed({ type: 'vendor-ticket', id: row!.id, after: { number: row!.number, subject: row!.subject } });
    await asked(ctx, row!, true);
    return detail(ctx, row!);
  },

  async answer(ctx, { id, ...draft }) {
    const row = await holdTicket(ctx, id);
    refuseWriting(row);
    await write(ctx, row, 'tenant', draft);
    const moves = row.status === 'waiting' || row.status === 'resolved';
    const after = moves ? await move(ctx, row, 'open') : await set(ctx, id, {});
    await asked(ctx, after);
    return detail(ctx, after);
  },

  async close(ctx, { id }) {
    const after = await move(ctx, await holdTicket(ctx, id), 'closed');
    await asked(ctx, after);
    return detail(ctx, after);
  },

  downloadMine: (ctx, { id }) => downloadFrom(ctx, id),

  list: (ctx, { cursor, limit, ...filters }) => listTickets(ctx, { cursor, limit }, chosen(filters, ctx.actor.id)),
  queue: (ctx) => counts(ctx),

  async agents(ctx) {
    const { items } = await ctx.call(staff, 'listUsers', { status: 'active', limit: 200 });
    return { items: items.map(({ id, name }) => ({ id, name })) };
  },

  get: async (ctx, { id }) => detail(ctx, await findTicket(ctx, id)),

  async reply(ctx, { id, thenStatus, ...draft }) {
    const row = await holdTicket(ctx, id);
    refuseWriting(row);
    await write(ctx, row, 'vendor', draft);
    const answered = await set(ctx, id, { firstAnswerAt: row.firstAnswerAt ?? ctx.nowIso });
    const after = row.status === thenStatus ? answered : await move(ctx, answered, thenStatus);
    await mailAnswer(ctx, after, draft);
    await handled(ctx, after);
    return detail(ctx, after);
  },

  async note(ctx, { id, text }) {
    const row = await holdTicket(ctx, id);
    await ctx.db
      .insert(vendorTicketNote)
      .values({ id: ctx.newId(), ticketId: id, authorName: ctx.actor.name, text, writtenAt: ctx.nowIso });
    await handled(ctx, row);
    return detail(ctx, row);
  },

  async update(ctx, { id, priority, assigneeId }) {
    const row = await holdTicket(ctx, id);
    const change = {
      ...(priority ? { priority } : {}),
      ...(assigneeId === undefined ? {} : await assigned(ctx, assigneeId)),
    };
    const after = await set(ctx, id, change);
    const { priority: was, assigneeName: wasWith } = row;
    ctx.changed({
      type: 'vendor-ticket',
      id,
      before: { priority: was, assignee: wasWith },
      after: { priority: after.priority, assignee: after.assigneeName },
    });
    await handled(ctx, after);
    return detail(ctx, after);
  },

  async setStatus(ctx, { id, status }) {
    const after = await move(ctx, await holdTicket(ctx, id), status);
    await handled(ctx, after);
    return detail(ctx, after);
  },

  download: (ctx, { id }) => downloadFrom(ctx, id),

  async hear(ctx, { ticketId, isNew }) {
    const row = await findTicket(ctx, ticketId);
    for (const { email, name } of await deskMails(ctx, row, isNew))
      await ctx.call(mail, 'queue', {
        template: 'account-ticket',
        to: email,
        values: {
          name,
          ticketNumber: row.number,
          subject: row.subject,
          by: `${row.openedBy}, ${row.tenantName}`,
          text: isNew ? 'A new ticket is waiting for an answer.' : 'There is something new in this ticket.',
          link: `${ctx.urls.platform}/dashboard/platform-admin/tickets/${row.id}`,
        },
      });
    await ctx.emit('vendor-ticket.heard', { ticketId });
  },

  tell: (ctx, { ticketId }) => ctx.emit('vendor-ticket.told', { ticketId }),
});
