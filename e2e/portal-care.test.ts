import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, inject, it } from 'vitest';
import { closeBrowser, type Journey, journey, signIn } from './journey.ts';

const system = inject('system');
afterAll(closeBrowser);
const folder = join(import.meta.dirname, '..', 'test-results', 'screenshots');

const mayEnter = async () =>
  (
    await fetch(`${system.isp}/api/auth/customer/sign-in/account`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: system.isp },
      body: JSON.stringify({ tenant: 'hillwireless', login: 'C-000001', password: 'demo-dotmac-demo' }),
    })
  ).ok;

/** A subscriber of the smaller provider on a phone, with pictures in both lights. */
async function onPhone(
  { page, accessible }: Journey,
  run: (shot: (name: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  await page.setViewportSize({ width: 390, height: 844 });
  const shot = async (name: string) => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.waitForTimeout(100);
      await page.screenshot({ path: join(folder, `portal-care-${name}-${colorScheme}.png`), fullPage: true });
    }
    await page.emulateMedia({ colorScheme: 'light' });
    await accessible();
  };
  await page.goto('/customer-portal?provider=hillwireless');
  await page.getByLabel(/Customer number/).fill('C-000001');
  await page.getByLabel('Password').fill('demo-dotmac-demo');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByText(/You are online|You are offline|has not been online/).waitFor();
  await run(shot);
}

const asStaff = (name: string, run: (staff: Journey) => Promise<void>) =>
  journey(name, 'isp', system.isp, async (staff) => {
    await signIn(staff, /Administrator, Hill Wireless/);
    await run(staff);
  });

describe('the customer portal and those who care', () => {
  it('takes a wish for another plan to staff and back, and says what is broken before it is asked', async () => {
    for (let tries = 0; tries < 8 && !(await mayEnter()); tries += 1) await sleep(4000);
    await asStaff('portal-care-resume', async ({ page }) => {
      // The demo's dice may have suspended them.
      await page.evaluate(async () => {
        const get = async (path: string) => (await fetch(`/api/v1${path}`)).json();
        const [first] = (await get('/customers?sort=number&limit=1')).items;
        const { items } = await get(`/billing/subscriptions?customerId=${first.id}&status=suspended`);
        for (const { id } of items) await fetch(`/api/v1/billing/subscriptions/${id}/resume`, { method: 'POST' });
      });
    });
    await journey('portal-care', 'isp', system.isp, async (j) => {
      const { page } = j;
      await onPhone(j, async (shot) => {
        await page.getByText('New software for our core routers').waitFor();

        await page.getByRole('link', { name: 'Usage' }).click();
        await page.getByText('When you were online').waitFor();
        await shot('usage');
        await page.goto('/customer-portal/service');
        await page.getByRole('link', { name: 'Change plan' }).click();
        await page.getByRole('heading', { name: 'Change plan' }).waitFor();
        await page.getByRole('button', { expanded: false }).first().click();
        await page.getByText('To pay now').or(page.getByText('Kept as credit')).waitFor();
        await shot('plan-now');
        await page.getByRole('button', { name: 'Next period' }).click();
        await page.getByLabel(/Anything we should know/).fill('My daughter studies at home now.');
        await page.getByRole('button', { name: /^Ask for/ }).click();
        await page.getByText('Waiting for us').waitFor();
        await shot('plan-asked');

        await asStaff('portal-care-plan', async (staff) => {
          await staff.page.goto('/dashboard/billing-revenue/plan-requests?status=waiting');
          await staff.page.getByRole('button', { name: 'What subscribers may do' }).click();
          await staff.page.getByRole('dialog').getByText('Every change waits here').waitFor();
          await staff.page.keyboard.press('Escape');
          await staff.page.getByRole('button', { name: 'Approve' }).click();
          await staff.page.getByText('My daughter studies at home now.').waitFor();
          await staff.page.getByText('The new plan begins on').waitFor();
          await staff.shots('approve');
          await staff.accessible();
          await staff.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click();
          await staff.page.getByText(/moves to/).waitFor();
          await staff.page.goto('/dashboard/service-notices?dialog=new');
          await staff.page.getByLabel('Title').fill('A mast has no power');
          await staff.page.getByLabel('Text').fill('The power company is at work.');
          await staff.shots('notice');
          await staff.accessible();
          await staff.page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
          await staff.page.getByRole('button', { name: 'A mast has no power' }).click();
          await staff.page.getByLabel('How it is going').fill('A generator is on its way.');
          await staff.page.getByRole('button', { name: 'Publish update' }).click();
          await staff.page.getByLabel('Updates').getByText('A generator is on its way.').waitFor();
        });

        await page.getByText('Approved').waitFor({ timeout: 20_000 });
        await page.getByRole('link', { name: 'Home' }).click();
        await page.getByText('A generator is on its way.').waitFor();
        await shot('home');

        await page.getByRole('link', { name: 'Help', exact: true }).click();
        await page.getByRole('link', { name: 'Check my line' }).click();
        await page.getByRole('button', { name: 'Check my line' }).click();
        await page.getByText('Known outage: A mast has no power').waitFor();
        await page.getByText('We know and are working on it').waitFor();
        await page.getByRole('button', { name: 'Measure the speed' }).click();
        await page.getByText('Response time').waitFor();
        await shot('check');
        await page.getByRole('button', { name: 'Still broken: write to us' }).click();
        await page.getByLabel('What is it about').fill('Nothing loads at all');
        await page.getByLabel('What happens').fill('Since this morning.');
        await page.getByRole('button', { name: 'Send with the results' }).click();
        await page.getByRole('heading', { name: 'Nothing loads at all' }).waitFor();
        await asStaff('portal-care-ticket', async (staff) => {
          await staff.page.goto('/dashboard/ticketing');
          await staff.page.getByText('Nothing loads at all').click();
          await staff.page.getByText('Sent with this ticket').waitFor();
          await staff.page.getByText('Known outage', { exact: true }).waitFor();
          await staff.shots('ticket');
          await staff.accessible();
          await staff.page.goto('/dashboard/service-notices');
          await staff.page.getByRole('button', { name: 'A mast has no power' }).click();
          await staff.page.getByRole('button', { name: 'It is over' }).click();
          await staff.page.getByText('It is over. Thank you for your patience.').waitFor();
        });
        await page.goto('/customer-portal/support/check');
        await page.getByRole('button', { name: 'Check my line' }).click();
        await page.getByRole('button', { name: 'It works again' }).click();
        await page.getByText('Good to hear').waitFor();

        await page.getByRole('link', { name: 'Me', exact: true }).click();
        await page.getByLabel('Bills, my service and my account').and(page.locator(':disabled')).waitFor();
        await page.getByLabel('Receipts of payments').click();
        await page.getByLabel('Receipts of payments').and(page.locator(':enabled:not(:checked)')).waitFor();
        await page.reload();
        await page.getByLabel('Receipts of payments').and(page.locator(':not(:checked)')).waitFor();
        await shot('settings');
        await page.getByLabel('Receipts of payments').click();
        await page.getByLabel('Receipts of payments').and(page.locator(':enabled:checked')).waitFor();
      });
    });
  });
});
