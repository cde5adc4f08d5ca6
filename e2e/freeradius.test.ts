import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, journey } from './journey.ts';

const system = inject('system');
const folder = mkdtempSync(join(tmpdir(), 'dotmac-freeradius-e2e-'));
afterAll(async () => {
  await closeBrowser();
  rmSync(folder, { recursive: true, force: true });
});
const run = promisify(execFile);

describe('FreeRADIUS', () => {
  it('is enabled with its price named, configured from the command line, given a new password and shut out', async () => {
    await journey('freeradius', 'isp', system.isp, async ({ page, shots, accessible }) => {
      await page.goto('/login');
      await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).click();
      await page.waitForURL(/\/dashboard/);
      await page.goto('/dashboard/radius/freeradius');
      await page.getByText('FreeRADIUS is not enabled').waitFor();
      await shots('off');
      await accessible();

      await page.getByRole('button', { name: 'Enable FreeRADIUS' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByText('Passwords and NAS secrets are copied').waitFor();
      await shots('enable');
      await accessible();
      await dialog.getByRole('radio', { name: /Salted hash/ }).click();
      await dialog.getByRole('button', { name: 'Enable FreeRADIUS' }).click();
      await page.getByRole('dialog', { name: 'Database password for FreeRADIUS' }).waitFor();
      await shots('password');
      await page.getByRole('dialog').getByRole('button', { name: 'I have stored it' }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });

      // The logins are copied while one looks on.
      const copied = page.getByText('Logins copied').locator('..');
      await expect.poll(() => copied.textContent(), { timeout: 40_000 }).toMatch(/^Logins copied[\d,]+$/);
      await page.getByText('Salted hash').waitFor();
      await shots('on');
      await accessible();

      await run(
        process.execPath,
        ['apps/cli/main.ts', 'freeradius', 'config', '--tenant', 'fastfiber', '--new-password', '--out', folder],
        { env: system.env },
      );
      expect(readFileSync(join(folder, 'sql-password.conf'), 'utf8')).toMatch(/^password = "[\w-]{30,}"$/m);
      expect(readFileSync(join(folder, 'sql.conf'), 'utf8')).toContain('login = "freeradius_');

      await page.getByRole('button', { name: 'New database password' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Set new password' }).click();
      await page.getByRole('dialog', { name: 'Database password for FreeRADIUS' }).waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'I have stored it' }).click();
      await page.getByRole('dialog').waitFor({ state: 'hidden' });

      await page.getByRole('button', { name: 'Disable' }).click();
      await page.getByRole('dialog').getByText('NAS devices that ask it get no answer').waitFor();
      await page.getByRole('dialog').getByRole('button', { name: 'Disable' }).click();
      await page.getByText('FreeRADIUS is not enabled').waitFor();
    });
  }, 120_000);
});
