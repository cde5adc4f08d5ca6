import { afterAll, describe, inject, it } from 'vitest';
import { closeBrowser, type Journey, journey, signIn } from './journey.ts';

/** The less happy half of the network's day: throwing a session off, and taking away what nobody needs any more. */
const system = inject('system');
afterAll(closeBrowser);

const said = ({ page }: Journey, text: RegExp | string) => page.getByText(text).first().waitFor();

async function lookAndDisconnect(j: Journey): Promise<void> {
  const { page } = j;
  const dialog = page.getByRole('dialog');
  await page.goto('/dashboard/radius/sessions');
  const table = page.getByRole('table', { name: /sessions/i }).first();
  await table.getByRole('row').nth(1).waitFor({ timeout: 60_000 });
  await table.getByRole('row').nth(1).click();
  await dialog.getByText('Acct-Session-Id').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await page
    .getByRole('button', { name: /^Actions for/ })
    .first()
    .click();
  await page.getByRole('menuitem', { name: 'Disconnect' }).click();
  await dialog.getByRole('textbox').fill('Line test');
  await j.shots('disconnect');
  await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await dialog.getByText('Done').first().waitFor({ timeout: 30_000 });
}

async function passwordOfLogin(j: Journey): Promise<void> {
  const { page } = j;
  const dialog = page.getByRole('dialog');
  const more = async (item: string) => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };
  await page.goto('/dashboard/radius/subscribers/new');
  const username = `care-${Date.now()}`;
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Download').fill('10');
  await page.getByLabel('Upload').fill('10');
  await page.getByRole('button', { name: 'Make login' }).click();
  await dialog.getByRole('button', { name: /stored|saved/i }).click();
  await page.getByRole('heading', { level: 1, name: username }).waitFor();
  await more('Set password');
  await dialog.getByLabel('New password').fill('nine blue boats');
  await dialog.getByRole('button', { name: 'Set password' }).click();
  await said(j, `${username} has a new password.`);
  await more('Show password');
  await dialog.getByRole('button', { name: 'Show', exact: true }).click();
  await dialog.getByText('nine blue boats').waitFor();
  await page.keyboard.press('Escape');
  await more('Disable');
  await dialog.getByRole('button', { name: 'Disable' }).click();
  await said(j, 'This login is disabled.');
  await more('Enable');
  await dialog.getByRole('button', { name: 'Enable' }).click();
  await page.getByText('This login is disabled.').waitFor({ state: 'detached' });
  await j.accessible();
}

async function poolThatNobodyUsed(j: Journey): Promise<void> {
  const { page } = j;
  const dialog = page.getByRole('dialog');
  await page.goto('/dashboard/network/ip-pools');
  await page.getByRole('button', { name: 'New pool' }).first().click();
  await dialog.getByLabel('Name', { exact: true }).fill('Mistake');
  await dialog.getByLabel('Type', { exact: true }).click();
  await page.getByRole('option', { name: 'IPv4 private' }).click();
  await dialog.getByLabel('Range', { exact: true }).fill('10.250.0.0/24');
  await dialog.getByRole('button', { name: 'Create pool' }).click();
  await page.getByRole('heading', { name: 'Mistake' }).waitFor();
  await page.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Remove pool' }).click();
  await dialog.getByRole('textbox').fill('Mistake');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.waitForURL(/\/ip-pools$/);
}

async function profileThatNobodySells(j: Journey): Promise<void> {
  const { page } = j;
  const dialog = page.getByRole('dialog');
  await page.goto('/dashboard/radius/bandwidth-profiles');
  await page.getByRole('button', { name: 'New profile' }).first().click();
  await dialog.getByLabel('Name', { exact: true }).fill('Forgotten 10');
  await dialog.getByLabel('Download', { exact: true }).fill('10');
  await dialog.getByLabel('Upload', { exact: true }).fill('10');
  await dialog.getByRole('button', { name: 'Create profile' }).click();
  await page.getByText('Forgotten 10').first().click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('button', { name: 'Remove profile' }).click();
  await said(j, 'Forgotten 10 is removed.');
}

describe('care of the network', () => {
  it('throws off a session, renews a password, and takes away what was made by mistake', async () => {
    await journey('network-care', 'isp', system.isp, async (j) => {
      await signIn(j, /Administrator, Fast Fiber/);
      await lookAndDisconnect(j);
      await passwordOfLogin(j);
      await poolThatNobodyUsed(j);
      await profileThatNobodySells(j);
    });
  });
});
