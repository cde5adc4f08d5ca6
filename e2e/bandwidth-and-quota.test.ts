import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, journey } from './journey.ts';

/** A speed from its profile to live sessions, a speed for one session, and a data cap from the plan to the line and back. */
const system = inject('system');
afterAll(closeBrowser);
/** Those of other journeys may not listen. */
const demoRouters = /bng-[12]/;

describe('bandwidth and data caps', () => {
  it('a profile is made, sold, changed and carried to live sessions; a cap slows lines down and data sets one free', async () => {
    await journey('bandwidth-and-quota', 'isp', system.isp, async ({ page, shots, accessible }) => {
      const dialog = page.getByRole('dialog');
      await page.goto('/login');
      await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).click();
      await page.waitForURL(/\/dashboard/);

      // A profile.
      await page.goto('/dashboard/radius/bandwidth-profiles');
      await page.getByRole('button', { name: 'New profile' }).first().click();
      await dialog.getByLabel('Name', { exact: true }).fill('Residential 100');
      await dialog.getByLabel('Download', { exact: true }).fill('100');
      await dialog.getByLabel('Upload', { exact: true }).fill('20');
      await dialog.getByLabel('Burst download').fill('150');
      await dialog.getByLabel('Burst upload').fill('30');
      await dialog.getByLabel('Averaged over').fill('8');
      await shots('new-profile');
      await dialog.getByRole('button', { name: 'Create profile' }).click();
      const row = page.getByRole('link', { name: 'Residential 100' }).or(page.getByText('Residential 100')).first();
      await row.waitFor();

      // A plan sells it: whom that touches is shown before it is saved.
      await page.goto('/dashboard/services/internet-plans?q=Fiber%20100');
      await page.getByText('Fiber 100', { exact: true }).first().click();
      await page.waitForURL(/internet-plans\/[0-9a-f-]{36}/);
      const planUrl = page.url().split('?')[0]!;
      await page.getByRole('tab', { name: 'Edit' }).click();
      await page.getByLabel('Bandwidth profile').click();
      await page.getByRole('option', { name: /Residential 100/ }).click();
      await page.getByRole('radio', { name: /Slow down/ }).click();
      await page.getByLabel('Data cap').fill('0.001');
      await page.getByLabel('Speed after the cap').fill('2');
      await shots('plan-edit');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await dialog
        .getByText(/live sessions?/)
        .first()
        .waitFor();
      await shots('plan-reach');
      await accessible();
      await dialog.getByRole('button', { name: 'Change speed' }).click();
      await dialog.getByText('Live sessions told').waitFor({ timeout: 30_000 });
      await dialog.getByText('Finished').waitFor({ timeout: 60_000 });

      // The profile changes; one run carries it to every line.
      await page.goto('/dashboard/radius/bandwidth-profiles');
      await row.click();
      await dialog.getByText(/logins?, /).waitFor();
      await page.waitForTimeout(500);
      await shots('profile');
      await dialog.getByRole('button', { name: 'Edit' }).click();
      const edit = page.getByRole('dialog', { name: /Edit Residential/ });
      await edit.getByLabel('Download', { exact: true }).fill('120');
      await edit.getByRole('button', { name: 'Save' }).click();
      const confirm = page.getByRole('alertdialog').or(page.getByRole('dialog', { name: /Change the speed of/ }));
      await confirm
        .getByText(/live sessions?/)
        .first()
        .waitFor();
      await shots('profile-reach');
      await confirm.getByRole('button', { name: 'Change speed' }).click();
      await page.getByText('Finished').waitFor({ timeout: 60_000 });
      await shots('rollout');
      await accessible();
      await page.getByRole('link', { name: 'Steps of this run' }).click();
      await page.waitForURL(/orchestration/);
      await page
        .getByText(/Apply a new speed/)
        .first()
        .waitFor();
      await shots('rollout-run');

      // Told once more, as after a router was put back to its factory settings.
      await page.goto('/dashboard/radius/bandwidth-profiles');
      await row.click();
      await dialog.getByRole('button', { name: 'Apply again' }).click();
      await page.getByRole('button', { name: 'Apply', exact: true }).click();
      await page.getByText('Finished').waitFor({ timeout: 60_000 });

      // One session, another speed.
      await page.goto('/dashboard/radius/sessions');
      await page
        .getByRole('row')
        .filter({ hasText: demoRouters })
        .getByRole('button', { name: /^Actions for/ })
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Change speed' }).click();
      await dialog.getByLabel('Download').fill('5');
      await dialog.getByLabel('Upload').fill('1');
      await dialog.getByLabel('Reason, for the record').fill('Line test');
      await shots('change-speed');
      await dialog.getByRole('button', { name: 'Change speed' }).click();
      await dialog.getByText('The NAS has changed the speed').waitFor({ timeout: 30_000 });
      await dialog.getByRole('button', { name: 'Close' }).last().click();
      await page.getByRole('button', { name: 'Rules' }).click();
      await dialog.getByRole('radio', { name: /Disconnect/ }).click();
      await shots('rules');
      await accessible();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('tab', { name: 'CoA and disconnects' }).click();
      await page
        .getByText(/until re-login/)
        .first()
        .waitFor();
      await page.waitForTimeout(500);
      await shots('requests');
      await accessible();

      // The cap of the plan has slowed its lines down.
      await page.goto('/dashboard/radius/data-caps?state=throttled');
      const caps = page.getByRole('table', { name: 'Data caps' });
      await caps
        .getByText(/Throttled to/)
        .first()
        .waitFor({ timeout: 90_000 });
      await shots('data-caps');
      await accessible();
      await caps.getByRole('row').nth(1).click();
      await page.waitForURL(/customers\/[0-9a-f-]{36}/);
      await caps.waitFor({ state: 'detached' });
      await page
        .getByText(/Throttled to 2 Mbps since/)
        .first()
        .waitFor({ timeout: 30_000 });
      await shots('customer-throttled');
      await page.getByRole('button', { name: 'Add data' }).first().click();
      await dialog.getByLabel('More data').fill('1000');
      await dialog.getByLabel('Reason, for the record').fill('Goodwill');
      await dialog.getByRole('button', { name: 'Add data' }).click();
      await page.getByText('Added; the speed of the plan is back.').waitFor();
      await page
        .getByText(/Throttled to 2 Mbps since/)
        .first()
        .waitFor({ state: 'detached', timeout: 30_000 });
      await shots('customer-free');
      await accessible();
      expect(planUrl).toContain('internet-plans');
    });
  });
});
