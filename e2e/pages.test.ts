import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { pages as ispPages } from '../apps/isp-ops/pages.ts';
import { pages as platformPages } from '../apps/platform-admin/pages.ts';
import { closeBrowser, type Journey, journey, type Opened, openFor, signIn } from './journey.ts';
import { until } from './system.ts';

/** Every page of both consoles, as its staff see it: it opens, nothing fails, axe finds nothing, and there is a picture. */
const system = inject('system');
afterAll(closeBrowser);

/** Opens a page and waits until what it asks for has come. */
async function open({ page }: Journey, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page
    .locator('[aria-busy="true"]')
    .first()
    .waitFor({ state: 'detached', timeout: 15_000 })
    .catch(() => {});
  await page.waitForTimeout(100);
}

const slug = (path: string) => path.replaceAll(/[/$]+/g, '-').replace(/^-/, '');

describe('every page of the ISP console', () => {
  // One person goes from page to page; a browser for each page spent most of its time on signing in and loading the app.
  let tour: Opened;
  beforeAll(async () => {
    tour = await openFor('isp', system.isp);
    await tour.part('isp-entered', (j) => signIn(j, /Administrator, Fast Fiber/));
  });
  afterAll(() => tour.close());
  const open_ = ispPages.filter((p) => !p.path.includes('$') && p.path !== '/accept-invitation');
  it.each(open_.map((p) => [p.path]))('%s', async (path) => {
    await tour.part(`isp-${slug(path)}`, async (j) => {
      await open(j, path);
      await j.shots('page');
      await j.accessible();
    });
  });

  it.each([
    ['/dashboard/operations/customers', /\/customers\/[0-9a-f-]{36}/, 'customer'],
    ['/dashboard/services/internet-plans', /\/internet-plans\/[0-9a-f-]{36}/, 'plan'],
    ['/dashboard/billing-revenue/invoices', /\/invoices\/[0-9a-f-]{36}/, 'invoice'],
    ['/dashboard/network/ip-pools', /\/ip-pools\/[0-9a-f-]{36}/, 'ip-pool'],
  ])('the first row of %s', async (path, url, name) => {
    await tour.part(`isp-${name}-detail`, async (j) => {
      await open(j, path);
      await j.page.locator(`a[href*="${path}/"]`).filter({ hasNotText: /^New/ }).first().click();
      await j.page.waitForURL(url);
      await j.page.waitForTimeout(1200);
      await j.shots('page');
      await j.accessible();
    });
  });
});

describe('every page of the platform console', () => {
  let tour: Opened;
  beforeAll(async () => {
    tour = await openFor('platform', system.platform);
    await tour.part('platform-entered', (j) => signIn(j, /Platform operator/));
  });
  afterAll(() => tour.close());
  const open_ = platformPages.filter((p) => !p.path.includes('$') && p.path !== '/accept-invitation');
  it.each(open_.map((p) => [p.path]))('%s', async (path) => {
    await tour.part(`platform-${slug(path)}`, async (j) => {
      await open(j, path);
      await j.shots('page');
      await j.accessible();
    });
  });

  it('a provider is created, its administrator enters by the invitation, is locked out by a suspension and let in again', async () => {
    let link = '';
    await journey('platform-tenant', 'platform', system.platform, async (j) => {
      const { page } = j;
      await signIn(j, /Platform operator/);
      await open(j, '/dashboard/platform-admin/tenants');
      await page.getByRole('button', { name: 'New internet provider' }).click();
      const dialog = page.getByRole('dialog');
      const choose = async (label: string, text: string) => {
        await dialog.getByLabel(label, { exact: true }).click();
        await page.keyboard.type(text);
        await page
          .getByRole('option', { name: new RegExp(text) })
          .first()
          .click();
      };
      await dialog.getByLabel('Name', { exact: true }).fill('Coast Net');
      await choose('Country', 'Portugal');
      await choose('Currency', 'EUR');
      await choose('Time zone', 'Lisbon');
      await dialog.getByLabel('Administrator’s name').fill('Rosa Lima');
      await dialog.getByLabel('Administrator’s e-mail').fill('rosa@coast-net.example');
      await j.shots('create');
      await dialog.getByRole('button', { name: 'Create provider' }).click();
      await page.waitForURL(/\/tenants\/[0-9a-f-]{36}/);
      await page.getByRole('heading', { name: /Coast Net/ }).waitFor();
      await j.shots('detail');
      await j.accessible();
      // The invitation lies in the outbox, for no mail server is configured.
      await until(
        async () => {
          const text = await page.evaluate(async () => (await fetch('/api/v1/platform/mail')).text());
          link = /https?:[^"\s\\]+accept-invitation\?token=[\w.-]+/.exec(text)?.[0] ?? '';
          return link !== '';
        },
        20_000,
        () => 'no invitation in the outbox',
      );

      await journey('accept-invitation', 'isp', new URL(link).origin, async ({ page: theirs, shots, accessible }) => {
        await theirs.goto(link);
        await theirs.getByLabel('New password').fill('a tide of nine boats');
        await shots('welcome');
        await accessible();
        await theirs.getByRole('button', { name: 'Set password and enter' }).click();
        await theirs.waitForURL(/\/dashboard/);
        await theirs.getByText('Coast Net').first().waitFor();

        await page.getByRole('button', { name: 'Suspend', exact: true }).click();
        await page.getByRole('dialog').getByLabel('Why').fill('Has not paid');
        await page.getByRole('dialog').getByRole('textbox').last().fill('coast-net');
        await page.getByRole('dialog').getByRole('button', { name: 'Suspend', exact: true }).click();
        await page.getByText('Suspended').first().waitFor();
        const status = () => theirs.evaluate(async () => (await fetch('/api/v1/customers')).status);
        await until(
          async () => (await status()) === 403,
          15_000,
          () => 'the staff of a suspended provider were not locked out',
        );

        await page
          .getByRole('button', { name: 'Restore', exact: true })
          .or(page.getByRole('button', { name: 'Resume', exact: true }))
          .first()
          .click();
        await page.getByRole('dialog').getByRole('button', { name: 'Restore' }).click();
        await until(
          async () => (await status()) === 200,
          15_000,
          () => 'the staff of a restored provider were not let in',
        );
      });
    });
  });
});
