import type { Journey } from './journey.ts';
import { until } from './system.ts';

export interface NewIsp {
  name: string;
  country: string;
  currency: string;
  timeZone: string;
  administrator: { name: string; email: string };
}

/** The operator of the platform, signed in already, makes a provider and is left at its page. @param look before it is sent */
export async function createIsp({ page }: Journey, isp: NewIsp, look?: () => Promise<void>): Promise<void> {
  await page.goto('/dashboard/platform-admin/tenants');
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
  await dialog.getByLabel('Name', { exact: true }).fill(isp.name);
  await choose('Country', isp.country);
  await choose('Currency', isp.currency);
  await choose('Time zone', isp.timeZone);
  await dialog.getByLabel('Administrator’s name').fill(isp.administrator.name);
  await dialog.getByLabel('Administrator’s e-mail').fill(isp.administrator.email);
  await look?.();
  await dialog.getByRole('button', { name: 'Create provider' }).click();
  await page.waitForURL(/\/tenants\/[0-9a-f-]{36}/);
  await page.getByRole('heading', { name: new RegExp(isp.name) }).waitFor();
}

/** The link that was mailed to somebody; it lies in the platform's outbox, for no mail server is configured. */
export async function invitationOf({ page }: Journey, email: string): Promise<string> {
  let link: string | undefined;
  await until(
    async () => {
      const mails = await page.evaluate(async () => {
        const answer = await fetch('/api/v1/platform/mail');
        return ((await answer.json()) as { items: unknown[] }).items.map((mail) => JSON.stringify(mail));
      });
      const theirs = mails.find((mail) => mail.includes(email));
      link = /https?:[^"\s\\]+accept-invitation\?token=[\w.-]+/.exec(theirs ?? '')?.[0];
      return link !== undefined;
    },
    20_000,
    () => `no invitation of ${email} in the outbox`,
  );
  return link ?? '';
}

/** @param look at the page before the password is sent */
export async function acceptInvitation(
  { page }: Journey,
  link: string,
  ispName: string,
  look?: () => Promise<void>,
): Promise<void> {
  await page.goto(link);
  await page.getByLabel('New password').fill('a tide of nine boats');
  await look?.();
  await page.getByRole('button', { name: 'Set password and enter' }).click();
  await page.waitForURL(/\/dashboard/);
  await page.getByText(ispName).first().waitFor();
}
