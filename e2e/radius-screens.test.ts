import { afterAll, describe, expect, inject, it } from 'vitest';
import { closeBrowser, journey } from './journey.ts';

/** What a network operations centre does with the RADIUS pages: sees, drills down, checks a NAS, finds who moves most. */
const system = inject('system');
afterAll(closeBrowser);

describe('the RADIUS screens', () => {
  it('lead from the overview to the refused logins, to a NAS that answers, and to who moves most', async () => {
    await journey('radius-screens', 'isp', system.isp, async ({ page, shots, accessible }) => {
      await page.goto('/login');
      await page.getByRole('button', { name: /Administrator, Fast Fiber/ }).click();
      await page.waitForURL(/\/dashboard/);

      await page.goto('/dashboard/radius');
      await page.getByRole('heading', { level: 1, name: 'RADIUS' }).waitFor();
      const health = page.getByRole('table', { name: 'Health of NAS devices' });
      await health.getByText('Talking').first().waitFor({ timeout: 60_000 });
      await page.getByRole('table', { name: 'AAA processes' }).getByText('Up', { exact: true }).first().waitFor();
      // A real request to the CoA port of the BNG; its refusal comes back over SSE.
      // By name: the journeys share a demo, and the NAS devices that others add answer nobody.
      await health.getByRole('button', { name: 'Check now: bng-1' }).click();
      await health
        .getByText(/Answers CoA/)
        .first()
        .waitFor({ timeout: 30_000 });
      // Somebody mistypes a password now and then.
      const reason = page.getByRole('link', { name: 'Wrong password' });
      await reason.waitFor({ timeout: 60_000 });
      await page.waitForTimeout(800);
      await shots('overview');
      await accessible();

      await reason.click();
      await page.waitForURL(/reason=wrong/);
      await page.getByRole('table', { name: 'Logins' }).getByText('wrong password').first().waitFor();
      await shots('refused');
      await accessible();

      await page.goto('/dashboard/radius/analytics');
      const talkers = page.getByRole('table', { name: 'Top talkers' });
      await talkers.getByRole('link').first().waitFor({ timeout: 60_000 });
      await page.getByRole('table', { name: 'Why sessions ended' }).waitFor();
      await page.waitForTimeout(1200);
      await shots('analytics');
      await accessible();
      await page.getByRole('heading', { name: 'Top talkers' }).scrollIntoViewIfNeeded();
      await page.evaluate(() => document.querySelector('[aria-label="Why sessions ended"]')?.scrollIntoView());
      await shots('analytics-below');

      await page.getByRole('radio', { name: 'Daily' }).click();
      await page.getByRole('switch', { name: /before/ }).click();
      await page.getByRole('radio', { name: 'Upload', exact: true }).click();
      await page.waitForURL(/by=upload/);
      expect(page.url()).toContain('bucket=day');
      expect(page.url()).toContain('compare=true');
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download top talkers as CSV' }).click();
      expect((await download).suggestedFilename()).toMatch(/^top-talkers-upload-\d{4}/);
      await page.getByLabel('NAS', { exact: true }).click();
      await page.getByRole('option', { name: 'bng-1' }).click();
      await page.waitForURL(/nasId=/);
      await talkers.getByRole('link').first().waitFor();
      await talkers.getByRole('link').first().click();
      await page.waitForURL(/\/customers\/[0-9a-f-]{36}/);

      await page.goto('/dashboard/radius/nas');
      await page.getByRole('table', { name: 'NAS devices' }).getByRole('link', { name: 'bng-1' }).click();
      const sheet = page.getByRole('dialog');
      await sheet.getByRole('button', { name: 'Check now' }).click();
      await sheet
        .getByText(/CoA-NAK 503/)
        .first()
        .waitFor({ timeout: 30_000 });
      await page.waitForTimeout(400);
      await shots('nas');
      await accessible();
    });
  });
});
