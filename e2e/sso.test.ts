import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type TestProvider, testProvider } from '#modules/identity/sign-in-providers/testing.ts';
import { closeBrowser, type Journey, journey, type Opened, openFor, signIn } from './journey.ts';
import { acceptInvitation, createIsp, invitationOf } from './new-isp.ts';
import { until } from './system.ts';

/** The staff of a provider of its own come in by their company's sign-in and by its directory. */
const system = inject('system');
const providersPage = '/dashboard/security-access/sign-in-providers';
const name = 'Fjord Net';
const domain = 'fjord-net.example';
const at = (login: string) => `${login}@${domain}`;

let idp: TestProvider;
let callbackUrl = '';
let origin = '';
let admin: Opened;

beforeAll(async () => {
  idp = await testProvider(() => callbackUrl, {
    ines: { email: at('ines'), name: 'Ines Berg' },
    olav: { email: at('olav'), name: 'Olav Dahl' },
    stranger: { email: 'stranger@elsewhere.example', name: 'A Stranger' },
  });
  await journey('sso-new-provider', 'platform', system.platform, async (operator) => {
    await signIn(operator, /Platform operator/);
    const administrator = { name: 'Sigrid Lie', email: at('sigrid') };
    await createIsp(operator, { name, country: 'Norway', currency: 'NOK', timeZone: 'Oslo', administrator });
    const link = await invitationOf(operator, administrator.email);
    ({ origin } = new URL(link));
    admin = await openFor('isp', origin);
    await admin.part('sso-administrator-enters', (j) => acceptInvitation(j, link, name));
  });
});
afterAll(async () => {
  await admin?.close();
  await idp?.close();
  await closeBrowser();
});

/** From our login page through the pages of the provider and back. */
async function comeIn({ page, context }: Journey, login: string): Promise<void> {
  // Its pages ask for a font of the world outside.
  await context.route('https://**', (route) => route.abort());
  await page.goto('/login');
  await page.getByLabel('E-mail').fill(at(login));
  await page.getByRole('button', { name: 'Single sign-on' }).click();
  await page.waitForURL(`${idp.issuer}/**`);
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL((url) => url.origin === origin);
}

const statusOf = (page: Page) => page.evaluate(async () => (await fetch('/api/v1/customers?limit=1')).status);
const refused = (page: Page) =>
  until(
    async () => (await statusOf(page)) === 401,
    15_000,
    () => 'somebody who was locked out is not out',
  );

