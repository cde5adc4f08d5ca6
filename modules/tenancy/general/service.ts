import { type AnyCtx, type Ctx, implement } from '#kernel/context.ts';
import { conflict, invalid } from '#kernel/errors.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { general } from './contract.ts';

const known = new Set(Intl.supportedValuesOf('currency'));

async function lockOf(ctx: Pick<AnyCtx, 'call'>): Promise<string | null> {
  const { items } = await ctx.call(invoices, 'list', { limit: 1 });
  return items.length > 0 ? 'Invoices were issued in it, so it stays.' : null;
}

const shown = ({ tenant }: Pick<Ctx, 'tenant'>, currencyLocked: string | null) => ({ ...tenant, currencyLocked });

export const service = implement(general, {
  get: async (ctx) => shown(ctx, await lockOf(ctx)),

  async update(ctx, input) {
    const { name, currency, timeZone, locale } = ctx.tenant;
    const locked = await lockOf(ctx);
    if (input.currency !== currency && locked) throw conflict(locked, 'currency');
    if (!known.has(input.currency)) throw invalid(`${input.currency} is no currency of ISO 4217.`, 'currency');
    ctx.changed({ type: 'tenant', id: ctx.tenant.id, before: { name, currency, timeZone, locale }, after: input });
    await ctx.emit('general.changed', { tenantId: ctx.tenant.id, ...input });
    return { ...shown(ctx, locked), ...input };
  },
});
