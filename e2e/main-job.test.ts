import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, journey } from './journey.ts';
import { until } from './system.ts';

/** The story of the product: sold, provisioned, online over real RADIUS, metered, invoiced, suspended, restored. */
const system = inject('system');
afterAll(closeBrowser);

const run = promisify(execFile);
/** An API key made with the command line, as an integrator would. */
async function apiKey(...permissions: string[]): Promise<string> {
  const can = permissions.flatMap((p) => ['--can', p]);
  const { stdout } = await run(
    process.execPath,
    ['apps/cli/main.ts', 'api-key', 'create', '--tenant', 'fastfiber', '--name', 'journey', ...can],
    { env: system.env },
  );
  return /dmk_\S+/.exec(stdout)![0];
}

describe('main job', () => {
  it('a plan is sold, the subscriber comes online, is invoiced, suspended and restored, all on one page', async () => {
    await journey('main-job', 'isp', system.isp, async ({ page, shots, accessible }) => {
      await page.goto('/login');
      await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).waitFor();
      await shots('login');
      await accessible();
      await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).click();
      await page.waitForURL(/\/dashboard/);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      await page.waitForTimeout(1500);
      await shots('dashboard');

      // A new subscriber.
      await page.goto('/dashboard/operations/customers');
      await page.getByRole('link', { name: 'New customer' }).first().click();
      await page.getByLabel('Name', { exact: true }).fill('Ngozi Bello');
      await page.getByLabel('E-mail').fill('ngozi.bello@mail.example');
      await page.getByLabel('Phone').fill('+49 331 555 0117');
      await shots('new-customer');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByLabel('Street and number').fill('Harbour Road 14');
      await page.getByLabel('Town').fill('Falkensee');
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('radio', { name: /No plan yet/ }).waitFor();
      await page.getByRole('button', { name: 'Continue' }).click();
      await page.getByRole('button', { name: 'Create customer' }).click();
      await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);
      await page.getByRole('heading', { name: /Ngozi Bello/ }).waitFor();

      // Sold; provisioning runs; the router dials in over UDP.
      await page.getByRole('button', { name: 'Sell plan' }).click();
      await page.getByRole('dialog').getByLabel('Plan').click();
      await page.getByRole('option', { name: /Fiber 100/ }).click();
      await shots('sell');
      await page.getByRole('dialog').getByRole('button', { name: 'Sell', exact: true }).click();
      const online = page.getByText(/^Online \d/).first();
      await online.waitFor({ timeout: 90_000 });
      await page
        .getByText(/FF-\d{4}-\d{5}/)
        .first()
        .waitFor();
      await accessible();

      // Metered: the router's first interim update arrives within a minute or so.
      await page.getByText(/^[1-9][\d.,]* [kMG]?bps down/).waitFor({ timeout: 100_000 });
      await page.waitForTimeout(1000);
      await shots('customer-360');

      // Suspended: the session drops and logins are refused.
      await page.getByRole('button', { name: 'Suspend', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Suspend', exact: true }).click();
      await page.getByText('Offline', { exact: true }).first().waitFor({ timeout: 60_000 });
      await page
        .getByText(/Login refused/)
        .first()
        .waitFor({ timeout: 90_000 });
      await shots('suspended');

      // Restored: online again by itself.
      await page.getByRole('button', { name: 'Resume', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Resume', exact: true }).click();
      await online.waitFor({ timeout: 90_000 });
      await shots('restored');

      // The run as a graph, the network, the mail, the audit.
      await page.goto('/dashboard/orchestration?workflow=provision-subscription');
      await page.getByText('Provision a subscription').first().click();
      await page.waitForTimeout(1200);
      await shots('orchestration');
      await page.goto('/dashboard/radius/sessions');
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForTimeout(1000);
      await shots('sessions');
    });
  });

  it('is the same job by the API', async () => {
    const key = await apiKey(
      'customers.customer:read',
      'customers.customer:write',
      'billing.subscription:read',
      'billing.subscription:write',
      'catalog.plan:read',
      'network.radius:read',
    );
    const call = async (method: string, path: string, body?: unknown) => {
      const answer = await fetch(`${system.isp}/api/v1${path}`, {
        method,
        headers: { 'x-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: answer.status, body: await answer.json() };
    };
    const { body: plans } = await call('GET', '/services/internet-plans?status=active');
    const { body: customer } = await call('POST', '/customers', {
      name: 'By API',
      serviceAddress: { line1: 'Am Markt 1', city: 'Nauen', country: 'DE' },
    });
    const sold = await call('POST', '/billing/subscriptions', { customerId: customer.id, planId: plans.items[0].id });
    expect(sold.status).toBe(201);
    await until(
      async () => (await call('GET', `/radius/sessions?customerId=${customer.id}`)).body.items.length === 1,
      90_000,
      () => 'never came online',
    );
    expect(
      (await call('POST', `/billing/subscriptions/${sold.body.id}/suspend`, { reason: 'non_payment' })).status,
    ).toBe(200);
    await until(
      async () => (await call('GET', `/radius/sessions?customerId=${customer.id}`)).body.items.length === 0,
      60_000,
      () => 'stayed online',
    );
    expect((await call('DELETE', '/radius/nas/00000000-0000-7000-8000-000000000000')).status).toBe(403);
  });
});
