import { afterAll, describe, inject, it } from 'vitest';
import { closeBrowser, journey, signIn } from './journey.ts';

const system = inject('system');
afterAll(closeBrowser);

describe('one customer', () => {
  it('signs a document on the screen and is written to, and both are found at them', async () => {
    const name = `Rosa Lindt ${Date.now().toString(36)}`;
    await journey('customer-360', 'isp', system.isp, async (j) => {
      const { page, shots, accessible } = j;
      const dialog = page.locator('[role=dialog], [role=alertdialog]');
      await signIn(j, /Administrator, Fast Fiber/);
      await page.goto('/dashboard/operations/customers/new');
      await page.getByLabel('Name', { exact: true }).fill(name);
      await page.getByLabel('E-mail').fill(`${name.replaceAll(' ', '.').toLowerCase()}@mail.example`);
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('Street and number').fill('Harbour Road 15');
      await page.getByLabel('Town').fill('Falkensee');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('radio', { name: /No plan yet/ }).waitFor();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Create customer' }).click();
      await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
      await page.getByRole('heading', { name }).waitFor();
      await shots('overview');

      await page.getByRole('tab', { name: 'Documents' }).click();
      await page.getByRole('button', { name: 'Add document' }).click();
      await dialog.getByLabel('File').setInputFiles({
        name: 'agreement.pdf',
        mimeType: 'application/pdf',
        buffer: Buffer.from(`%PDF-1.7 ${name}`),
      });
      await dialog.getByRole('button', { name: 'Add', exact: true }).click();
      const document = page.getByRole('listitem').filter({ hasText: 'agreement.pdf' });
      await document.getByRole('button', { name: 'Sign' }).click();
      await dialog.getByLabel('Full name of who signs').fill(name);
      await dialog.getByRole('checkbox').click();
      await dialog.getByRole('button', { name: 'Sign', exact: true }).click();
      await document.getByText(`Signed by ${name}`).waitFor();
      await document.getByRole('button', { name: 'Verify' }).click();
      await document.getByText('File and signature unchanged').waitFor();
      await shots('documents');
      await accessible();

      await page.getByRole('tab', { name: 'Tickets' }).click();
      await page.getByRole('button', { name: 'Send a message' }).click();
      await dialog.getByLabel('Subject').fill('Your line, {name}');
      await dialog.getByLabel('Message', { exact: true }).fill('The number of your account is {number}.');
      await dialog.getByRole('button', { name: 'Preview' }).click();
      await dialog.getByText(`Your line, ${name}`).waitFor();
      await shots('message');
      await dialog.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByRole('table', { name: 'Messages' }).getByText(`Your line, ${name}`).click();
      const letter = page.frameLocator('iframe[title="Mail as it looks"]');
      await letter.getByText(/The number of your account is C-/).waitFor();
      await dialog.getByRole('button', { name: 'Close' }).click();
      await dialog.waitFor({ state: 'detached' });
      await shots('messages');
      await accessible();
    });
  });
});
