import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, journey, signIn } from './journey.ts';

const system = inject('system');
afterAll(closeBrowser);

describe('access to what is somebody else’s', () => {
  it('support asks, the provider approves, support enters under a banner, and is sent out', async () => {
    await journey('support-access', 'platform', system.platform, async (operator) => {
      const { page } = operator;
      await signIn(operator, /Platform operator/);
      await page.goto('/dashboard/platform-admin/tenants?q=hill');
      await page.getByRole('link', { name: 'Hill Wireless', exact: true }).click();
      await page.getByRole('button', { name: 'Ask for support access' }).click();
      const dialog = page.getByRole('dialog', { name: 'Ask to enter Hill Wireless' });
      await dialog.getByLabel('Reason').fill('Their bill run of this morning is looked into');
      await operator.shots('ask');
      await operator.accessible();
      await dialog.getByRole('button', { name: 'Ask', exact: true }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.goto('/dashboard/platform-admin/support-access');
      await page.getByText('Hill Wireless: waits for an answer').waitFor();

      await journey('support-access-consent', 'isp', system.isp, async (admin) => {
        await signIn(admin, /Administrator, Hill Wireless/);
        await admin.page.goto('/dashboard/settings/support-access');
        await admin.page.getByText(/asks to enter for 1 h, to look, not to change anything/).waitFor();
        await admin.shots('asked');
        await admin.accessible();
        await admin.page.getByRole('button', { name: 'Approve' }).click();
        await admin.page.getByRole('button', { name: 'Take back' }).waitFor();

        await page.getByText('Hill Wireless: approved').waitFor();
        await operator.shots('approved');
        await page.getByRole('button', { name: 'Enter Hill Wireless' }).click();
        const banner = page.getByRole('complementary', { name: 'Support visit' });
        await banner.getByText(/Only looking/).waitFor();
        expect(new URL(page.url()).port).toBe(new URL(system.isp).port);
        // The link names the console's own address; the cookie stays with it.
        const inside = new URL(page.url()).origin;
        await page.goto(`${inside}/dashboard/operations/customers`);
        await banner.waitFor();
        await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor();
        await operator.shots('inside');
        await operator.accessible();

        await admin.page.getByText(/is inside, to look/).waitFor();
        await admin.page.getByRole('button', { name: 'End now' }).click();
        await admin.page.getByRole('button', { name: 'End now' }).waitFor({ state: 'detached' });
        await admin.shots('history');
        await page.goto(`${inside}/dashboard`);
        await page.waitForURL(/\/login/);
      });
    });
  });

  it('a colleague looks at the portal as the subscriber, and leaves it', async () => {
    await journey('portal-visit', 'isp', system.isp, async (j) => {
      const { page, context } = j;
      await signIn(j, /Administrator, Hill Wireless/);
      await page.goto('/dashboard/operations/customers');
      await page.locator('a[href*="/dashboard/operations/customers/"]').nth(1).click();
      await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
      await page.getByRole('tab', { name: 'Profile' }).click();
      await page.getByRole('button', { name: 'Open their portal' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').fill('They cannot find their bill');
      await j.shots('ask');
      const opened = context.waitForEvent('page');
      await dialog.getByRole('button', { name: 'Open portal' }).click();
      const portal = await opened;
      const banner = portal.getByRole('complementary', { name: /is looking at the portal as/ });
      await banner.waitFor();
      await portal.waitForURL(/\/customer-portal/);
      await portal.setViewportSize({ width: 390, height: 844 });
      await portal.getByRole('link', { name: 'Bills' }).waitFor();
      await portal.screenshot({ path: 'test-results/screenshots/portal-visit-inside.png' });
      await banner.getByRole('button', { name: 'End the visit' }).click();
      await banner.waitFor({ state: 'detached' });

      await page.goto('/dashboard/settings/portal-visits');
      await page.getByText('They cannot find their bill').first().waitFor();
      await j.shots('history');
      await j.accessible();
    });
  });

  it('an administrator denies a colleague something for a while and sees why they may not', async () => {
    await journey('member-access', 'isp', system.isp, async (j) => {
      const { page } = j;
      await signIn(j, /Administrator, Hill Wireless/);
      await page.goto('/dashboard/security-access/users?q=billing');
      await page.getByRole('link', { name: 'Ngozi Eze' }).click();
      const sheet = page.getByRole('dialog');
      await sheet.getByRole('tab', { name: 'Grants and denials' }).click();
      await sheet.getByRole('button', { name: 'Grant or deny a permission' }).click();
      await sheet.getByRole('radio', { name: /Deny/ }).click();
      await sheet.getByLabel('Permission').click();
      await page.getByPlaceholder('Search').last().fill('portal-visit:write');
      await page.getByRole('option').first().click();
      await sheet.getByLabel('Reason').fill('Looks after bills only');
      await j.shots('deny');
      await sheet.getByRole('button', { name: 'Save' }).click();
      await sheet.getByText('Looks after bills only').waitFor();
      await sheet.getByRole('tab', { name: 'Why?' }).click();
      await sheet.getByRole('combobox').click();
      await page.getByPlaceholder('Search').last().fill('portal-visit:write');
      await page.getByRole('option').first().click();
      await sheet.getByText(/a denial wins over every role/).waitFor();
      await j.shots('why');
      await j.accessible();
      await sheet.getByRole('tab', { name: 'Grants and denials' }).click();
      await sheet.getByRole('button', { name: 'Lift' }).click();
      await sheet.getByText('Nothing beside the roles').waitFor();

      await page.goto('/dashboard/security-access/users?q=tola');
      await page.getByRole('link', { name: 'Tola Adewale' }).click();
      await sheet.getByRole('checkbox', { name: /^Read-only/ }).click();
      await sheet.getByRole('checkbox', { name: /^Administrator/ }).click();
      await sheet.getByRole('button', { name: 'Save roles' }).click();
      await sheet.getByText('Tola Adewale is the last administrator; make a colleague administrator first.').waitFor();
      await j.shots('last-administrator');
    });
  });
});
