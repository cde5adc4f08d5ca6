import { afterAll, describe, inject, it } from 'vitest';
import { closeBrowser, type Journey, journey, signIn } from './journey.ts';

const system = inject('system');
/** Passkeys belong to a host with a name. */
const isp = system.isp.replace('127.0.0.1', 'localhost');
const password = 'demo-dotmac-demo';
afterAll(closeBrowser);

/** A device with a finger that always fits, as the browser's own tests have it. */
async function withAuthenticator({ page, context }: Journey): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

describe('signing in', () => {
  it('lets a colleague add a passkey, come in by it, and see who has what', async () => {
    await journey('sign-in-staff', 'isp', isp, async (j) => {
      const { page, shots, accessible } = j;
      await signIn(j, /Administrator, Fast Fiber/);
      await withAuthenticator(j);
      await page.goto('/dashboard/account');
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByLabel('Name').fill('Journey key');
      await page.getByRole('dialog').getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Add passkey' }).click();
      await page.getByText('Journey key').first().waitFor();
      await shots('account');
      await accessible();
      await page.goto('/dashboard/security-access/mfa');
      await page.getByRole('table', { name: 'Second factors' }).waitFor();
      await shots('mfa');
      await accessible();
      await page.goto('/dashboard/security-access/auth-metrics');
      await page.getByRole('heading', { name: 'By method' }).waitFor();
      await page.getByText('Password', { exact: true }).waitFor();
      await shots('metrics');
      await accessible();
      await j.context.clearCookies();
      await page.goto('/login');
      await shots('login');
      await accessible();
      // Where the browser offers passkeys in the field, the device answers without being asked twice.
      await Promise.race([
        page.waitForURL(/\/dashboard/),
        page
          .getByRole('button', { name: 'Use a passkey' })
          .click()
          .catch(() => undefined)
          .then(() => page.waitForURL(/\/dashboard/)),
      ]);
      await page.goto('/dashboard/account');
      await page.getByRole('button', { name: 'Remove Journey key' }).click();
      await page.getByRole('button', { name: 'Remove passkey' }).click();
      await page.getByText('The passkey is removed.').waitFor();
    });
  });

  it('lets a subscriber add a passkey and come in by it', async () => {
    await journey('sign-in-portal', 'isp', isp, async (j) => {
      const { page, shots, accessible } = j;
      await withAuthenticator(j);
      await page.goto('/customer-portal?provider=fastfiber');
      await shots('portal-login');
      await accessible();
      await page.getByLabel('Customer number or e-mail').fill('C-000001');
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('navigation').waitFor();
      await page.goto('/customer-portal/security');
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByLabel('Name').fill('Journey phone');
      await page.getByLabel('Password').first().fill(password);
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByText('Journey phone').waitFor();
      await shots('portal-security');
      await accessible();
      await j.context.clearCookies();
      await page.goto('/customer-portal?provider=fastfiber');
      await page.getByRole('button', { name: 'Use a passkey' }).click();
      await page.getByRole('navigation').waitFor();
      await page.goto('/customer-portal/security');
      await page.getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Journey phone').waitFor({ state: 'detached' });
      await j.context.clearCookies();
      await page.goto('/customer-portal/reset-password?provider=fastfiber');
      await page.getByLabel('Customer number or e-mail').fill('C-000001');
      await page.getByRole('button', { name: 'Send the link' }).click();
      await page.getByRole('status').waitFor();
      await shots('portal-reset');
      await accessible();
    });
  });
});