describe('the sign-in of a company and its directory', () => {
  it('is set up, lets a colleague in, and says at both ends why a stranger stays out', async () => {
    await admin.part('sso-provider', async (j) => {
      const { page } = j;
      await page.goto(providersPage);
      await page.getByText('Staff sign in with passwords').waitFor();
      await page.getByRole('button', { name: 'New provider' }).click();
      const dialog = page.getByRole('dialog', { name: 'New sign-in provider' });
      await dialog.getByLabel('Name', { exact: true }).fill('Company sign-in');
      await dialog.getByLabel('Domains of addresses').fill(domain);
      await dialog.getByLabel('Issuer').fill(idp.issuer);
      await dialog.getByLabel('Client ID').fill('dotmac');
      await dialog.getByLabel('Client secret').fill('a secret of the client');
      await dialog.getByRole('switch', { name: 'Make colleagues of new people' }).click();
      await dialog.getByLabel('Their role').click();
      await page.getByRole('option', { name: 'Care', exact: true }).click();
      await j.shots('new');
      await j.accessible();
      await dialog.getByRole('button', { name: 'Add provider' }).click();

      const sheet = page.getByRole('dialog', { name: 'Company sign-in' });
      callbackUrl = (await sheet.getByText(/\/api\/auth\/isp\/sso\/.*\/callback/).textContent()) ?? '';
      await sheet.getByRole('button', { name: 'Check', exact: true }).click();
      await sheet.getByText(/Its discovery document was read/).waitFor();
      await sheet.getByRole('button', { name: 'Switch on' }).click();
      await sheet.getByRole('button', { name: 'Switch off' }).waitFor();
      await j.shots('on');
      await j.accessible();
    });

    await journey('sso-colleague', 'isp', origin, async (colleague) => {
      await comeIn(colleague, 'olav');
      await colleague.page.waitForURL(/\/dashboard/);
      await colleague.page.getByText(name).first().waitFor();
      expect(await statusOf(colleague.page)).toBe(200);
    });
    await journey('sso-stranger', 'isp', origin, async (stranger) => {
      await comeIn(stranger, 'stranger');
      await stranger.page.getByText(/does not speak for addresses of elsewhere\.example/).waitFor();
      await stranger.shots('refused');
      await stranger.accessible();
    });
    await admin.part('sso-provider-failed', async (j) => {
      await j.page.reload();
      await j.page.getByText('The last sign-in failed').waitFor();
      await j.shots('why');
    });
  });

  it('hears from the directory who works there and who no longer does, until the token is revoked', async () => {
    let token = '';
    const ask = async (method: string, path: string, body?: object) => {
      const answer = await fetch(`${origin}/scim/v2${path}`, {
        method,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      return { status: answer.status, body: (await answer.json()) as { id?: string; totalResults?: number } };
    };
    const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
    let id = '';

    await admin.part('sso-directory', async (j) => {
      const { page } = j;
      await page.goto(providersPage);
      await page.getByRole('button', { name: 'Connect a directory' }).click();
      const dialog = page.getByRole('dialog', { name: 'Connect a directory' });
      await dialog.getByLabel('Directory').fill('Okta');
      await dialog.getByLabel('Role of people in no group').click();
      await page.getByRole('option', { name: 'Read-only', exact: true }).click();
      await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
      const reveal = page.getByRole('dialog', { name: 'The directory’s token' });
      token = (await reveal.getByText(/^scim_/).textContent()) ?? '';
      await j.shots('token');
      await reveal.getByRole('button', { name: 'I have stored it' }).click();

      const filter = encodeURIComponent(`userName eq "${at('ines')}"`);
      expect((await ask('GET', `/Users?filter=${filter}&startIndex=1&count=100`)).body.totalResults).toBe(0);
      const made = await ask('POST', '/Users', {
        schemas: [core],
        userName: at('ines'),
        name: { givenName: 'Ines', familyName: 'Berg' },
        emails: [{ primary: true, value: at('ines'), type: 'work' }],
        displayName: 'Ines Berg',
        locale: 'en-US',
        externalId: '00ujl29u0le5T6Aj10h7',
        groups: [],
        password: '1mz050nq',
        active: true,
      });
      expect(made.status).toBe(201);
      id = made.body.id ?? '';

      await page.goto('/dashboard/security-access/users?q=ines');
      await page.getByRole('link', { name: 'Ines Berg' }).waitFor();
      await page.getByText('Read-only').waitFor();
      await j.shots('listed');
    });

    await journey('sso-directory-colleague', 'isp', origin, async (ines) => {
      await comeIn(ines, 'ines');
      await ines.page.waitForURL(/\/dashboard/);
      expect(await statusOf(ines.page)).toBe(200);
      const off = await ask('PATCH', `/Users/${id}`, {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', value: { active: false } }],
      });
      expect(off.status).toBe(200);
      await refused(ines.page);
      // The provider knows this browser still; we do not let it in.
      await ines.page.goto('/login');
      await ines.page.getByLabel('E-mail').fill(at('ines'));
      await ines.page.getByRole('button', { name: 'Single sign-on' }).click();
      await ines.page.getByText('Your access was switched off. Ask your administrator.').waitFor();
    });

    await admin.part('sso-directory-revoked', async (j) => {
      const { page } = j;
      await page
        .getByRole('row', { name: /Ines Berg/ })
        .getByText('Locked out')
        .waitFor();
      expect(
        await page
          .getByRole('row', { name: /Ines Berg/ })
          .getByText('Never')
          .count(),
      ).toBe(0);
      await page.goto(providersPage);
      await page.getByRole('table', { name: 'Directories' }).getByText('Sigrid Lie').waitFor();
      await j.shots('connected');
      await j.accessible();
      await page.getByRole('button', { name: 'Revoke Okta' }).click();
      await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: 'Revoke' }).click();
      await page.getByText('No directory is connected.').waitFor();
      expect((await ask('GET', `/Users/${id}`)).status).toBe(401);
    });
  });

  it('gives a role of its own and a grant that ends; nobody gives what they lack; sessions and keys end at once', async () => {
    await admin.part('access-role', async (j) => {
      const { page } = j;
      const mark = (label: string) => page.getByRole('checkbox', { name: label, exact: true }).click();
      await page.goto('/dashboard/security-access/roles');
      await page.getByRole('button', { name: 'New role', exact: true }).click();
      await page.getByLabel('Name', { exact: true }).fill('Access desk');
      await page.getByLabel('What it is for').fill('Looks after who may come in');
      for (const label of ['Role: write', 'User: read', 'API key: write']) await mark(label);
      await page.getByRole('button', { name: 'Create role' }).click();
      await page.getByRole('heading', { name: 'Access desk' }).waitFor();
      await mark('User: write');
      await page.getByText('This changes what everybody with this role may do, at once.').waitFor();
      await j.shots('change');
      await j.accessible();
      await page.getByRole('button', { name: 'Save role' }).click();
      await page.getByText('Access desk is changed.').waitFor();

      await page.goto('/dashboard/security-access/users?q=olav');
      await page.getByRole('link', { name: 'Olav Dahl' }).click();
      const sheet = page.getByRole('dialog', { name: 'Olav Dahl' });
      await sheet.getByRole('checkbox', { name: /^Access desk/ }).click();
      await sheet.getByRole('button', { name: 'Save roles' }).click();
      await page.getByText('The roles of Olav Dahl are changed.').waitFor();
      await sheet.getByRole('tab', { name: 'Grants and denials' }).click();
      await sheet.getByRole('button', { name: 'Grant or deny a permission' }).click();
      await sheet.getByLabel('Permission').click();
      await page.getByPlaceholder('Search').last().fill('identity.api-key:read');
      await page.getByRole('option').first().click();
      await sheet.getByLabel('Reason').fill('Covers for Sigrid this week');
      const week = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10);
      await sheet.getByLabel('Last day').fill(week);
      await sheet.getByRole('button', { name: 'Save', exact: true }).click();
      await sheet.getByText('Covers for Sigrid this week').waitFor();
      await sheet.getByText(/· until/).waitFor();
      await j.shots('grant');
    });

    await journey('access-lacking', 'isp', origin, async (olav) => {
      const { page } = olav;
      await comeIn(olav, 'olav');
      await page.waitForURL(/\/dashboard/);
      await page.goto('/dashboard/security-access/users?dialog=invite');
      const administrator = page.getByRole('dialog').getByRole('checkbox', { name: /^Administrator/ });
      await administrator.waitFor();
      expect(await administrator.isDisabled()).toBe(true);
      await page.getByText('You do not hold * yourself.').waitFor();
      await olav.shots('invite');
      const said = await page.evaluate(async () => {
        const answer = await fetch('/api/v1/roles', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name: 'More', description: '', permissions: ['billing.invoice:write'] }),
        });
        return `${answer.status} ${await answer.text()}`;
      });
      expect(said).toMatch(/^403 .*You do not hold billing\.invoice:write yourself, so you cannot give or take it\./);

      await admin.part('access-session', async (j) => {
        await j.page.goto('/dashboard/security-access/sessions');
        const ends = j.page.getByRole('button', { name: 'End the session of Olav Dahl' });
        await ends.first().waitFor();
        await j.shots('sessions');
        for (let left = await ends.count(); left > 0; left -= 1) {
          await ends.first().click();
          await j.page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
          await expect.poll(() => ends.count()).toBe(left - 1);
        }
      });
      await refused(page);
    });

    await admin.part('access-key', async (j) => {
      const { page } = j;
      await page.goto('/dashboard/security-access/api-keys');
      await page.getByRole('button', { name: 'New API key' }).click();
      const dialog = page.getByRole('dialog', { name: 'New API key' });
      await dialog.getByLabel('What it is for').fill('Accounting export');
      await dialog.getByPlaceholder('Search a permission').fill('customers.customer:read');
      await dialog.getByRole('checkbox', { name: 'Customer: read', exact: true }).click();
      await dialog.getByRole('button', { name: 'Create key' }).click();
      const reveal = page.getByRole('dialog', { name: 'Your new API key' });
      const key = (await reveal.locator('code').textContent()) ?? '';
      await reveal.getByRole('button', { name: 'I have stored it' }).click();
      const status = async (path: string) =>
        (await fetch(`${origin}/api/v1/${path}`, { headers: { 'x-api-key': key } })).status;
      expect([await status('customers'), await status('roles')]).toEqual([200, 403]);
      await j.shots('listed');
      await page.getByRole('button', { name: 'Revoke Accounting export' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
      await page.getByText(/^Revoked/).waitFor();
      expect(await status('customers')).toBe(401);

      await page.goto('/dashboard/security-access/users?q=olav');
      await page.getByRole('link', { name: 'Olav Dahl' }).click();
      const sheet = page.getByRole('dialog', { name: 'Olav Dahl' });
      await sheet.getByRole('checkbox', { name: /^Access desk/ }).click();
      await sheet.getByRole('button', { name: 'Save roles' }).click();
      await page.getByText('The roles of Olav Dahl are changed.').waitFor();
      await page.goto('/dashboard/security-access/roles');
      await page
        .getByRole('list', { name: 'Roles' })
        .getByRole('link', { name: /Access desk/ })
        .click();
      await page.getByRole('button', { name: 'Remove', exact: true }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
      await page.getByText('Access desk is removed.').waitFor();
    });
  });

  it('is changed and removed; who came by it is told to use a password', async () => {
    await admin.part('sso-provider-removed', async (j) => {
      const { page } = j;
      await page.goto(providersPage);
      await page.getByRole('button', { name: 'Company sign-in' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Change', exact: true }).click();
      const dialog = page.getByRole('dialog', { name: 'Change Company sign-in' });
      await dialog.getByLabel('Name', { exact: true }).fill('Fjord account');
      await dialog.getByRole('switch', { name: 'Make colleagues of new people' }).click();
      await dialog.getByRole('button', { name: 'Save' }).click();
      const sheet = page.getByRole('dialog', { name: 'Fjord account' });
      await sheet.getByText('Stored', { exact: true }).waitFor();
      await sheet.getByRole('button', { name: 'Remove' }).click();
      await j.shots('ask');
      await page
        .getByRole('alertdialog')
        .or(page.getByRole('dialog', { name: 'Remove Fjord account?' }))
        .getByRole('button', { name: 'Remove' })
        .click();
      await page.getByText('Staff sign in with passwords').waitFor();
    });
    await journey('sso-no-more', 'isp', origin, async ({ page }) => {
      await page.goto('/login');
      await page.getByLabel('E-mail').fill(at('olav'));
      await page.getByRole('button', { name: 'Single sign-on' }).click();
      await page.getByText('No sign-in provider is set up for this address. Use your password.').waitFor();
    });
  });
});
