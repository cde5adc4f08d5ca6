import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, journey, signIn } from './journey.ts';
import { until } from './system.ts';

const system = inject('system');
afterAll(closeBrowser);

/** Whether the demo has its first subscriber yet. */
const mayEnter = async () =>
  (
    await fetch(`${system.isp}/api/auth/customer/sign-in/account`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: system.isp },
      body: JSON.stringify({ tenant: 'fastfiber', login: 'C-000001', password: 'demo-dotmac-demo' }),
    })
  ).ok;

const folder = join(import.meta.dirname, '..', 'test-results', 'screenshots');

describe('the customer portal', () => {
  it('shows a subscriber on a phone their line, traffic and bills, and takes their question to the desk and back', async () => {
    const subject = 'The television stutters';
    // Tries are counted, so it is asked seldom.
    for (let tries = 0; tries < 8 && !(await mayEnter()); tries += 1) await sleep(4000);
    await journey('customer-portal', 'isp', system.isp, async ({ page, accessible }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      const shot = async (name: string) => {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.waitForTimeout(150);
          await page.screenshot({ path: join(folder, `customer-portal-${name}-${colorScheme}.png`), fullPage: true });
        }
        await page.emulateMedia({ colorScheme: 'light' });
        await accessible();
      };
      await page.goto('/customer-portal/billing?provider=fastfiber');
      await page.getByLabel('Customer number or e-mail').fill('c-000001');
      await page.getByLabel('Password').fill('not the password');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
      await shot('login');
      await page.getByLabel('Password').fill('demo-dotmac-demo');
      await page.getByRole('button', { name: 'Sign in' }).click();
      // The page that was asked for first.
      await page.getByRole('heading', { name: 'Bills' }).waitFor();
      await page
        .getByRole('link', { name: /FF-\d{4}-\d{5}/ })
        .first()
        .waitFor();
      await shot('bills');
      await page
        .getByRole('link', { name: /FF-\d{4}-\d{5}/ })
        .first()
        .click();
      await page.getByRole('heading', { name: /FF-\d{4}-\d{5}/ }).waitFor();
      await page.getByText('Total').waitFor();
      await shot('bill');

      await page.getByRole('link', { name: 'Home' }).click();
      await page.getByText(/You are online|You are offline/).waitFor();
      await shot('home');
      await page.getByRole('link', { name: 'Usage' }).click();
      await page.getByRole('button', { name: 'Today' }).click();
      await page.waitForTimeout(500);
      await shot('usage');

      await page.goto('/customer-portal/service');
      await page.getByRole('heading', { name: 'Your service' }).waitFor();
      await page.getByText('Active').first().waitFor();
      await shot('service');

      await page.getByRole('link', { name: 'Help' }).click();
      await page.getByRole('link', { name: 'New request' }).click();
      await page.getByText('Unplug the router').waitFor();
      await page.getByLabel('What is it about, in a line').fill(subject);
      await page.getByLabel('What happens, and since when').fill('Every evening since Monday.');
      await page.getByLabel('Add a photo').setInputFiles({
        name: 'lights.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('two green, one red'),
      });
      await shot('ask');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByRole('heading', { name: subject }).waitFor();

      await journey('customer-portal-desk', 'isp', system.isp, async (staff) => {
        await signIn(staff, /Administrator, Fast Fiber/);
        await staff.page.goto('/dashboard/ticketing');
        await staff.page.getByText(subject).first().click();
        await staff.page.getByRole('textbox', { name: 'Answer' }).fill('Which channel, please?');
        await staff.page.getByRole('button', { name: 'Send answer' }).click();
        await staff.page.getByText('Waiting for customer').first().waitFor();
      });

      await page.getByText('Which channel, please?').waitFor({ timeout: 30_000 });
      await page.getByLabel('Your answer').fill('All of them.');
      await page.getByRole('button', { name: 'Send' }).click();
      await page.getByText('All of them.').waitFor();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'lights.txt' }).click();
      await saved;
      await shot('request');
      await page.getByRole('button', { name: 'It is settled' }).click();
      await page.getByText('Closed').waitFor();
      await page.getByRole('link', { name: 'Help' }).click();
      await page.getByText(subject).waitFor();

      await page.getByRole('link', { name: 'Me', exact: true }).click();
      await page.getByLabel('Language').selectOption('ar');
      await until(
        async () => (await page.evaluate(() => document.documentElement.dir)) === 'rtl',
        5000,
        () => 'the portal did not turn to Arabic',
      );
      await shot('arabic');
      await page.getByLabel('اللغة').selectOption('en');
      expect(await page.evaluate(async () => (await fetch('/api/v1/customers')).status)).toBe(401);
      await page.getByRole('button', { name: 'Sign out' }).click();
      await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    });
  });
});
