import { and, asc, eq, inArray, lt } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { teams } from '#modules/identity/teams/contract.ts';
import { tickets } from './contract.ts';
import { closeAfterDays, whyNotAnswer } from './rules.ts';
import {
  chosen,
  countsOf,
  detail,
  downloadFrom,
  findTicket,
  holdTicket,
  listTickets,
  metrics,
  type Row,
} from './store.ts';
import { ticket } from './tables.ts';
import { answerCustomer, answerUs, moveTicket, noteOn, openTicket } from './write.ts';

const refuseIf = (reason: string | undefined) => {
  if (reason) throw conflict(reason);
};

async function assigned(ctx: Pick<Ctx, 'actor' | 'call'>, wish: string | null) {
  if (wish === null) return { assigneeId: null, assigneeName: null };
  if (wish === 'me' && ctx.actor.kind !== 'staff')
    throw invalid('assigneeId: Only a member of staff has tickets of their own.', 'assigneeId');
  const { id, name } = await ctx.call(staff, 'getUser', { id: wish === 'me' ? (ctx.actor.id ?? '') : wish });
  return { assigneeId: id, assigneeName: name };
}

async function handedTo(ctx: Pick<Ctx, 'call'>, teamId: string | null) {
  if (teamId === null) return { teamId, teamName: null };
  const { items } = await ctx.call(teams, 'list', {});
  const team = items.find(({ id }) => id === teamId);
  if (!team) throw notFound('team');
  return { teamId, teamName: team.name };
}

/** The teams that the caller belongs to. */
async function teamsOf({ actor, call }: Pick<Ctx, 'actor' | 'call'>): Promise<string[]> {
  const { items } = await call(teams, 'list', {});
  return items.filter(({ members }) => members.some(({ id }) => id === actor.id)).map(({ id }) => id);
}

export const service = implement(tickets, {
  async list(ctx, input) {
    const wanted = input.team === 'mine' ? await teamsOf(ctx) : input.team && [input.team];
    return listTickets(ctx, input, chosen(input, ctx.actor.id), wanted ? inArray(ticket.teamId, wanted) : undefined);
  },
  metrics: (ctx) => metrics(ctx),
  counts: async (ctx, { customerIds }) => ({ items: await countsOf(ctx, customerIds) }),
  get: async (ctx, { id }) => detail(ctx, await findTicket(ctx, id)),
  open: async (ctx, input) => detail(ctx, await openTicket(ctx, input)),

  async reply(ctx, { id, isInternal, thenStatus, ...draft }) {
    const row = await holdTicket(ctx, id);
    if (isInternal && thenStatus)
      throw invalid('thenStatus: A note among staff does not move the ticket.', 'thenStatus');
    if (isInternal) return detail(ctx, await noteOn(ctx, row, draft));
    refuseIf(whyNotAnswer(row.status));
    return detail(ctx, await answerCustomer(ctx, row, draft, thenStatus ?? 'waiting'));
  },

  async agents(ctx) {
    const { items } = await ctx.call(staff, 'listUsers', { status: 'active', limit: 200 });
    return { items: items.map(({ id, name }) => ({ id, name })) };
  },

  async teams(ctx) {
    const { items } = await ctx.call(teams, 'list', {});
    return {
      items: items.map(({ id, name, members }) => ({ id, name, mine: members.some((m) => m.id === ctx.actor.id) })),
    };
  },

  async update(ctx, { id, assigneeId, teamId, ...changes }) {
    const row = await holdTicket(ctx, id);
    const wished = {
      ...changes,
      ...(assigneeId === undefined ? {} : await assigned(ctx, assigneeId)),
      ...(teamId === undefined ? {} : await handedTo(ctx, teamId)),
    };
    const fields = keysOf(wished).filter((key) => wished[key] !== undefined && wished[key] !== row[key]);
    if (fields.length === 0) return row;
    const [after] = await ctx.db
      .update(ticket)
      .set({ ...wished, updatedAt: ctx.nowIso })
      .where(eq(ticket.id, id))
      .returning();
    const only = (from: Row) => Object.fromEntries(fields.map((key) => [key, from[key]]));
    ctx.changed({ type: 'ticket', id, before: only(row), after: only(after!) });
    await ctx.emit('ticket.changed', { ticketId: id, customerId: row.customerId, fields });
    return after!;
  },

  setStatus: async (ctx, { id, status }) => moveTicket(ctx, await holdTicket(ctx, id), status),
  download: (ctx, { id }) => downloadFrom(ctx, id),

  async followTeam(ctx, { teamId }) {
    const { items } = await ctx.call(teams, 'list', {});
    const team = items.find(({ id }) => id === teamId);
    await ctx.db
      .update(ticket)
      .set(team ? { teamName: team.name } : { teamId: null, teamName: null })
      .where(eq(ticket.teamId, teamId));
    ctx.changed({ type: 'team', id: teamId, after: { name: team?.name ?? null } });
  },

  async closeSolved(ctx, { limit }) {
    const before = ctx.now.subtract({ hours: closeAfterDays * 24 }).toString();
    const due = await ctx.db
      .select()
      .from(ticket)
      .where(and(eq(ticket.status, 'solved'), lt(ticket.solvedAt, before)))
      .orderBy(asc(ticket.solvedAt))
      .limit(limit)
      .for('update', { skipLocked: true });
    for (const row of due) await moveTicket(ctx, row, 'closed');
    return metrics(ctx);
  },

  mine: (ctx, input) => listTickets(ctx, input),
  getMine: async (ctx, { id }) => detail(ctx, await findTicket(ctx, id)),

  async ask(ctx, input) {
    const { customerId } = ctx.actor;
    if (!customerId) throw forbidden('Only a subscriber can ask here.');
    return detail(ctx, await openTicket(ctx, { ...input, customerId, priority: 'normal' }));
  },

  async answer(ctx, { id, ...draft }) {
    const row = await holdTicket(ctx, id);
    refuseIf(whyNotAnswer(row.status));
    return detail(ctx, await answerUs(ctx, row, draft));
  },

  close: async (ctx, { id }) => detail(ctx, await moveTicket(ctx, await holdTicket(ctx, id), 'closed')),
  downloadMine: (ctx, { id }) => downloadFrom(ctx, id),
});

const keysOf = <T extends object>(value: T) => Object.keys(value) as (keyof T & string)[];
