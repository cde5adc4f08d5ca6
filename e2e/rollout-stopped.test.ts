import type { Page } from 'playwright-core';
import { afterAll, expect, inject, it } from 'vitest';
import type { Attribute } from '#protocols/radius/attributes.ts';
import { RadiusClient } from '#protocols/radius/client.ts';
import { code } from '#protocols/radius/codes.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { closeBrowser, journey, signIn } from './journey.ts';
import { until } from './system.ts';

/** A speed on its way to a router that says nothing: the run can be stopped, and who was not told is in a file. */
const system = inject('system');
afterAll(closeBrowser);

const sharedSecret = 'nobody listens there';
let tries = 0;

const caller =
  (page: Page) =>
  (method: string, path: string, body?: object): Promise<Record<string, never>> =>
    page.evaluate(
      async ([how, where, what]) => {
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(`/api/v1${where}`, { method: how!, ...(what ? { headers, body: what } : {}) });
        const told = await answer.json();
        if (!answer.ok) throw new Error(`${where}: ${JSON.stringify(told)}`);
        return told;
      },
      [method, path, body && JSON.stringify(body)] as const,
    );

/** Tells the engine, from that router, that a session began. */
async function reportStart(address: string, username: string): Promise<void> {
  const client = new RadiusClient({ localAddress: address });
  const attributes: Attribute[] = [
    { name: 'Acct-Status-Type', value: 'Start' },
    { name: 'User-Name', value: username },
    { name: 'NAS-IP-Address', value: address },
    { name: 'Acct-Session-Id', value: `silent-${tries}` },
  ];
  const target = { address: '127.0.0.1', port: system.radiusAcctPort, secret: new SharedSecret(sharedSecret) };
  try {
    await until(
      async () => (await client.send(target, { code: code['Accounting-Request'], attributes })).ok,
      20_000,
      () => 'the report of the silent router was not taken',
    );
  } finally {
    client.close();
  }
}

it('a run that a silent router holds up is stopped, and the failed rows are downloaded', async () => {
  tries += 1;
  const mark = `Silent ${Date.now()}`;
  const address = `127.0.0.${88 + tries}`;
  await journey('rollout-stopped', 'isp', system.isp, async (j) => {
    const { page, shots, accessible } = j;
    await signIn(j, /Administrator, Fast Fiber/);
    await page.goto('/dashboard/radius/bandwidth-profiles');
    const call = caller(page);
    const speeds = { downloadKbps: 50_000, uploadKbps: 10_000 };
    const profile = await call('POST', '/radius/bandwidth-profiles', { name: mark, ...speeds });
    const plan = await call('POST', '/services/internet-plans', {
      code: mark.toLowerCase().replace(' ', '-'),
      name: mark,
      ...speeds,
      priceMinor: 1000,
      bandwidthProfileId: profile['id'],
    });
    await call('POST', `/services/internet-plans/${plan['id']}/activate`);
    const serviceAddress = { line1: 'Am Markt 2', city: 'Nauen', country: 'DE' };
    const customer = await call('POST', '/customers', { name: mark, serviceAddress });
    const sold = await call('POST', '/billing/subscriptions', { customerId: customer['id'], planId: plan['id'] });
    await until(
      async () => (await call('GET', `/billing/subscriptions/${sold['id']}`))['status'] === ('active' as never),
      30_000,
      () => 'was not provisioned',
    );
    await call('POST', '/radius/nas', { name: mark, address, vendor: 'mikrotik', sharedSecret });
    const logins: { username: string }[] = (await call('GET', `/radius/subscribers?customerId=${customer['id']}`))[
      'items'
    ]!;
    await reportStart(address, logins[0]!.username);
    await until(
      async () => {
        const live = await call('GET', `/radius/sessions?customerId=${customer['id']}`);
        return JSON.stringify(live).includes(mark);
      },
      20_000,
      () => 'the session at the silent router is not shown',
    );

    await page.reload();
    await page.getByText(mark).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Apply again' }).click();
    await page.getByRole('button', { name: 'Apply', exact: true }).click();
    // Cancelled before anybody is told, nobody fails.
    await until(
      async () => {
        const told = await call('GET', `/radius/coa-requests?customerId=${customer['id']}`);
        return JSON.stringify(told).includes(logins[0]!.username);
      },
      20_000,
      () => 'the silent router was not asked',
    );
    await page.getByRole('button', { name: 'Cancel this run' }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page
      .getByText(/^Cancelled/)
      .first()
      .waitFor({ timeout: 60_000 });
    const link = page.getByRole('link', { name: 'Download failed rows' });
    const file = await link.getAttribute('href', { timeout: 60_000 });
    const saved = page.waitForEvent('download');
    await link.click();
    await saved;
    const text = await page.evaluate((url) => fetch(url).then((answer) => answer.text()), file ?? '');
    expect(text).toContain(logins[0]!.username);
    await shots('stopped');
    await accessible();
  });
});
