import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { exchangesOf, replayNetbox } from '#modules/network/netbox/testing.ts';
import { closeBrowser, journey } from './journey.ts';

/** A provider of its own, so that what is compared is what the exchanges say. */
const system = inject('system');
afterAll(closeBrowser);

function cli(args: string[], input = ''): string {
  const { stdout, stderr, status } = spawnSync(process.execPath, ['apps/cli/main.ts', ...args], {
    env: system.env,
    input,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr || stdout);
  return stdout;
}

describe('NetBox', () => {
  it('is connected, compared, its conflict settled and the rest applied', async () => {
    const tenant = ['--tenant', 'netboxed'];
    cli([
      ...['tenant', 'create', '--slug', 'netboxed', '--name', 'Netboxed', '--country', 'DE', '--currency', 'EUR'],
      ...['--zone', 'Europe/Berlin', '--admin-name', 'Ines Roth', '--admin-email', 'ines@netboxed.example'],
    ]);
    const password = 'correct horse battery staple';
    cli(
      ['user', 'create', '--door', 'isp', ...tenant, '--email', 'noc@netboxed.example', '--password-stdin'],
      password,
    );
    const key = /dmk_\S+/.exec(
      cli([
        'api-key',
        'create',
        ...tenant,
        '--name',
        'journey',
        '--can',
        'network.ip:write',
        '--can',
        'network.ip:read',
      ]),
    )![0];
    const post = async (path: string, body: object) => {
      const answer = await fetch(`${system.isp}/api/v1${path}`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.ok, path).toBe(true);
      return (await answer.json()) as { id: string };
    };
    const pool = await post('/ip-management/pools', { name: 'Lines', type: 'ipv4_private', cidr: '10.1.0.0/24' });
    await post('/ip-management/reservations', { poolId: pool.id, address: '10.1.0.5', reason: 'printer' });
    await post('/ip-management/reservations', { poolId: pool.id, address: '10.1.0.6', reason: 'camera' });
    const netbox = await replayNetbox(exchangesOf('4.2').before);

    await journey('netbox', 'isp', system.isp, async ({ page, shots, accessible }) => {
      await page.goto('/login');
      await page.getByLabel('E-mail').fill('noc@netboxed.example');
      await page.getByLabel('Password', { exact: true }).fill(password);
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.waitForURL(/\/dashboard/);

      await page.goto('/dashboard/ipam/netbox');
      await page.getByText('NetBox is not configured').waitFor();
      await shots('not-configured');
      await page.getByRole('button', { name: 'Connect NetBox' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Address of NetBox').fill(netbox.url);
      await dialog.getByLabel('API token').fill(netbox.token);
      await shots('connect');
      await accessible();
      await dialog.getByRole('button', { name: 'Save' }).click();

      await page.getByRole('button', { name: 'Compare' }).click();
      await page.getByText('Ready to apply').waitFor({ timeout: 30_000 });
      const table = page.getByRole('table', { name: 'Differences' });
      await table.getByText('Printer, second floor').waitFor();
      await page.waitForTimeout(400);
      await shots('differences');
      await accessible();

      await table.getByRole('combobox', { name: 'What to do about 10.1.0.5' }).click();
      await page.getByRole('option', { name: 'Keep ours' }).click();
      await page.getByRole('button', { name: 'Apply', exact: true }).click();
      await page.getByText('Apply 4 of 5 differences?').waitFor();
      await shots('apply');
      await page
        .getByRole('dialog')
        .or(page.getByRole('alertdialog'))
        .getByRole('button', { name: 'Apply', exact: true })
        .click();
      await page.getByText('Applied', { exact: true }).first().waitFor({ timeout: 30_000 });
      await table.getByText('Done').nth(3).waitFor();
      await page.waitForTimeout(400);
      await shots('applied');
      await accessible();

      await page.goto(`/dashboard/network/ip-pools/${pool.id}`);
      await page.getByText('10.1.0.9').first().waitFor();

      await page.goto('/dashboard/ipam/netbox');
      await page.getByRole('button', { name: 'Settings' }).click();
      await page.getByRole('menuitem', { name: 'Disconnect' }).click();
      await page
        .getByRole('dialog')
        .or(page.getByRole('alertdialog'))
        .getByRole('button', { name: 'Disconnect' })
        .click();
      await page.getByText('NetBox is not configured').waitFor();
    });
    expect(netbox.strays).toEqual([]);
    expect(netbox.seen.filter(({ method }) => method !== 'GET')).toHaveLength(2);
    await netbox.close();
  });
});
