import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { textOfPdf } from '#modules/billing/documents/testing.ts';
import { closeBrowser, journey, signIn } from './journey.ts';

const system = inject('system');
afterAll(closeBrowser);
// The gateway sends people back to the address the system calls its own.
const own = system.isp.replace('127.0.0.1', 'localhost');
const folder = join(import.meta.dirname, '..', 'test-results', 'screenshots');

/** A customer with a line and an unpaid bill, and a portal account of their own. */
async function subscriber(api: (method: string, path: string, body?: object) => Promise<unknown>) {
  const plans = (await api('GET', '/services/internet-plans?status=active&limit=10')) as { items: { id: string }[] };
  const made = (await api('POST', '/customers', {
    name: 'Paula Payer',
    email: 'paula.payer@example.net',
    serviceAddress: { line1: 'Market Street 7', city: 'Berlin', country: 'DE' },
  })) as { id: string; number: string };
  await api('POST', '/billing/subscriptions', { customerId: made.id, planId: plans.items[0]!.id });
  for (let tries = 0; tries < 60; tries += 1) {
    const bills = (await api('GET', `/billing/invoices?customerId=${made.id}`)) as { items: object[] };
    if (bills.items.length > 0) break;
    await sleep(500);
  }
  const account = (await api('POST', `/customers/${made.id}/portal-account`, {})) as { password: string };
  return { ...made, password: account.password };
}

describe('paying in the portal', () => {
  it('pays a bill through the sandbox after a decline, keeps the card, and prints bill and receipt', async () => {
    await journey('portal-payments-staff', 'isp', system.isp, async (staff) => {
      await signIn(staff, /Administrator, Fast Fiber/);
      const api = (method: string, path: string, body?: object) =>
        staff.page.evaluate(
          async ([m, p, b]) => {
            const answer = await fetch(`/api/v1${p}`, {
              method: m!,
              ...(b ? { headers: { 'content-type': 'application/json' }, body: b } : {}),
            });
            if (!answer.ok) throw new Error(`${p}: ${await answer.text()}`);
            return answer.json();
          },
          [method, path, body ? JSON.stringify(body) : ''] as const,
        );
      const who = await subscriber(api);
      await journey('portal-payments', 'isp', own, async ({ page, accessible }) => {
        await page.setViewportSize({ width: 390, height: 844 });
        const shot = async (name: string) => {
          for (const colorScheme of ['light', 'dark'] as const) {
            await page.emulateMedia({ colorScheme });
            await page.screenshot({ path: join(folder, `portal-payments-${name}-${colorScheme}.png`), fullPage: true });
          }
          await page.emulateMedia({ colorScheme: 'light' });
        };
        await page.goto('/customer-portal/billing?provider=fastfiber');
        await page.getByLabel(/Customer number/).fill(who.number);
        await page.getByLabel('Password').fill(who.password);
        await page.getByRole('button', { name: 'Sign in', exact: true }).click();
        await page.getByRole('link', { name: /FF-\d{4}-\d{5}/ }).click();
        await page.getByText('no money moves').waitFor();
        await shot('bill');
        await accessible();
        const saved = page.waitForEvent('download');
        await page.getByRole('button', { name: 'Download as PDF' }).click();
        const bill = await (await saved).createReadStream();
        const text = textOfPdf(Buffer.concat(await bill.toArray()));
        expect(text).toContain('Paula Payer');
        expect(text).toMatch(/FF-\d{4}-\d{5}/);
        await page.getByRole('button', { name: /^Pay .* now$/ }).click();
        await page.getByLabel('Card number').fill('4000 0000 0000 0002');
        await page.getByLabel('Expiry').fill('12/30');
        await page.getByLabel('Security code').fill('123');
        await page.getByRole('button', { name: /^Pay/ }).click();
        await page.getByRole('alert').waitFor();
        await shot('gateway');
        await page.getByLabel('Card number').fill('4000 0000 0000 3220');
        await page.getByLabel('Expiry').fill('12/30');
        await page.getByLabel('Security code').fill('123');
        await page.getByLabel('Tell the merchant').selectOption('twice');
        await page.getByRole('button', { name: /^Pay/ }).click();
        await page.getByRole('button', { name: 'Yes, approve' }).click();
        await page.getByText('Thank you, the money is here.').waitFor({ timeout: 30_000 });
        await shot('paid');
        await accessible();
        const kept = page.waitForEvent('download');
        await page.getByRole('button', { name: 'Download the receipt' }).click();
        const receipt = textOfPdf(Buffer.concat(await (await (await kept).createReadStream()).toArray()));
        expect(receipt).toMatch(/FF-R-\d{4}-\d{5}/);
        await page.goto('/customer-portal/billing/methods');
        await page.getByText('Visa 3220').first().waitFor();
        await page.getByRole('button', { name: 'Switch autopay on' }).click();
        await page.getByText('On: your bills are charged to Visa 3220.').waitFor();
        await shot('methods');
        await accessible();
      });
      await staff.page.goto(`/dashboard/billing-revenue/payments?customerId=${who.id}`);
      await staff.page.getByText('Visa 3220').first().waitFor();
      await staff.shots('payments');
      await staff.page.getByText('Visa 3220').first().click();
      await staff.page.getByRole('button', { name: 'Give money back' }).click();
      await staff.page.getByLabel('Reason').fill('Outage on Monday');
      await staff.page.getByRole('button', { name: 'Give back' }).click();
      await staff.page
        .getByText('succeeded')
        .or(staff.page.getByText('Succeeded'))
        .first()
        .waitFor({ timeout: 30_000 });
      await staff.shots('payment');
      await staff.accessible();
    });
  });
});
