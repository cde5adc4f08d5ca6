import { eq } from 'drizzle-orm';
import type { Handler } from '#kernel/context.ts';
import { conflict, forbidden } from '#kernel/errors.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { autopayOf, begin, plan } from './autopay.ts';
import type { payments } from './contract.ts';
import { gatewayOf } from './drivers/gateways.ts';
import type { gatewayOperations } from './gateway-operations.ts';
import { methodsOf } from './methods.ts';
import { saveSettings, settingsView } from './online.ts';
import { settle } from './outcome.ts';
import { settleRefund } from './refunds.ts';
import { hold } from './settle.ts';
import { detail } from './store.ts';
import { payment, paymentMethod, paymentSettings } from './tables.ts';

type Handlers = {
  [K in keyof typeof gatewayOperations]: Handler<typeof payments, (typeof payments)['operations'][K]>;
};

/** What gateways say, and what is asked of them. */
export const gatewayHandlers: Handlers = {
  settings: (ctx) => settingsView(ctx),
  async updateSettings(ctx, input) {
    await saveSettings(ctx, input);
    return settingsView(ctx);
  },
  async methodsOf(ctx, { customerId }) {
    await ctx.call(customers, 'get', { id: customerId });
    return { items: await methodsOf(ctx, customerId) };
  },
  async ask(ctx, { id }) {
    const row = await hold(ctx, id);
    if (row.provider === 'manual') throw conflict('This payment was taken by hand; there is no gateway to ask.');
    await ctx.emit('payment.asked', { paymentId: id, customerId: row.customerId });
    return detail(ctx, id);
  },
  async callback(ctx, { gateway, secretBody, signature }) {
    const [row] = await ctx.db.select().from(paymentSettings);
    if (!row?.gatewayKey) throw forbidden('No gateway is set up here.');
    const key = ctx.secrets.open(ctx.tenant.id, row.gatewayKey);
    const { id, outcome } = gatewayOf(gateway, key).read(secretBody, signature, ctx.now.epochMilliseconds);
    await settle(ctx, id, outcome);
  },
  settle: (ctx, { id, outcome }) => settle(ctx, id, outcome),
  async keepCheckout(ctx, { id, url: checkoutUrl }) {
    const [found] = await ctx.db
      .update(payment)
      .set({ checkoutUrl })
      .where(eq(payment.id, id))
      .returning({ id: payment.id });
    if (!found) await ctx.db.update(paymentMethod).set({ checkoutUrl }).where(eq(paymentMethod.id, id));
  },
  settleRefund: (ctx, input) => settleRefund(ctx, input),
  async planAutopay(ctx, { customerId }) {
    await plan(ctx, customerId);
    return autopayOf(ctx, customerId);
  },
  beginAutopay: async (ctx, { limit }) => ({ items: await begin(ctx, limit) }),
};
