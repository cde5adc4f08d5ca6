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
      const field = page.getByRole('textbox', { name: 'Trial', exact: true });
      await field.fill('900');
      await page.getByRole('button', { name: 'Save Trial' }).click();
      await page.getByText('Use 90 or less.').waitFor();
      await field.fill('21');
      await page.getByRole('button', { name: 'Save Trial' }).click();
      await page.getByText('Trial: saved.').waitFor();
      await shots('settings');
      await accessible();
      await page.getByRole('button', { name: 'History of Trial' }).click();
      await page.getByText('30 days').first().waitFor();
      await page.getByRole('button', { name: 'Restore 30 days' }).click();
      await page.getByText('30 days again').waitFor();
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
