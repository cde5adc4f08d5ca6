import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, journey, signIn } from './journey.ts';

/** What a back office does all day: many customers at once, plans, colleagues, keys, mail and the record of it all. */
const system = inject('system');
afterAll(closeBrowser);

describe('back office', () => {
  it('customers come from a file, are grouped, pinned, tagged and taken along again', async () => {
    // Its own names, however often it runs.
    const mark = `Q${Date.now().toString(36)}`;
    const people = ['Amara', 'Bolaji', 'Chidi'].map((first) => `${first} ${mark}`);
    await journey('back-office-customers', 'isp', system.isp, async (j) => {
      const { page, shots, accessible } = j;
      const list = '/dashboard/operations/customers';
      const dialog = page.getByRole('dialog');
      await signIn(j, /Administrator, Fast Fiber/);
      await page.goto(list);
      await page.getByRole('button', { name: 'Import', exact: true }).click();
      const csv = [
        'name,email,line1,city,country',
        ...people.map((n, i) => `${n},${mark}${i}@mail.example,Road ${i},Town ${mark},DE`),
      ];
      const given = (lines: string[]) => ({
        name: 'people.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(lines.join('\n')),
      });
      await dialog.getByLabel('CSV file').setInputFiles(given([...csv, `Nobody ${mark},no-address,Road,Town,DE`]));
      await dialog.getByText(/cannot be taken; nothing is created/).waitFor();
      await shots('import-errors');
      await accessible();
      await dialog.getByLabel('CSV file').setInputFiles(given(csv));
      await dialog.getByRole('button', { name: 'Create 3 customers' }).click();
      await dialog.waitFor({ state: 'detached' });

      // Nearly the name: the list says whom it might mean.
      await page.goto(`${list}?q=${encodeURIComponent(`Amarra ${mark}`)}`);
      await page.getByText('Did you mean one of these?').waitFor();
      await shots('similar');

      // Filtered by the town, and kept as a segment that others see.
      await page.goto(list);
      await page.getByRole('button', { name: 'Town' }).click();
      await page.keyboard.type(`Town ${mark}`);
      await page.getByRole('option', { name: new RegExp(mark) }).click();
      await page.keyboard.press('Escape');
      const table = page.getByRole('table', { name: 'Customers' });
      await table.getByText(people[2]!).waitFor();
      await page.getByRole('button', { name: 'Save as segment' }).click();
      await dialog.getByLabel('Name').fill(`Segment ${mark}`);
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'Segments' }).click();
      await dialog.getByRole('button', { name: `Share Segment ${mark}` }).click();
      await dialog.getByRole('button', { name: `Stop sharing Segment ${mark}` }).waitFor();
      await shots('segments');
      await accessible();
      await page.keyboard.press('Escape');

      // Two of them on a list of their own, and tagged.
      const choose = async () => {
        for (const name of people.slice(0, 2))
          await table.getByRole('row').filter({ hasText: name }).getByRole('checkbox').click();
      };
      await choose();
      await page.getByRole('button', { name: 'Add to list' }).click();
      await page.getByRole('button', { name: 'New list' }).click();
      await page.getByRole('dialog', { name: 'New list' }).getByLabel('Name').fill(`List ${mark}`);
      await page.getByRole('dialog', { name: 'New list' }).getByRole('button', { name: 'Save' }).click();
      const pin = page.getByRole('dialog', { name: /add to a list/ }).or(page.getByRole('alertdialog'));
      await pin.getByRole('button', { name: 'Add to list' }).click();
      await page.getByText(`2 added to “List ${mark}”.`).waitFor();
      await choose();
      await page.getByRole('button', { name: 'Tag', exact: true }).last().click();
      await dialog.getByLabel('Tag', { exact: true }).fill(`tag-${mark}`.toLowerCase());
      await shots('tag');
      await dialog.getByRole('button', { name: 'Add the tag' }).click();
      await dialog.waitFor({ state: 'detached' });

      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name: 'Export' }).click(),
      ]);
      const text = await readFile(await file.path(), 'utf8');
      expect(people.filter((name) => text.includes(name))).toEqual(people);
      expect(text.trim().split('\n')).toHaveLength(4);

      await page.getByRole('button', { name: 'Segments' }).click();
      for (const name of [`List ${mark}`, `Segment ${mark}`]) {
        await dialog.getByRole('button', { name: `Delete ${name}` }).click();
        await page.getByRole('button', { name: 'Delete segment' }).click();
        await page.getByText(`“${name}” is deleted.`).waitFor();
      }
    });
  });

  it('a plan is changed and archived, a key made and revoked, a colleague invited and held off, and the record holds', async () => {
    const mark = `R${Date.now().toString(36)}`;
    await journey('back-office', 'isp', system.isp, async (j) => {
      const { page, shots, accessible } = j;
      const dialog = page.getByRole('dialog');
      await signIn(j, /Administrator, Fast Fiber/);

      // A colleague.
      await page.goto('/dashboard/security-access/users');
      await page
        .getByRole('button', { name: /Invite/ })
        .first()
        .click();
      await dialog.getByLabel('Name').fill(`Dayo ${mark}`);
      await dialog.getByLabel('E-mail').fill(`${mark}@fastfiber.example`);
      await dialog.getByRole('checkbox').first().click();
      await dialog.getByRole('button', { name: 'Send invitation' }).click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByText(`Dayo ${mark}`).first().click();
      await dialog.getByRole('button', { name: 'Send invitation again' }).click();
      await page.getByText(/A new invitation is on its way/).waitFor();
      await dialog.getByRole('button', { name: 'Withdraw invitation' }).click();
      await page.getByRole('button', { name: 'Withdraw', exact: true }).click();
      await page.getByText('The invitation is withdrawn.').waitFor();
      await shots('colleague');
      await accessible();

      // A key for a program.
      await page.goto('/dashboard/security-access/api-keys');
      await page.getByRole('button', { name: 'New API key' }).first().click();
      await dialog.getByLabel('What it is for').fill(`Key ${mark}`);
      await dialog.getByRole('checkbox').first().click();
      await dialog.getByRole('button', { name: 'Create key' }).click();
      await page.getByText(/dmk_/).first().waitFor();
      await shots('key');
      await dialog
        .getByRole('button', { name: /stored|kept/i })
        .last()
        .click();
      await dialog.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: `Rotate Key ${mark}` }).click();
      await dialog.getByRole('button', { name: 'Make the new key' }).click();
      await page.getByRole('dialog', { name: 'Your new API key' }).waitFor();
      await dialog
        .getByRole('button', { name: /stored|kept/i })
        .last()
        .click();
      await dialog.waitFor({ state: 'detached' });
      await page
        .getByRole('button', { name: `Revoke Key ${mark}` })
        .first()
        .click();
      await page.getByRole('button', { name: 'Revoke', exact: true }).click();

      // The mail that invited is in the outbox.
      await page.goto('/dashboard/communications/outbox');
      await page.getByText(`${mark}@fastfiber.example`.toLowerCase()).first().click();
      await dialog.getByText(/invit/i).first().waitFor();
      await shots('mail');

      // How subscribers pay.
      await page.goto('/dashboard/billing-revenue/payments');
      await page.getByRole('button', { name: 'How subscribers pay' }).click();
      await dialog.getByLabel('How to pay otherwise').fill('At the counter, Harbour Road 1.');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await dialog.waitFor({ state: 'detached' });

      // All of it is on record.
      await page.goto('/dashboard/security-access/audit');
      await page.getByRole('button', { name: 'Check the chain' }).click();
      await page.getByText(/The chain holds/).waitFor();
      await shots('audit');
      await accessible();
    });
  });
});
