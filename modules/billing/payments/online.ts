import { randomBytes } from 'node:crypto';
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { conflict, forbidden, invalid } from '#kernel/errors.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { offeredGateways } from './drivers/gateways.ts';
import { findMethod, usableMethod } from './methods.ts';
import { cardText } from './rules.ts';
import type { Emitting, PaymentRow } from './settle.ts';
import { payment, paymentSettings } from './tables.ts';

/** Row-level security shows this door the caller's rows alone; naming them as well lets the indexes find them. */
export function me(ctx: Pick<Ctx, 'actor'>): string {
  const { customerId } = ctx.actor;
  if (!customerId) throw forbidden('This is for subscribers.');
  return customerId;
}

export async function findSettings({ db }: Pick<Ctx, 'db'>) {
  const [row] = await db.select().from(paymentSettings);
  const gateway = row?.gateway && offeredGateways().includes(row.gateway) ? row.gateway : null;
  return { gateway, gatewayKey: row?.gatewayKey ?? null, instructions: row?.instructions ?? '' };
}

export const callbackUrl = (ctx: Pick<Ctx, 'urls' | 'tenant'>, gateway: string) =>
  `${ctx.urls.isp}/api/callbacks/payments/${gateway}/${ctx.tenant.slug}`;

export async function settingsView(ctx: Pick<Ctx, 'db' | 'urls' | 'tenant'>) {
  const { gateway, instructions } = await findSettings(ctx);
  return {
    gateway,
    instructions,
    offered: offeredGateways(),
    callbackUrl: gateway ? callbackUrl(ctx, gateway) : null,
  };
}

export async function saveSettings(
  ctx: Pick<Ctx, 'db' | 'secrets' | 'tenant' | 'changed'>,
  { gateway, instructions }: { gateway: 'sandbox' | null; instructions: string },
): Promise<void> {
  if (gateway && !offeredGateways().includes(gateway))
    throw conflict('The payment sandbox is not offered by this installation; set DOTMAC_PAYMENT_SANDBOX=1.', 'gateway');
  const [before] = await ctx.db.select().from(paymentSettings);
  // The sandbox gives a merchant the key they come with.
  const gatewayKey =
    before?.gatewayKey ??
    (gateway ? ctx.secrets.seal(ctx.tenant.id, `sk_sandbox_${randomBytes(24).toString('base64url')}`) : null);
  const values = { gateway, gatewayKey, instructions };
  await ctx.db
    .insert(paymentSettings)
    .values(values)
    .onConflictDoUpdate({ target: [paymentSettings.tenantId], set: values });
  ctx.changed({
    type: 'payment-settings',
    id: ctx.tenant.id,
    before: before ? { gateway: before.gateway, instructions: before.instructions } : null,
    after: { gateway, instructions },
  });
}

/** What a customer owes on the invoices chosen, or on all; sums of one currency only. */
async function owed(ctx: Pick<Ctx, 'call'>, customerId: string, invoiceIds: string[] | undefined) {
  const { items } = await ctx.call(invoices, 'list', { customerId, status: 'open', sort: 'dueDate', limit: 200 });
  const wanted = items.filter(({ id }) => !invoiceIds || invoiceIds.includes(id));
  const currency = wanted[0]?.currency;
  if (!currency || (invoiceIds && wanted.length < new Set(invoiceIds).size))
    throw conflict(
      invoiceIds ? 'One of these bills is paid already; look again.' : 'Nothing is open; there is nothing to pay.',
    );
  if (invoiceIds && wanted.some((other) => other.currency !== currency))
    throw invalid('Pay bills of different currencies one by one.', 'invoiceIds');
  const own = wanted.filter((other) => other.currency === currency);
  return {
    currency,
    amountMinor: own.reduce((sum, { totalMinor, paidMinor }) => sum + totalMinor - paidMinor, 0),
    invoiceIds: own.map(({ id }) => id).sort(),
  };
}

/** How long a page that was opened is offered again; the gateway closes it later than that. */
const reuseMinutes = 20;

/** Begins a payment on the gateway's page or with a card it keeps. Two tabs for the same bills get the same page. */
export async function pay(
  ctx: Emitting<'payment.started'>,
  wanted: { invoiceIds?: string[] | undefined; methodId?: string | undefined; saveMethod: boolean },
): Promise<string> {
  const customerId = me(ctx);
  const { gateway, instructions } = await findSettings(ctx);
  for (const id of wanted.invoiceIds ?? []) await ctx.call(invoices, 'get', { id });
  if (wanted.methodId) await findMethod(ctx, wanted.methodId);
  if (!gateway) throw conflict(instructions || 'Paying online is not set up; ask your provider how to pay.');
  await ctx.db.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`payments of ${customerId}`}, 0))`);
  const method = wanted.methodId ? await usableMethod(ctx, wanted.methodId) : null;
  const due = await owed(ctx, customerId, wanted.invoiceIds);
  const open = await underWay(ctx, customerId, due, method?.id ?? null);
  if (open) return open.id;
  return start(ctx, {
    customerId,
    ...due,
    provider: gateway,
    origin: 'portal',
    methodId: method?.id ?? null,
    card: method ? cardText(method.brand, method.lastFour) : null,
    saveMethod: wanted.saveMethod,
  });
}

async function underWay(
  ctx: Pick<Ctx, 'db' | 'now'>,
  customerId: string,
  { amountMinor, invoiceIds }: { amountMinor: number; invoiceIds: string[] },
  methodId: string | null,
): Promise<PaymentRow | undefined> {
  const since = ctx.now.subtract({ minutes: reuseMinutes }).toString();
  const rows = await ctx.db
    .select()
    .from(payment)
    .where(
      and(
        eq(payment.customerId, customerId),
        eq(payment.status, 'pending'),
        eq(payment.amountMinor, amountMinor),
        gt(payment.createdAt, since),
        methodId ? eq(payment.methodId, methodId) : isNull(payment.methodId),
      ),
    )
    .orderBy(desc(payment.id));
  return rows.find((row) => [...(row.invoiceIds ?? [])].sort().join() === invoiceIds.join());
}

type Start = Pick<
  PaymentRow,
  'customerId' | 'amountMinor' | 'currency' | 'invoiceIds' | 'provider' | 'origin' | 'methodId' | 'card' | 'saveMethod'
>;

/** Writes a payment that a gateway is to be asked for. It is committed before anybody is asked for money. */
export async function start(ctx: Emitting<'payment.started'>, values: Start): Promise<string> {
  const id = await write(ctx, values);
  const { customerId, amountMinor, currency, origin } = values;
  await ctx.emit('payment.started', { paymentId: id, customerId, amountMinor, currency, origin });
  return id;
}

export async function write(
  ctx: Pick<Ctx, 'db' | 'newId' | 'nowIso' | 'call' | 'changed'>,
  values: Start,
): Promise<string> {
  const { number, name } = await ctx.call(customers, 'get', { id: values.customerId });
  const id = ctx.newId();
  await ctx.db.insert(payment).values({
    ...values,
    id,
    customerNumber: number,
    customerName: name,
    status: 'pending',
    method: 'card',
    reference: '',
    createdAt: ctx.nowIso,
  });
  const { customerId, amountMinor, origin } = values;
  ctx.changed({ type: 'payment', id, after: { status: 'pending', customerId, amountMinor, origin } });
  return id;
}
