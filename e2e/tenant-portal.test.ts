import type { Locator } from 'playwright-core';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { pages } from '../apps/platform-admin/tenant-pages.ts';
import { closeBrowser, journey, signIn } from './journey.ts';
import { until } from './system.ts';

const system = inject('system');
afterAll(closeBrowser);
const owner = /Account owner, Hill Wireless/;
const base = '/tenant-portal';
const subject = 'Bills show the wrong address';

describe('the tenant portal', () => {
  it('invites an account manager by mail, who sets a password and enters, and meets no one else’s session', async () => {
    await journey('tenant-invite', 'platform', system.platform, async ({ page, context, shots, accessible }) => {
      await signIn({ page, context, shots, accessible }, owner, base);
      await page.goto(`${base}/customers`);
      await page.waitForURL(`**${base}/users`);
      await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
      await page.getByRole('cell', { name: 'Tola Adewale', exact: true }).waitFor();
      await page.getByRole('button', { name: 'Invite an account manager' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name', { exact: true }).fill('Folake Ojo');
      await dialog.getByLabel('E-mail').fill('folake@hillwireless.example');
      await dialog.getByRole('radio', { name: /Billing/ }).click();
      await dialog.getByRole('button', { name: 'Send invitation' }).click();
      await page.getByText('folake@hillwireless.example').first().waitFor();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Invite staff' }).click();
      await dialog.getByLabel('Name', { exact: true }).fill('Sade Ade');
      await dialog.getByLabel('E-mail').fill('sade@hillwireless.example');
      await dialog.getByLabel('Role').click();
      await page.getByRole('option', { name: 'Read-only' }).click();
      await dialog.getByRole('button', { name: 'Send invitation' }).click();
      await page.getByRole('table').getByText('Sade Ade').first().waitFor();
      // The vendor's console does not know who is signed in here.
      const answers = await Promise.all(
        ['tenant', 'platform'].map(async (door) => (await page.request.get(`/api/v1/${door}/session`)).status()),
      );
      if (answers.join() !== '200,401') throw new Error(`Sessions mix: ${answers.join()}`);
    });

    let link = '';
    await journey('tenant-invite-mail', 'isp', system.isp, async (j) => {
      await signIn(j, /Administrator, Hill Wireless/);
      await until(
        async () => {
          const list = await j.page.request.get('/api/v1/communications/mail?template=account-invitation');
          const { items } = (await list.json()) as { items: { id: string; to: string }[] };
          const mail = items.find(({ to }) => to === 'folake@hillwireless.example');
          if (!mail) return false;
          const text = await (await j.page.request.get(`/api/v1/communications/credential-mail/${mail.id}`)).text();
          link = /https?:[^\s"\\]+token=[\w.-]+/.exec(text)?.[0] ?? '';
          return link !== '';
        },
        15_000,
        () => 'The invitation was not written.',
      );
      await j.page.goto('/dashboard/security-access/account-managers');
      await j.page.getByText('Folake Ojo').waitFor();
    });

    await journey('tenant-accept', 'platform', system.platform, async ({ page, shots, accessible }) => {
      await page.goto(new URL(link).pathname + new URL(link).search);
      await page.getByRole('heading', { name: 'Welcome to Hill Wireless' }).waitFor();
      await shots('page');
      await accessible();
      await page.getByLabel('New password', { exact: true }).fill('a sentence to remember');
      await page.getByRole('button', { name: 'Set password and enter' }).click();
      await page.waitForURL(`**${base}`);
      await page.getByRole('heading', { name: 'Hill Wireless' }).waitFor();
      await page.goto(`${base}/users`);
      await page.getByText('Folake Ojo').first().waitFor();
      // Billing sees who there is and invites nobody.
      await page.getByRole('button', { name: 'Invite an account manager', disabled: true }).waitFor();
    });
  });

  it('shows every page, in light and dark and on a telephone', async () => {
    await journey('tenant-pages', 'platform', system.platform, async (j) => {
      await signIn(j, owner, base);
      for (const { path } of pages.filter((p) => p.frame !== 'bare' && !p.path.includes('$'))) {
        await j.page.goto(path);
        await j.page.getByRole('heading', { level: 1 }).first().waitFor();
        await j.page.waitForTimeout(600);
        await j.shots(path.split('/').slice(2).join('-') || 'overview');
        await j.accessible();
      }
    });
  });

  it('uses what it pays for: seats, another plan, add-ons, cards, invoices and receipts', async () => {
    await journey('tenant-licences', 'platform', system.platform, async (j) => {
      const { page } = j;
      const dialog = page.getByRole('dialog');
      const paper = async (button: Locator, name: RegExp) => {
        const download = page.waitForEvent('download');
        await button.click();
        expect((await download).suggestedFilename()).toMatch(name);
      };
      await signIn(j, owner, base);
      await page.goto(base);
      await page.getByText('Professional', { exact: true }).waitFor();
      await page.getByText(/^\d+ of 18$/).waitFor();
      await page.getByRole('meter', { name: 'Subscribers' }).waitFor();
      await j.shots('overview');
      await j.accessible();

      await page.goto(`${base}/licenses`);
      const sade = page.getByRole('row', { name: /Sade Ade/ });
      await sade.getByText('Read-only', { exact: true }).last().waitFor();
      await sade.getByRole('button', { name: 'Revoke the seat of Sade Ade' }).click();
      await dialog.getByRole('button', { name: 'Revoke' }).click();
      await sade.getByText('Revoked').waitFor();
      await sade.getByRole('button', { name: 'Assign the seat of Sade Ade' }).click();
      await dialog.getByRole('combobox', { name: 'Type of seat' }).click();
      await page.getByRole('option', { name: 'Operator' }).click();
      await j.shots('seat');
      await dialog.getByRole('button', { name: 'Assign' }).click();
      await page.getByText('Sade Ade holds a seat: Operator.').waitFor();
      await sade.getByText('Operator', { exact: true }).waitFor();

      await page.goto(`${base}/billing/addons`);
      await page.getByRole('button', { name: 'Add Read-only seat' }).click();
      await dialog.getByLabel('How many').fill('2');
      await dialog.getByText('To pay today').waitFor();
      await j.shots('addon');
      await dialog.getByRole('button', { name: 'Buy' }).click();
      await page.getByText('Read-only seat: 2').waitFor();
      await page.getByRole('button', { name: 'Change Read-only seat' }).waitFor();

      // More begins at once and is paid for in part; less waits for the end of the period, and may be thought over.
      await page.goto(`${base}/billing/subscription`);
      await page.getByRole('button', { name: 'Choose Enterprise' }).click();
      await dialog.getByText(/^Enterprise, \d+ of \d+ days$/).waitFor();
      await dialog.getByText('Not used of your plan').waitFor();
      await j.shots('proration');
      await j.accessible();
      await dialog.getByRole('button', { name: 'Change now' }).click();
      await page.getByText('You are on Enterprise.').waitFor();
      await page.getByRole('button', { name: 'Choose Professional' }).click();
      await dialog.getByText('You lose').waitFor();
      await dialog.getByRole('button', { name: 'Schedule the change' }).click();
      await page
        .getByText(/^Professional begins on [\d-]+\.$/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: 'Stay on Enterprise' }).click();
      await dialog.getByRole('button', { name: 'Stay' }).click();
      await page.getByText('Nothing changes at the end of the period.').waitFor();
      await page.getByRole('button', { name: 'Stay on Enterprise' }).waitFor({ state: 'detached' });

      await page.goto(`${base}/billing/payment-methods`);
      for (const [holder, card] of [
        ['Hill Wireless', /4242/],
        ['Bisi Lawal', /4444/],
      ] as const) {
        await page.getByRole('button', { name: 'Add a card' }).click();
        await dialog.getByLabel('Name on the card').fill(holder);
        await dialog.getByRole('combobox', { name: 'Card' }).click();
        await page.getByRole('option', { name: card }).click();
        await dialog.getByRole('button', { name: 'Add card' }).click();
        await page.getByText(`${holder}, expires`, { exact: false }).waitFor();
      }
      const visa = page.getByRole('listitem').filter({ hasText: '4242' });
      await visa.getByRole('button', { name: 'Charge this card' }).click();
      await visa.getByText('Charged', { exact: true }).waitFor();
      await j.shots('cards');
      await page.getByRole('button', { name: 'Remove Mastercard 4444' }).click();
      await dialog.getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('listitem').filter({ hasText: '4444' }).waitFor({ state: 'detached' });

      await page.goto(`${base}/billing/receipts`);
      const bill = page.getByRole('row', { name: /Open/ }).first();
      const number = (await bill.getByRole('button').textContent())!.trim();
      await bill.getByRole('button').click();
      await paper(dialog.getByRole('button', { name: 'PDF' }), /\.pdf$/);
      await j.shots('invoice');
      await j.accessible();
      await dialog.getByRole('button', { name: 'Pay' }).click();
      await dialog.getByText('Visa •••• 4242 is charged once.').waitFor();
      await dialog.getByRole('button', { name: 'Pay by card' }).click();
      await dialog.getByText('Paid', { exact: true }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('row', { name: new RegExp(`${number}.*Paid`) }).waitFor();
      await page.getByRole('tab', { name: 'Payments and receipts' }).click();
      const paid = page.getByRole('row', { name: new RegExp(number) });
      await paper(paid.getByRole('button', { name: /PDF of receipt/ }), /\.pdf$/);
      await j.shots('receipts');
    });
  });

  it('keeps company, mails and region', async () => {
    await journey('tenant-settings', 'platform', system.platform, async (j) => {
      await signIn(j, owner, base);
      await j.page.goto(`${base}/settings`);
      await j.page.getByLabel('Registered name').fill('Hill Wireless Limited');
      await j.page.getByLabel('Billing contact').fill('Bisi Lawal');
      await j.page.getByLabel('E-mail for bills').fill('bills@hillwireless.example');
      await j.page.getByRole('button', { name: 'Save company' }).click();
      await j.page.getByText('The company is saved').waitFor();
      await j.page.getByLabel('Announcements of DotMac').click();
      await j.page.getByText('Saved.', { exact: true }).waitFor();
      await j.page.getByRole('button', { name: 'Save region' }).click();
      await j.page.getByText('follow within seconds').waitFor();
      await j.page.reload();
      await j.page.getByLabel('Registered name').and(j.page.locator('[value="Hill Wireless Limited"]')).waitFor();
      await j.page.goto(`${base}/account`);
      await j.page.getByText('This one').waitFor();
    });
  });

  it('asks DotMac with a file, is answered there, and answers back', async () => {
    await journey('tenant-ticket', 'platform', system.platform, async (j) => {
      const { page } = j;
      await signIn(j, owner, base);
      await page.goto(`${base}/support`);
      await page.getByRole('button', { name: 'Ask DotMac' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Subject').fill(subject);
      await dialog.getByLabel('What is the matter').fill('They still go to our former office.');
      await dialog.getByLabel('Choose files').setInputFiles({
        name: 'bill.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('Former office 1'),
      });
      await j.shots('ask');
      await dialog.getByRole('button', { name: 'Send to DotMac' }).click();
      await page.waitForURL(/\/support\/[0-9a-f-]{36}/);
      await page.getByRole('heading', { name: subject }).waitFor();
    });
    await journey('tenant-ticket-desk', 'platform', system.platform, async (j) => {
      const { page } = j;
      await signIn(j, /Platform operator/);
      await page.goto('/dashboard/platform-admin/tickets');
      await j.shots('queue');
      await j.accessible();
      await page.getByRole('link', { name: subject }).first().click();
      await page.getByRole('heading', { name: subject }).waitFor();
      await page.getByRole('button', { name: 'Assign to me' }).click();
      await page.getByRole('radio', { name: 'Note' }).click();
      await page.getByRole('textbox', { name: 'Note among staff' }).fill('Company not filled in.');
      await page.getByRole('button', { name: 'Add note' }).click();
      await page.getByText('Among staff').first().waitFor();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: /bill\.txt/ }).click();
      await saved;
      await page.getByRole('radio', { name: 'Answer' }).click();
      await page.getByRole('textbox', { name: 'Answer' }).fill('Please set the address under Settings.');
      await page.getByRole('button', { name: 'Send answer' }).click();
      await page.getByText('Waiting for provider').first().waitFor();
      await j.shots('ticket');
      await j.accessible();
    });
    await journey('tenant-ticket-answer', 'platform', system.platform, async (j) => {
      const { page } = j;
      await signIn(j, owner, base);
      await page.goto(`${base}/support`);
      await page.getByRole('link', { name: subject }).first().click();
      await page.getByText('Please set the address under Settings.').waitFor();
      if (await page.getByText('Company not filled in.').count()) throw new Error('A note among staff is shown.');
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: /bill\.txt/ }).click();
      await saved;
      await page.getByRole('textbox', { name: 'Message' }).fill('Done, thank you.');
      await page.getByRole('button', { name: 'Send', exact: true }).click();
      await page.getByText('Done, thank you.').waitFor();
      await j.shots('ticket');
      await j.accessible();
      await page.getByRole('button', { name: 'Close' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Close ticket' }).click();
      await page.getByText('Closed', { exact: true }).first().waitFor();
    });
  });
});
