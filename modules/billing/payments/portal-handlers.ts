import type { Handler } from '#kernel/context.ts';
import { conflict } from '#kernel/errors.ts';
import { autopayOf } from './autopay.ts';
import type { payments } from './contract.ts';
import { assertChargeable, makeDefault, methodsOf, methodView, removeMethod, switchAutopay } from './methods.ts';
import { findSettings, me, pay } from './online.ts';
import type { portalOperations } from './portal-operations.ts';
import { hold, withCredit } from './settle.ts';
import { detail, list } from './store.ts';
import { paymentMethod } from './tables.ts';

type Handlers = {
  [K in keyof typeof portalOperations]: Handler<typeof payments, (typeof payments)['operations'][K]>;
};

/** What subscribers do with their own money. */
export const portalHandlers: Handlers = {
  async options(ctx) {
    const { gateway, instructions } = await findSettings(ctx);
    const left = await withCredit(ctx, me(ctx));
    return {
      gateway,
      isSandbox: gateway === 'sandbox',
      instructions,
      creditMinor: left
        .filter(({ currency }) => currency === ctx.tenant.currency)
        .reduce((sum, { creditMinor }) => sum + creditMinor, 0),
      currency: ctx.tenant.currency,
    };
  },
  mine: (ctx, input) => list(ctx, { ...input, customerId: me(ctx) }),
  getMine: (ctx, { id }) => detail(ctx, id),
  pay: async (ctx, input) => detail(ctx, await pay(ctx, input)),
  async askMine(ctx, { id }) {
    const row = await hold(ctx, id);
    if (row.status === 'pending') await ctx.emit('payment.asked', { paymentId: id, customerId: row.customerId });
    return detail(ctx, id);
  },
  myMethods: async (ctx) => ({ items: await methodsOf(ctx, me(ctx)) }),
  async addMethod(ctx) {
    const { gateway } = await findSettings(ctx);
    if (!gateway) throw conflict('Paying online is not set up at your provider.');
    const customerId = me(ctx);
    const id = ctx.newId();
    const values = { id, customerId, provider: gateway, status: 'pending' as const, createdAt: ctx.nowIso };
    const [row] = await ctx.db.insert(paymentMethod).values(values).returning();
    if (!row) throw new Error('The card was not written.');
    await ctx.emit('payment-method.started', { methodId: id, customerId });
    ctx.changed({ type: 'payment-method', id, after: { status: 'pending' } });
    return methodView(ctx.today, row);
  },
  setDefaultMethod: async (ctx, { id }) => methodView(ctx.today, await makeDefault(ctx, id)),
  removeMethod: (ctx, { id }) => removeMethod(ctx, id),
  autopay: (ctx) => autopayOf(ctx, me(ctx)),
  async setAutopay(ctx, { enabled, timing }) {
    const customerId = me(ctx);
    if (enabled) await assertChargeable(ctx, customerId);
    if (await switchAutopay(ctx, customerId, enabled, timing)) {
      await ctx.emit('autopay.changed', { customerId, enabled });
      ctx.changed({ type: 'autopay', id: customerId, after: { enabled, timing } });
    }
    return autopayOf(ctx, customerId);
  },
};
