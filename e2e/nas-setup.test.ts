import { afterAll, expect, inject, it } from 'vitest';
import { closeBrowser, journey } from './journey.ts';

/** An engineer connects a router: adds it, takes the lines to paste, gives it a RadSec certificate, and removes it. */
const system = inject('system');
afterAll(closeBrowser);

const fingerprint = Array.from({ length: 32 }, (_, i) => (0xa0 + i).toString(16).toUpperCase()).join(':');

it('a router is added, the lines for it are there to copy, and its certificate is kept in one spelling', async () => {
  await journey('nas-setup', 'isp', system.isp, async ({ page, shots, accessible }) => {
    await page.goto('/login');
    await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).click();
    await page.waitForURL(/\/dashboard/);

    await page.goto('/dashboard/radius/nas');
    await page.getByRole('button', { name: 'Add a NAS' }).first().click();
    const form = page.getByRole('dialog', { name: 'Add a NAS' });
    await form.getByLabel('Name', { exact: true }).fill('bng-nokia');
    await form.getByLabel('Make').click();
    await page.getByRole('option', { name: /Nokia/ }).click();
    await form.getByLabel('Address', { exact: true }).fill('203.0.113.77');
    await form.getByLabel(/RadSec certificate/).fill('BNG-nokia.isp.example');
    await shots('add');
    await accessible();
    await form.getByRole('button', { name: 'Add NAS' }).click();

    const reveal = page.getByRole('dialog', { name: /Shared secret of bng-nokia/ });
    const lines = reveal.getByLabel('Lines for the device');
    await lines.waitFor();
    const secret = await reveal.locator('code').textContent();
    const text = await lines.inputValue();
    expect(text).toContain(`secret "${secret}" accept-coa true`);
    expect(text).toContain('radius-accounting-policy "dotmac"');
    // The demo has no certificates of its own, and says so rather than showing lines that lead nowhere.
    await reveal.getByText(/RadSec is off/).waitFor();
    await shots('lines');
    await accessible();
    await reveal.getByRole('button', { name: 'I have stored it' }).click();

    await page.getByRole('table', { name: 'NAS devices' }).getByText('bng-nokia').first().click();
    const sheet = page.getByRole('dialog', { name: 'bng-nokia' });
    await sheet.getByText('bng-nokia.isp.example').waitFor();
    await sheet.getByText('Nokia 7750 SR (SR OS)').first().waitFor();
    await shots('sheet');
    await accessible();

    await sheet.getByRole('button', { name: 'Edit' }).click();
    const edit = page.getByRole('dialog', { name: 'Edit bng-nokia' });
    await edit.getByLabel(/RadSec certificate/).fill(fingerprint);
    await edit.getByRole('button', { name: 'Save' }).click();
    await sheet.getByText(`sha256:${fingerprint.replaceAll(':', '').toLowerCase()}`).waitFor();

    await sheet.getByRole('button', { name: 'Edit' }).click();
    await edit.getByLabel(/RadSec certificate/).fill('');
    await edit.getByRole('button', { name: 'Save' }).click();
    await sheet.getByText('RadSec certificate').waitFor({ state: 'detached' });

    await sheet.getByRole('button', { name: 'Remove' }).click();
    const confirm = page.getByRole('alertdialog').or(page.getByRole('dialog', { name: 'Remove bng-nokia?' }));
    await confirm.getByRole('textbox').fill('bng-nokia');
    await confirm.getByRole('button', { name: 'Remove NAS' }).click();
    await page.getByText('bng-nokia is removed.').waitFor();
    await page.getByRole('table', { name: 'NAS devices' }).getByText('bng-nokia').waitFor({ state: 'detached' });
  });
});
