import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, type Journey, journey } from './journey.ts';
import { until } from './system.ts';

/** The work of whoever looks after the addresses: a pool, single ones and prefixes, a file, a subscriber's static address. */
const system = inject('system');
afterAll(closeBrowser);

const poolName = 'Hotel static';
const said = (page: Journey['page'], text: RegExp | string) => page.getByText(text).first().waitFor();

async function choose({ page }: Journey, label: string, option: RegExp): Promise<void> {
  await page.getByRole('dialog').getByLabel(label, { exact: true }).click();
  await page.keyboard.type(poolName.slice(0, 5));
  await page.getByRole('option', { name: option }).first().click();
}

async function makePool(j: Journey): Promise<void> {
  const { page } = j;
  await page.goto('/dashboard/network/ip-pools');
  await page.getByRole('button', { name: 'New pool' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name', { exact: true }).fill(poolName);
  await dialog.getByLabel('Type', { exact: true }).click();
  await page.getByRole('option', { name: 'IPv4 public' }).click();
  await dialog.getByLabel('Range', { exact: true }).fill('198.51.100.0/26');
  await dialog.getByLabel(/^Gateway/).fill('198.51.100.1');
  await said(page, /61 usable addresses/);
  await j.shots('new-pool');
  await dialog.getByRole('button', { name: 'Create pool' }).click();
  await page.waitForURL(/\/ip-pools\/[0-9a-f-]{36}/);
  await page.getByRole('heading', { name: poolName }).waitFor();
}

async function reserve(j: Journey): Promise<void> {
  const { page } = j;
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Next free' }).click();
  await dialog.getByLabel('For', { exact: true }).fill('Loopback');
  await dialog.getByRole('button', { name: 'Take the next free' }).click();
  await said(page, '198.51.100.2 is reserved.');

  await page.getByRole('button', { name: 'Reserve address' }).click();
  await dialog.getByLabel('Address', { exact: true }).fill('198.51.100.2');
  await said(page, '198.51.100.2 belongs to Loopback.');
  await j.shots('conflict');
  await dialog.getByLabel('Address', { exact: true }).fill('198.51.100.5');
  await said(page, '198.51.100.5 is free.');
  await dialog.getByLabel('For', { exact: true }).fill('Mail server');
  await dialog.getByRole('button', { name: 'Reserve', exact: true }).click();
  await said(page, '198.51.100.5 is reserved.');

  await page.getByRole('button', { name: 'Reserve several' }).click();
  await said(page, /The next free one is/);
  await dialog.getByLabel('For', { exact: true }).fill('Routed to the hotel');
  await j.shots('range');
  await dialog.getByRole('button', { name: 'Reserve', exact: true }).click();
  await said(page, /8 addresses are reserved, from 198\.51\.100\.8 on/);

  // The map: an address opens beside it, with its history and what can be done.
  await page.getByRole('button', { name: /^198\.51\.100\.5: reserved/ }).click();
  await dialog.getByText('Who had it').waitFor();
  await dialog.getByRole('button', { name: 'Change' }).click();
  await page.getByRole('dialog').last().getByLabel('For', { exact: true }).fill('Mail server of the hotel');
  await page.getByRole('dialog').last().getByRole('button', { name: 'Save' }).click();
  await dialog.getByText('Mail server of the hotel').first().waitFor();
  await j.shots('history');
  await j.accessible();
  await dialog.getByRole('button', { name: 'Release', exact: true }).click();
  await page.getByRole('dialog').last().getByRole('button', { name: 'Release', exact: true }).click();
  await said(page, '198.51.100.5 is released.');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^198\.51\.100\.5: resting/ }).waitFor();
  await j.shots('pool');
  await j.accessible();
}

async function changePool({ page }: Journey): Promise<void> {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Change settings' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Warn when used').fill('10');
  await dialog.getByLabel('Alarm when used').fill('95');
  await dialog.getByRole('button', { name: 'Save' }).click();
  // Said by the server, over the live stream, without a reload.
  await said(page, 'Filling');
}

