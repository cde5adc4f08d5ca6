import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, journey } from './journey.ts';

/** What an engineer does with a login: makes it, binds it, asks why it is refused, sets the policy, takes it away. */
const system = inject('system');
afterAll(closeBrowser);

describe('a RADIUS login', () => {
  it('is made, bound to a line, tested against the engine, disabled and deleted', async () => {
    await journey('radius-subscribers', 'isp', system.isp, async ({ page, shots, accessible }) => {
      await page.goto('/login');
      await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).click();
      await page.waitForURL(/\/dashboard/);

      await page.goto('/dashboard/radius/subscribers');
      await page.getByRole('table', { name: 'RADIUS logins' }).getByRole('link').first().waitFor();
      await shots('list');
      await accessible();

      await page.getByRole('link', { name: 'New login' }).click();
      const username = `lab-router-${Date.now()}`;
      await page.getByLabel('Username').fill(username);
      await page.getByLabel('Download').fill('100');
      await page.getByLabel('Upload').fill('20');
      await page.getByLabel('Circuit id').fill('OLT1/1/1/1:1');
      await shots('new');
      await accessible();
      await page.getByRole('button', { name: 'Make login' }).click();
      await page
        .getByRole('dialog')
        .getByRole('button', { name: /stored|saved/i })
        .click();
      await page.waitForURL(/\/subscribers\/[0-9a-f-]{36}/);
      await page.getByRole('heading', { level: 1, name: username }).waitFor();

      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Devices (MAC addresses)').fill('aabb.ccdd.ee0f');
      await page.getByLabel('Outer VLAN').fill('100');
      await page.getByLabel('Inner VLAN').fill('7');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('AA:BB:CC:DD:EE:0F').waitFor();
      await shots('login');
      await accessible();

      await page.getByRole('link', { name: 'Diagnose' }).click();
      await page.getByText('No attempt of this login is on record').first().waitFor();
      // The circuit of the form is the one it is bound to; so is the device.
      const test = page.getByRole('button', { name: 'Test', exact: true });
      await expect
        .poll(
          async () => {
            await test.click();
            await page
              .getByText(/^(Let in|Refused|No answer)/)
              .last()
              .waitFor();
            return page.getByText('Let in: accepted').isVisible();
          },
          { timeout: 30_000 },
        )
        .toBe(true);
      await page.getByText('Packets, attribute by attribute').click();
      await page.getByRole('list', { name: 'Attributes received' }).getByText('Tunnel-Private-Group-Id:2').waitFor();
      await page.getByLabel('Circuit id').fill('OLT1/1/1/1:7');
      await page.getByLabel('Method').click();
      await page.getByRole('option', { name: 'MS-CHAPv2' }).click();
      await test.click();
      await page.getByText('Refused: wrong line').waitFor();
      await page.getByText(/bound to circuit OLT1\/1\/1\/1:1 and the request came from OLT1\/1\/1\/1:7/).waitFor();
      await page.getByLabel('Make of NAS').click();
      await page.getByRole('option', { name: /Juniper/ }).click();
      await page
        .getByText(/ERX-CoS-Shaping-Pmt-Type/)
        .first()
        .waitFor();
      await page.getByText(/cannot be told the upload limit/).waitFor();
      await shots('diagnostics');
      await accessible();

      await page.getByRole('link', { name: username }).first().click();
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Disable' }).click();
      await page.getByLabel('Reason, for the record').fill('lab is closed');
      await page.getByRole('button', { name: 'Disable' }).click();
      await page.getByText('This login is disabled.').waitFor();
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('menuitem', { name: 'Delete login' }).click();
      await page.getByRole('dialog').getByRole('textbox').fill(username);
      await page.getByRole('button', { name: 'Delete login' }).click();
      await page.waitForURL(/\/subscribers$/);
    });
  });

  it('of a subscriber shows its attempts with plain reasons, from the customer’s page', async () => {
    await journey('radius-subscriber-trail', 'isp', system.isp, async ({ page, shots, accessible }) => {
      await page.goto('/login');
      await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).click();
      await page.waitForURL(/\/dashboard/);
      await page.goto('/dashboard/radius/subscribers?online=true');
      const table = page.getByRole('table', { name: 'RADIUS logins' });
      await table.locator('a[href*="/customers/"]').first().waitFor({ timeout: 60_000 });
      await table.locator('a[href*="/customers/"]').first().click();
      await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
      await page.getByRole('tab', { name: 'Network' }).click();
      await page.getByRole('link', { name: 'Diagnose' }).first().click();
      await page.waitForURL(/\/diagnostics/);
      await page
        .getByRole('list', { name: 'Attempts' })
        .getByText(/Password right/)
        .first()
        .waitFor();
      await page.getByText(/^On line with/).waitFor();
      await shots('diagnostics');
      await accessible();
      await page.getByRole('button', { name: 'Bind to this line and device' }).click();
      await page.getByRole('button', { name: 'Bind', exact: true }).click();
      await page.getByText(/is bound\./).waitFor();
    });
  });

  it('is judged by the provider’s policy', async () => {
    await journey('radius-policy', 'isp', system.isp, async ({ page, shots, accessible }) => {
      await page.goto('/login');
      await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).click();
      await page.waitForURL(/\/dashboard/);
      await page.goto('/dashboard/radius/policy');
      await page.getByRole('radio', { name: /walled garden/i }).click();
      await page.getByLabel('Name on the routers').fill('unpaid');
      await page.getByLabel('Page they are led to').fill('https://pay.example.net/');
      await shots('policy');
      await accessible();
      await page.getByRole('button', { name: 'Save policy' }).click();
      await page.getByText('The policy is saved.').first().waitFor();
      await page.reload();
      await page.getByLabel('Name on the routers').waitFor();
      expect(await page.getByLabel('Name on the routers').inputValue()).toBe('unpaid');
    });
  });
});
