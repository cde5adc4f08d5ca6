import { openMinor } from '#modules/billing/invoices/rules.ts';

type Debt = { id: string } & Parameters<typeof openMinor>[0];

/** What an amount will pay of invoices that are in the order of their due dates, as the server will do it. */
export function planned(debts: readonly Debt[], amountMinor: number) {
  const byInvoice: Record<string, number> = {};
  let rest = amountMinor;
  for (const debt of debts) {
    const share = Math.min(openMinor(debt), rest);
    if (share <= 0) continue;
    byInvoice[debt.id] = share;
    rest -= share;
  }
  return { byInvoice, creditMinor: rest };
}