async function reservations(j: Journey): Promise<void> {
  const { page } = j;
  await page.goto('/dashboard/network/ip-reservations?q=198.51.100');
  await page.getByRole('link', { name: '198.51.100.10' }).first().waitFor();
  const file = (text: string) => ({ name: 'hotel.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Import' }).click();
  await dialog.getByLabel('CSV file').setInputFiles(file(`pool,address\n${poolName},198.51.100.8\n`));
  await said(page, '198.51.100.8 is in use.');
  await j.shots('import');
  await dialog
    .getByLabel('CSV file')
    .setInputFiles(file(`pool,address,reason\n${poolName},198.51.100.40,Camera\n${poolName},198.51.100.41,Door\n`));
  await dialog.getByRole('button', { name: 'Reserve 2 addresses' }).click();
  await said(page, '2 addresses are reserved.');
  await page.getByRole('link', { name: '198.51.100.41' }).first().waitFor();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  expect((await download).suggestedFilename()).toMatch(/^ip-reservations-.*\.csv$/);
  await j.shots('reservations');
  await j.accessible();

  await page.goto('/dashboard/network/ip-reservations?q=198.51.100.4');
  await page.getByRole('link', { name: '198.51.100.41' }).first().waitFor();
  await page.getByRole('checkbox').first().click();
  await page.getByRole('button', { name: 'Release', exact: true }).click();
  await dialog.getByRole('button', { name: 'Release', exact: true }).click();
  await said(page, '2 addresses are released.');
  await page.getByRole('link', { name: '198.51.100.41' }).first().click();
  await dialog.getByText('Who had it').waitFor();
  await dialog.getByText('Door').first().waitFor();
  await page.keyboard.press('Escape');
}

/** A subscriber who is online: the address moves, the session comes back with it; withheld, given back, taken back. */
async function staticAddress(j: Journey): Promise<void> {
  const { page } = j;
  await page.goto('/dashboard/radius/sessions');
  const row = page
    .getByRole('row')
    .filter({ has: page.getByRole('link') })
    .nth(1);
  await row.waitFor();
  const customer = await page.evaluate(async () => {
    const sessions = await (await fetch('/api/v1/radius/sessions?limit=50')).json();
    return sessions.items.find((s: { customerId: string | null }) => s.customerId)?.customerId;
  });
  await page.goto(`/dashboard/operations/customers/${customer}/network`);
  await page
    .getByRole('button', { name: /^Assign address/ })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await choose(j, 'Pool', new RegExp(poolName));
  await said(page, /It has 100\.64\.\d+\.\d+ now/);
  await dialog.getByText('A particular one').click();
  await dialog.getByLabel('Address or prefix').fill('198.51.100.50');
  await said(page, '198.51.100.50 is free.');
  await dialog.getByLabel('Take back the one it has').click();
  await j.shots('static-ip');
  await j.accessible();
  await dialog.getByRole('button', { name: 'Assign', exact: true }).click();
  await said(page, '198.51.100.50 is assigned.');
  // The router comes in again with the new address.
  const online = async (address: string | null) => {
    const { items } = await page.evaluate(
      async (id) => (await fetch(`/api/v1/radius/sessions?live=true&customerId=${id}`)).json(),
      customer,
    );
    return items.some((s: { framedIpAddress: string | null }) => s.framedIpAddress === address);
  };
  await until(
    () => online('198.51.100.50'),
    60_000,
    () => 'the subscriber did not come online with the new address',
  );
  const menu = async (item: string) => {
    await page.getByRole('button', { name: 'Actions for 198.51.100.50' }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await dialog.getByLabel('Why').fill('Journey');
    await dialog.getByRole('button', { name: item }).click();
    await dialog.waitFor({ state: 'detached' });
  };
  await menu('Withhold');
  await said(page, 'Suspended');
  await menu('Give back');
  await j.shots('line');
  await menu('Take back');
  await page.getByRole('button', { name: 'Actions for 198.51.100.50' }).waitFor({ state: 'detached', timeout: 60_000 });
}

async function several(j: Journey): Promise<void> {
  const { page } = j;
  await page.goto('/dashboard/network/ip-reservations?dialog=assign');
  const dialog = page.getByRole('dialog');
  await choose(j, 'Pool', new RegExp(poolName));
  await dialog.getByLabel('Add a line', { exact: true }).click();
  await page.getByRole('option').first().click();
  await dialog.getByRole('button', { name: 'Assign to 1 line' }).click();
  await said(page, /1 line has an address now|0 lines have an address now, 1 could not/);
  await j.shots('bulk-assign');
  await dialog.getByRole('button', { name: 'Done' }).click();
}

describe('the address space', () => {
  it('is made, given out, looked into and taken back on its own pages, and follows the subscriber', async () => {
    await journey('ipam', 'isp', system.isp, async (j) => {
      const { page } = j;
      await page.goto('/login');
      await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).click();
      await page.waitForURL(/\/dashboard/);
      await makePool(j);
      await reserve(j);
      await changePool(j);
      await reservations(j);
      await staticAddress(j);
      await several(j);
      await page.goto('/dashboard/ipam');
      await page.getByRole('heading', { name: 'IP addresses' }).waitFor();
      await page.getByRole('table', { name: 'Latest changes' }).waitFor();
      await page.getByRole('table', { name: 'Pools above a threshold' }).getByText(poolName).waitFor();
      await j.shots('overview');
      await j.accessible();
    });
  });
});
