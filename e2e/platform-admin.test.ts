import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, journey, signIn } from './journey.ts';

const system = inject('system');
afterAll(closeBrowser);
const operator = /Platform operator/;

describe('the platform’s staff', () => {
  it('see whether everything lives, find whose an id is, and change a setting that everybody sees at once', async () => {
    await journey('platform-system', 'platform', system.platform, async (j) => {
      const { page, shots, accessible } = j;
      await signIn(j, operator);
      await page.goto('/dashboard/platform-admin/system');
      for (const role of ['API', 'Worker', 'RADIUS'])
        await page.getByRole('cell', { name: role, exact: true }).waitFor();
      await page.getByText('0000_baseline').first().waitFor();
      expect(await page.getByText('No process answers').count()).toBe(0);
      await shots('system');
      await accessible();

      await page.goto('/dashboard/platform-admin/search');
      await page.getByPlaceholder(/Provider, e-mail of staff/).fill('fastfiber');
      await page.getByRole('cell', { name: 'Provider', exact: true }).first().waitFor();
      await shots('search');
      await accessible();
      const id = (await page
        .getByRole('link', { name: /Fast Fiber/ })
        .first()
        .getAttribute('href'))!
        .split('/')
        .at(-1)!;
      await page.getByPlaceholder(/Provider, e-mail of staff/).fill(id);
      await page.waitForURL((url) => url.search.includes(id));
      await page
        .getByRole('link', { name: /Fast Fiber/ })
        .first()
        .waitFor();

      await page.goto('/dashboard/platform-admin/settings');
      const field = page.getByRole('textbox', { name: 'Idle subscriber session', exact: true });
      await field.fill('900');
      await page.getByRole('button', { name: 'Save Idle subscriber session' }).click();
      await page.getByText('Use 365 or less.').waitFor();
      await field.fill('21');
      await page.getByRole('button', { name: 'Save Idle subscriber session' }).click();
      await page.getByText('Idle subscriber session: saved.').waitFor();
      await shots('settings');
      await accessible();
      await page.getByRole('button', { name: 'History of Idle subscriber session' }).click();
      await page.getByText('30 days').first().waitFor();
      await page.getByRole('button', { name: 'Restore 30 days' }).click();
      await page.getByText('30 days again').waitFor();
    });
  });

  it('announce something, correct it and take it back', async () => {
    await journey('platform-announcements', 'platform', system.platform, async (j) => {
      const { page, shots, accessible } = j;
      const dialog = page.getByRole('dialog');
      const title = `Price list of ${Date.now().toString(36)}`;
      await signIn(j, operator);
      await page.goto('/dashboard/platform-admin/announcements');
      await page.getByRole('button', { name: 'New announcement' }).click();
      await dialog.getByLabel('Title').fill(title);
      await dialog.getByLabel('Text').fill('The new price list holds from next month on.');
      await dialog.getByRole('combobox', { name: 'For' }).click();
      await page.getByRole('option', { name: 'Hill Wireless' }).click();
      await dialog.getByLabel('Show in the console of its staff').click();
      await dialog.getByLabel('Until').fill('2099-01-01T00:00');
      await shots('write');
      await dialog.getByRole('button', { name: 'Publish' }).click();
      const row = page.getByRole('row', { name: new RegExp(title) });
      await row.getByText('Shown').waitFor();
      await row.getByRole('button', { name: 'Edit' }).click();
      await dialog.getByRole('radio', { name: 'Warning' }).click();
      await dialog.getByRole('button', { name: 'Save' }).click();
      await row.getByText('Warning').waitFor();
      await shots('list');
      await accessible();
      await row.getByRole('button', { name: 'Withdraw' }).click();
      await dialog.getByRole('button', { name: 'Withdraw' }).click();
      await row.getByText('Withdrawn').waitFor();
    });
  });

  it('make a plan and its next version, price an add-on, grant a trial more days and take a transfer', async () => {
    const name = `Plan ${Date.now().toString(36)}`;
    await journey('platform-licensing', 'platform', system.platform, async (j) => {
      const { page, shots, accessible } = j;
      const dialog = page.getByRole('dialog');
      await signIn(j, operator);
      await page.goto('/dashboard/platform-admin/licensing?tab=plans');
      await page.getByRole('button', { name: 'New plan' }).click();
      await dialog.getByLabel('Name', { exact: true }).fill(name);
      await dialog.getByLabel('RADIUS', { exact: true }).click();
      await shots('compose');
      await dialog.getByRole('button', { name: 'Offer plan' }).click();
      const plan = page.getByRole('row', { name: new RegExp(name) });
      await plan.getByText('Version 1', { exact: false }).waitFor();
      await plan.getByRole('button', { name: `Edit ${name}` }).click();
      await dialog.getByLabel('Price a month').fill('59');
      // Not sold any more, so that no provider of another journey meets it.
      await dialog.getByLabel('On sale').click();
      await dialog.getByRole('button', { name: 'Save as version 2' }).click();
      await plan.getByText('Version 2', { exact: false }).waitFor();
      await plan.getByText('Not sold').waitFor();
      await shots('plans');
      await accessible();
      await plan.getByRole('button', { name: `Versions of ${name}` }).click();
      await dialog
        .getByText(/Version 1|49\.00/)
        .first()
        .waitFor();
      await shots('versions');
      await page.keyboard.press('Escape');

      await page.getByRole('tab', { name: 'Add-ons' }).click();
      const storage = page.getByRole('row', { name: /100 GB more storage/ });
      for (const price of ['9.50', '9']) {
        await storage.getByRole('button', { name: /Edit/ }).click();
        await dialog.getByLabel('Price a month').fill(price);
        await dialog.getByRole('button', { name: 'Save' }).click();
        await storage.getByText(price === '9' ? /9\.00/ : /9\.50/).waitFor();
      }
      await shots('addons');

      const slug = `trial-${Date.now().toString(36)}`;
      await page.evaluate(async (short) => {
        await fetch('/api/v1/platform/tenants', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({
            name: `Trial ${short}`,
            slug: short,
            country: 'DE',
            currency: 'EUR',
            timeZone: 'Europe/Berlin',
            adminName: 'Boss',
            adminEmail: `boss@${short}.test`,
          }),
        });
      }, slug);
      await page.goto(`/dashboard/platform-admin/licensing?q=${slug}`);
      const provider = page.getByRole('row', { name: new RegExp(slug) });
      await provider.getByText('Professional').waitFor();
      const ends = () => provider.getByText(/^\d{4}-\d\d-\d\d$/).textContent();
      const before = await ends();
      await provider.getByRole('button', { name: /extend/ }).click();
      await dialog.getByLabel('More days').fill('10');
      await shots('trial');
      await dialog.getByRole('button', { name: 'Extend' }).click();
      await page.getByText('10 more days of trial.').waitFor();
      await expect.poll(ends, { timeout: 15_000 }).not.toBe(before);
      await accessible();

      await page.goto('/dashboard/platform-admin/billing');
      await page.getByText('How MRR moved').waitFor();
      await shots('revenue');
      await page.getByRole('tab', { name: 'Invoices' }).click();
      const bill = page.getByRole('row', { name: /Fast Fiber.*(Open|Overdue)/ }).first();
      await bill.getByRole('button').click();
      await dialog.getByText('Total').first().waitFor();
      await shots('invoice');
      await accessible();
      await dialog.getByRole('button', { name: 'Record transfer' }).click();
      await dialog.getByLabel('Reference').fill('Bank 4711');
      await dialog.getByRole('button', { name: 'Record' }).click();
      await page.getByText('The transfer is recorded in a moment.').waitFor();
      await dialog.getByText('Paid', { exact: true }).waitFor();
    });
  });

  it('suspend a provider knowing what it does, restore it, close it with an export, and take that back', async () => {
    const slug = `closing-${Date.now().toString(36)}`;
    await journey('platform-closing', 'platform', system.platform, async (j) => {
      const { page, shots, accessible } = j;
      await signIn(j, operator);
      await page.goto('/dashboard/platform-admin/tenants');
      const made = await page.evaluate(
        async ([name, short]) => {
          const response = await fetch('/api/v1/platform/tenants', {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({
              name,
              slug: short,
              country: 'DE',
              currency: 'EUR',
              timeZone: 'Europe/Berlin',
              adminName: 'Boss',
              adminEmail: `boss@${short}.test`,
            }),
          });
          return (await response.json()).id as string;
        },
        [`Closing ${slug}`, slug],
      );
      await page.goto(`/dashboard/platform-admin/tenants/${made}`);
      await page.getByRole('tab', { name: 'Onboarding' }).click();
      await page.getByText('0 of 7 done').waitFor();
      await shots('onboarding');
      await accessible();

      await page.getByRole('button', { name: 'Suspend' }).click();
      await page.getByRole('radio', { name: /Network stops/ }).click();
      await page.getByText('Nobody logs in to its network any more.', { exact: false }).waitFor();
      await page.getByLabel('Why').fill('Unpaid licence');
      await page.getByRole('dialog').getByRole('textbox').last().fill(slug);
      await shots('suspend');
      await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
      await page.getByText('nobody logs in to its network', { exact: false }).first().waitFor();
      await page.getByRole('button', { name: 'Restore' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
      await page.getByRole('button', { name: 'Suspend' }).waitFor();

      await page.getByRole('tab', { name: 'Domains' }).click();
      await page.getByText('No domain of its own').waitFor();
      await page.getByRole('tab', { name: 'Activity' }).click();
      await page.getByRole('table').first().waitFor();
      await page.getByRole('tab', { name: 'Closing' }).click();
      await page.getByRole('button', { name: 'Close this provider' }).click();
      await page.getByLabel('Why').fill('The contract ended');
      await page.getByRole('dialog').getByRole('textbox').last().fill(slug);
      await page.getByRole('dialog').getByRole('button', { name: 'Close the provider' }).click();
      await page.getByRole('button', { name: 'Send a new link' }).waitFor({ timeout: 40_000 });
      await page.getByText('Link sent to').waitFor();
      await shots('closed');
      await accessible();
      await page.getByRole('button', { name: 'Send a new link' }).click();
      await page.getByText('A new link is on its way.').waitFor();
      await page.getByRole('button', { name: 'Take it back' }).click();
      await page.getByLabel('Why').fill('They paid');
      await page.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click();
      await page.getByText('Taken back').waitFor();
    });
  });

  it('read what staff of the providers did, and check their chains', async () => {
    await journey('platform-audit', 'platform', system.platform, async (j) => {
      const { page, shots, accessible } = j;
      await signIn(j, operator);
      await page.goto('/dashboard/platform-admin/audit?tab=providers');
      await page
        .getByRole('link', { name: /Fast Fiber|Lagos|Hill/ })
        .first()
        .waitFor();
      await shots('providers');
      await accessible();
      await page.getByRole('tab', { name: 'Chains' }).click();
      const row = page.getByRole('row', { name: /Fast Fiber/ });
      await row.getByRole('button', { name: /Check/ }).click();
      await row.getByText('Intact').waitFor({ timeout: 60_000 });
      await shots('chains');
      await accessible();
    });
  });
});

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAICAYAAACpHVKRAAAAHElEQVR42mNgyFvwfyAxw6gDRh0w6oBRB4w6AAAjNe0QLkQ4VgAAAABJRU5ErkJggg==',
  'base64',
);

