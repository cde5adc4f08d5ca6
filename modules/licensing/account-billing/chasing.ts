import { eq } from 'drizzle-orm';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { cardFor, standing } from './charging.ts';
import type { Base } from './issuing.ts';
import { moneyText } from './pdf.ts';
import { isReminderDue, isRetryDue } from './rules.ts';
import type { invoiceDetail } from './store.ts';
import { accountInvoiceBalance as balance, accountInvoice as invoice } from './tables.ts';

type Asked = Pick<
  Awaited<ReturnType<typeof invoiceDetail>>,
  'number' | 'totalMinor' | 'paidMinor' | 'currency' | 'dueOn' | 'status'
>;

const words = {
  issued: 'We have issued a new invoice.',
  refused: 'We could not charge your card. We try again within a few days; you can also pay now or add another card.',
  overdue: 'This invoice is overdue. Please pay it, so that your plan can go on.',
};

/** Mails the provider's billing address about an invoice that is open. */
export async function tell(ctx: Base, asked: Asked, about: keyof typeof words): Promise<void> {
  if (asked.status !== 'open') return;
  await ctx.call(licensingAccounts, 'write', {
    template: 'account-invoice',
    values: {
      providerName: ctx.tenant.name,
      number: asked.number,
      amount: moneyText(asked.totalMinor - asked.paidMinor, asked.currency),
      dueOn: asked.dueOn,
      words: words[about],
    },
  });
}

/** Looks at every open invoice: which card to charge again, whom to remind, and whether the contract is behind. */
export async function chase(ctx: Base): Promise<{ invoiceId: string; tryNumber: number }[]> {
  const rows = await ctx.db
    .select({ invoice, balance })
    .from(balance)
    .innerJoin(invoice, eq(invoice.id, balance.invoiceId))
    .where(eq(balance.status, 'open'))
    .orderBy(balance.dueOn)
    .for('update', { of: balance });
  const today = ctx.today.toString();
  const card = await cardFor(ctx, null);
  const again: { invoiceId: string; tryNumber: number }[] = [];
  for (const { invoice: document, balance: b } of rows) {
    if (card && b.chargingTry === null && isRetryDue(document.issuedOn, b.tries, today))
      again.push({ invoiceId: b.invoiceId, tryNumber: b.tries + 1 });
    if (!isReminderDue(b.dueOn, b.reminders, today)) continue;
    await ctx.db
      .update(balance)
      .set({ reminders: b.reminders + 1 })
      .where(eq(balance.invoiceId, b.invoiceId));
    await tell(ctx, { ...document, paidMinor: b.paidMinor, status: b.status }, 'overdue');
  }
  await standing(ctx);
  return again;
}
