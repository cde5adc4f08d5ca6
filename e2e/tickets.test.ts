import { afterAll, describe, inject, it } from 'vitest';
import { closeBrowser, journey, signIn } from './journey.ts';

const system = inject('system');
afterAll(closeBrowser);

describe('the service desk', () => {
  it('writes down what a customer says, notes, answers, solves, and finds it at the customer', async () => {
    await journey('tickets', 'isp', system.isp, async (j) => {
      const { page, shots, accessible } = j;
      await signIn(j, /Administrator, Fast Fiber/);
      await page.goto('/dashboard/operations/customers');
      await page
        .getByRole('table', { name: 'Customers' })
        .locator('a[href*="/dashboard/operations/customers/"]')
        .first()
        .click();
      await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
      await page.getByRole('tab', { name: 'Tickets' }).click();
      await page.getByText('No tickets').waitFor();
      await page.getByRole('button', { name: 'Open ticket' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Subject').fill('No internet since this morning');
      await dialog.getByLabel('What is the matter').fill('Router shows a red light. Called from +49 331 555 0199.');
      await dialog.getByLabel('About').click();
      await page.getByRole('option', { name: 'No connection' }).click();
      await shots('open');
      await dialog.getByRole('button', { name: 'Open ticket' }).click();
      await page.waitForURL(/\/ticketing\/[0-9a-f-]{36}/);
      await page.getByRole('heading', { name: 'No internet since this morning' }).waitFor();

      await page.getByRole('radio', { name: 'Note' }).click();
      await page.getByRole('textbox', { name: 'Note among staff' }).fill('Line looks fine from here.');
      await page.getByRole('button', { name: 'Add note' }).click();
      await page.getByText('Among staff').first().waitFor();
      await page.getByRole('button', { name: 'Assign to me' }).click();
      await page.getByRole('radio', { name: 'Answer' }).click();
      await page.getByRole('textbox', { name: 'Answer' }).fill('Please unplug the router for ten seconds.');
      await page.getByLabel('Choose files').setInputFiles({
        name: 'how-to.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('Unplug. Count to ten. Plug in.'),
      });
      await page.getByRole('button', { name: 'Send answer' }).click();
      await page.getByText('Waiting for customer').first().waitFor();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: /how-to\.txt/ }).click();
      await saved;
      await shots('conversation');
      await accessible();
      await page.getByRole('button', { name: 'Solve', exact: true }).click();
      await page.getByText('Solved', { exact: true }).first().waitFor();

      await page.goto('/dashboard/ticketing');
      await page.getByText('No internet since this morning').first().waitFor();
      await shots('queue');
      await accessible();
    });
  });
});