describe('a provider’s administrator', () => {
  it('gives the pages their look with colours that can be read, and adds a domain that is looked up', async () => {
    await journey('settings-branding', 'isp', system.isp, async (j) => {
      const { page, shots, accessible } = j;
      await signIn(j, /Administrator, Hill/);
      await page.goto('/dashboard/settings');
      await page.getByRole('link', { name: /Branding/ }).waitFor();
      await shots('index');
      await accessible();
      await page.getByRole('link', { name: /General/ }).click();
      await page.getByLabel('Time zone').waitFor();
      await shots('general');
      await accessible();

      await page.goto('/dashboard/settings/branding');
      const accent = page.getByLabel('Accent on light pages', { exact: true });
      await accent.fill('#ffd400');
      await page.getByText(/has a contrast of 1\.\d:1/).waitFor();
      await page.getByRole('button', { name: /^Take #/ }).click();
      await page.getByLabel('Accent on dark pages', { exact: true }).fill('#ffd400');
      await page.getByLabel('Product', { exact: false }).first().fill('Hilltop');
      await page.getByLabel('Support e-mail').fill('help@hill.example');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved. Pages').waitFor();
      await page.setInputFiles('input[type=file] >> nth=0', {
        name: 'logo.svg',
        mimeType: 'image/svg+xml',
        buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'),
      });
      await page.getByText('This SVG holds <script>', { exact: false }).waitFor();
      await page.setInputFiles('input[type=file] >> nth=0', { name: 'logo.png', mimeType: 'image/png', buffer: png });
      await page.getByText('Logo on light pages: uploaded.').waitFor();
      await shots('branding');
      await accessible();
      const style = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--brand'));
      expect(style).toMatch(/^#[0-9a-f]{6}$/);
      await page.getByRole('button', { name: 'Remove Logo on light pages' }).click();
      await page.getByText('Logo on light pages: removed.').waitFor();

      await page.goto('/dashboard/settings/domains');
      await page.getByRole('button', { name: 'Add domain' }).click();
      const name = `portal-${Date.now().toString(36)}.hill.invalid`;
      await page.getByRole('textbox', { name: 'Domain' }).fill(name);
      await page.getByRole('button', { name: 'Add and show the record' }).click();
      await page
        .getByText(/dotmac-verify=[0-9a-f]{40}/)
        .first()
        .waitFor();
      await page.getByRole('button', { name: `Check now ${name}` }).click();
      await page
        .getByText(/no TXT record|could not be looked up/)
        .first()
        .waitFor({ timeout: 40_000 });
      await shots('domains');
      await accessible();
      await page.getByRole('button', { name: `Remove ${name}` }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByRole('heading', { name, exact: true }).waitFor({ state: 'detached' });
    });
    await journey('branding-portal', 'isp', system.isp, async ({ page, accessible }) => {
      await page.setViewportSize({ width: 390, height: 844 });
      await page.goto('/customer-portal?provider=hillwireless');
      await page.getByText('Hilltop').first().waitFor();
      await page.screenshot({ path: 'test-results/screenshots/branding-portal-login.png' });
      await accessible();
      const manifest = await page.evaluate(async () => {
        const link = document.querySelector<HTMLLinkElement>('link[rel=manifest]');
        return link ? (await fetch(link.href)).json() : null;
      });
      expect(manifest).toMatchObject({ name: 'Hilltop' });
    });
  });
});
