import { afterAll, beforeAll, describe, inject, it } from 'vitest';
import { pages as ispPages } from '../apps/isp-ops/pages.ts';
import { pages as platformPages } from '../apps/platform-admin/pages.ts';
import { closeBrowser, type Journey, journey, type Opened, openFor, signIn } from './journey.ts';
import { acceptInvitation, createIsp, invitationOf } from './new-isp.ts';
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
    await journey('platform-tenant', 'platform', system.platform, async (j) => {
      const { page } = j;
      await signIn(j, /Platform operator/);
      const name = 'Coast Net';
      const administrator = { name: 'Rosa Lima', email: 'rosa@coast-net.example' };
      const isp = { name, country: 'Portugal', currency: 'EUR', timeZone: 'Lisbon', administrator };
      await createIsp(j, isp, () => j.shots('create'));
      await j.shots('detail');
      await j.accessible();
      const link = await invitationOf(j, administrator.email);

      await journey('accept-invitation', 'isp', new URL(link).origin, async (their) => {
        const theirs = their.page;
        await acceptInvitation(their, link, name, async () => {
          await their.shots('welcome');
          await their.accessible();
        });

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
