import { type Ctx, implement } from '#kernel/context.ts';
import { forbidden } from '#kernel/errors.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { quota } from '#modules/network/quota/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import { portal } from './contract.ts';
import { capReachedAt } from './rules.ts';

type Calling = Pick<Ctx, 'call' | 'actor'>;

/** Row-level security shows this door the caller's rows alone; naming them as well lets the indexes find them. */
function me(ctx: Pick<Ctx, 'actor'>): string {
  const { customerId } = ctx.actor;
  if (!customerId) throw forbidden('This is for subscribers.');
  return customerId;
}

async function connection(ctx: Calling) {
  const sessions = async (live: 'true' | 'false') =>
    (await ctx.call(radius, 'listSessions', { customerId: me(ctx), live, limit: 1 })).items[0];
  const session = (await sessions('true')) ?? (await sessions('false'));
  if (!session) return null;
  const online = session.stoppedAt === null;
  return {
    online,
    since: session.stoppedAt ?? session.startedAt,
    ipAddress: online ? session.framedIpAddress : null,
    ipv6Prefix: online ? (session.delegatedIpv6Prefix ?? session.framedIpv6Prefix) : null,
    downloadBps: online ? session.downloadBps : 0,
    uploadBps: online ? session.uploadBps : 0,
  };
}

async function data(ctx: Pick<Ctx, 'call' | 'actor' | 'now' | 'tenant'>) {
  const customerId = me(ctx);
  const { items } = await ctx.call(quota, 'ofCustomer', { customerId });
  // Who has no cap is not watched: the period they are in is what their subscription says.
  const { items: periods } = await ctx.call(subscriptions, 'periods', { customerId });
  const beginsMs = (day: string) => Temporal.PlainDate.from(day).toZonedDateTime(ctx.tenant.timeZone).epochMilliseconds;
  return items.map((watched) => {
    const period = periods.find(({ subscriptionId }) => subscriptionId === watched.subscriptionId);
    const line = period ? { ...watched, periodStart: period.start, periodEnd: period.end } : watched;
    const at =
      line.capBytes === null
        ? null
        : capReachedAt({
            usedBytes: line.usedBytes,
            capBytes: line.capBytes,
            startMs: beginsMs(line.periodStart),
            endMs: beginsMs(line.periodEnd),
            nowMs: ctx.now.epochMilliseconds,
          });
    const reachedOn =
      at === null
        ? null
        : Temporal.Instant.fromEpochMilliseconds(Math.floor(at))
            .toZonedDateTimeISO(ctx.tenant.timeZone)
            .toPlainDate()
            .toString();
    return { ...line, reachedOn };
  });
}

/** Those that live before those that ended. */
async function sessions(ctx: Calling, limit: number) {
  const of = async (live: 'true' | 'false') =>
    (await ctx.call(radius, 'listSessions', { customerId: me(ctx), live, limit })).items;
  return [...(await of('true')), ...(await of('false'))]
    .slice(0, limit)
    .map((session) => ({ ...session, ipAddress: session.framedIpAddress }));
}

const shown = 100;

export const service = implement(portal, {
  async home(ctx) {
    const customerId = me(ctx);
    const customer = await ctx.call(customers, 'me', {});
    const sold = await ctx.call(subscriptions, 'list', { customerId, limit: shown });
    const owed = await ctx.call(invoices, 'list', { customerId, status: 'open', sort: 'dueDate', limit: shown });
    const asked = await ctx.call(tickets, 'mine', { limit: shown });
    return {
      providerName: ctx.tenant.name,
      customerName: customer.name,
      customerNumber: customer.number,
      currency: ctx.tenant.currency,
      timeZone: ctx.tenant.timeZone,
      locale: customer.locale,
      connection: await connection(ctx),
      services: sold.items.filter(({ status }) => status !== 'failed'),
      owedMinor: owed.items.reduce((sum, { totalMinor, paidMinor }) => sum + totalMinor - paidMinor, 0),
      openInvoices: owed.items.length,
      dueDate: owed.items[0]?.dueDate ?? null,
      overdue: owed.items.some(({ overdue }) => overdue),
      openTickets: asked.items.filter(({ status }) => status === 'open' || status === 'waiting').length,
      measuredAt: ctx.nowIso,
    };
  },

  usage: (ctx, input) => ctx.call(radius, 'usage', { ...input, customerId: me(ctx) }),
  data: async (ctx) => ({ items: await data(ctx) }),
  sessions: async (ctx, { limit }) => ({ items: await sessions(ctx, limit) }),
  invoices: (ctx, input) => ctx.call(invoices, 'list', { ...input, customerId: me(ctx) }),
  invoice: (ctx, { id }) => ctx.call(invoices, 'get', { id }),
});
