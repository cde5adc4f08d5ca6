import { desc, lt } from 'drizzle-orm';
import { z } from 'zod';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflict, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { listAccounts } from './accounts-list.ts';
import { previewAddon, setAddon } from './addons.ts';
import { type Charge, changePlan, previewPlan, putOn } from './changes.ts';
import { licensingAccounts } from './contract.ts';
import { inUse } from './in-use.ts';
import { open } from './opening.ts';
import { movement, revenue } from './revenue.ts';
import {
  allowancesOf,
  type Base,
  entitlements,
  featuresOf,
  findAccount,
  holdAccount,
  lockedPermissions,
  moved,
  seatsOf,
  shown,
} from './store.ts';
import { licensingChange as change } from './tables.ts';
import { turn } from './turning.ts';

const Position = z.tuple([z.uuid()]);
const account = async (ctx: Base) => shown(ctx, await findAccount(ctx));

async function found(ctx: Base) {
  const held = await findAccount(ctx);
  if (!held) throw notFound('contract');
  return held;
}

type Telling = Base & {
  emit(name: 'licence.changed', payload: { status: string }): Promise<void>;
};
interface Charging {
  emit(name: 'licence.charge-due', payload: Charge): Promise<void>;
}
/** Billing issues the invoice, once, because of the event. */
async function due(ctx: Charging, charge: Charge | null): Promise<void> {
  if (charge) await ctx.emit('licence.charge-due', charge);
}
/** Lets every process and every page look again. */
async function told<T>(ctx: Telling, answer: T, status = 'changed'): Promise<T> {
  await ctx.emit('licence.changed', { status });
  return answer;
}

async function summaryOf(ctx: Pick<Ctx, 'db' | 'call'>, tenantId: string) {
  const tenant = await ctx.call(tenants, 'get', { id: tenantId });
  const { items } = await listAccounts(ctx, { q: tenant.slug, limit: 200 });
  const found = items.find((row) => row.tenantId === tenantId);
  if (!found) throw notFound('internet provider');
  return found;
}

export const service = implement(licensingAccounts, {
  account,

  async locked(ctx) {
    return { items: lockedPermissions(ctx.permissionCatalogue, await entitlements(ctx, await findAccount(ctx))) };
  },

  async history(ctx, { cursor, limit }) {
    const place = readCursor(cursor, Position);
    const rows = await ctx.db
      .select()
      .from(change)
      .where(place ? lt(change.id, place[0]) : undefined)
      .orderBy(desc(change.id))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.id],
    );
  },

  previewPlan: async (ctx, choice) => (await previewPlan(ctx, await found(ctx), choice)).shown,

  async changePlan(ctx, input) {
    await due(ctx, await changePlan(ctx, input));
    return told(ctx, await account(ctx));
  },

  async keepPlan(ctx) {
    const held = await holdAccount(ctx);
    if (!held.row.cancelAtEnd && !held.row.nextVersionId) throw conflict('Nothing waits for the end of the period.');
    await moved(ctx, held, 'change-withdrawn', `Stays on ${held.version.name}`, {
      nextVersionId: null,
      nextInterval: null,
      cancelAtEnd: false,
    });
    return told(ctx, await account(ctx));
  },

  async cancel(ctx, { reason }) {
    const held = await holdAccount(ctx);
    if (held.row.status === 'cancelled') throw conflict('The contract has ended already.');
    if (held.row.cancelAtEnd) throw conflict(`The contract ends on ${held.row.periodEnd} already.`);
    await moved(ctx, held, 'cancel-scheduled', `Ends on ${held.row.periodEnd}: ${reason}`, {
      cancelAtEnd: true,
      nextVersionId: null,
      nextInterval: null,
    });
    return told(ctx, await account(ctx));
  },

  previewAddon: async (ctx, choice) => (await previewAddon(ctx, await found(ctx), choice)).shown,

  async setAddon(ctx, input) {
    await due(ctx, await setAddon(ctx, input));
    return told(ctx, await account(ctx));
  },

  list: (ctx, filters) => listAccounts(ctx, filters),
  revenue: (ctx) => revenue(ctx),
  movement: (ctx, { months }) => movement(ctx, months),

  async grantTrial(ctx, { tenantId, days }) {
    const row = await summaryOf(ctx, tenantId);
    if (row.status !== 'trial') throw conflict(`${row.tenantName} is not on trial.`);
    await ctx.emit('licence.trial-granted', { tenantId, days });
    ctx.changed({ type: 'tenant', id: tenantId, after: { trialDaysMore: days } });
  },

  async setPlan(ctx, input) {
    const { tenantId, ...choice } = input;
    const row = await summaryOf(ctx, tenantId);
    if (choice.when === 'later' && (row.status === 'none' || row.status === 'cancelled'))
      throw conflict(`${row.tenantName} has no period that could end first; begin now.`, 'when');
    await ctx.emit('licence.plan-set', { tenantId, ...choice });
    ctx.changed({ type: 'tenant', id: tenantId, before: { plan: row.planName }, after: choice });
  },

  async open(ctx, input) {
    const opened = await open(ctx, input);
    if (!opened) return;
    await due(ctx, opened.charge);
    await ctx.emit('licence.changed', { status: opened.status });
  },

  async extendTrial(ctx, { days }) {
    const held = await findAccount(ctx);
    if (held?.row.status !== 'trial') return;
    const periodEnd = Temporal.PlainDate.from(held.row.periodEnd).add({ days }).toString();
    await moved(ctx, held, 'trial-extended', `Until ${periodEnd}`, { periodEnd });
    await told(ctx, null, 'trial');
  },

  async putOn(ctx, input) {
    const opening = { ...input, planKey: '', trial: false, billingEmail: '' };
    const charge = (await findAccount(ctx)) ? await putOn(ctx, input) : (await open(ctx, opening))?.charge;
    await due(ctx, charge ?? null);
    await told(ctx, null, 'active');
  },

  async turn(ctx) {
    const turned = await turn(ctx);
    if (turned.turned) await told(ctx, null, 'turned');
    return turned;
  },

  async standing(ctx, { pastDue }) {
    const held = await findAccount(ctx);
    if (!held || (held.row.status === 'past_due') === pastDue) return;
    if (held.row.status !== 'active' && held.row.status !== 'past_due') return;
    await moved(ctx, held, pastDue ? 'past-due' : 'recovered', pastDue ? 'An invoice is overdue' : 'All is paid', {
      status: pastDue ? 'past_due' : 'active',
      pastDueSince: pastDue ? ctx.today.toString() : null,
    });
    await told(ctx, null, pastDue ? 'past_due' : 'active');
  },

  async snapshot(ctx) {
    const held = await findAccount(ctx);
    return {
      status: held?.row.status ?? ('none' as const),
      planName: held?.version.name ?? '',
      features: [...featuresOf(held)],
      allowances: held ? allowancesOf(held.version, held.items) : null,
      seats: held ? seatsOf(held.version, held.items) : null,
      periodStart: held?.row.periodStart ?? null,
      periodEnd: held?.row.periodEnd ?? null,
    };
  },

  inUse: (ctx) => inUse(ctx),

  async write(ctx, { template, values }) {
    const held = await findAccount(ctx);
    if (held?.row.billingEmail) await ctx.emit('provider-letter.due', { to: held.row.billingEmail, template, values });
  },
});
