import { createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { operatorTenant } from '#kernel/kernel.ts';
import { setMailServer } from '#kernel/mail.ts';
import { brandingModule } from '#modules/tenancy/branding/module.ts';
import { testKernel } from '#modules/testing.ts';
import { mail } from './contract.ts';
import { mailModule } from './module.ts';

/** As much of RFC 5321 as a client needs, on a real socket. */
const received: string[] = [];
let answerToData = '250 taken';
const sockets = new Set<Socket>();
const smtp = createServer((socket) => {
  sockets.add(socket);
  socket.on('close', () => sockets.delete(socket));
  let inData = false;
  let buffered = '';
  socket.write('220 test\r\n');
  socket.on('data', (chunk) => {
    buffered += chunk;
    for (;;) {
      const end = buffered.indexOf(inData ? '\r\n.\r\n' : '\r\n');
      if (end < 0) return;
      const line = buffered.slice(0, end);
      buffered = buffered.slice(end + (inData ? 5 : 2));
      if (inData) {
        inData = false;
        if (answerToData.startsWith('2')) received.push(line);
        socket.write(`${answerToData}\r\n`);
      } else if (/^DATA/i.test(line)) {
        inData = true;
        socket.write('354 go on\r\n');
      } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
      else socket.write('250 ok\r\n');
    }
  });
});
await new Promise<void>((ready) => smtp.listen(0, '127.0.0.1', ready));
const address = smtp.address();
const port = typeof address === 'object' && address ? address.port : 0;
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  smtp.close();
});

const t = await testKernel([mailModule, brandingModule]);
await t.startEngine();
beforeEach(() => {
  received.length = 0;
  answerToData = '250 taken';
  setMailServer({ url: `smtp://127.0.0.1:${port}?ignoreTLS=true`, from: 'noc@alpha.test' });
});
afterEach(() => setMailServer(null));

const values = { customerName: 'Ada <b>Lovelace</b>', planName: 'Fiber 100', subscriptionNumber: 'S-000001' };
const queue = () => t.asSystem(mail, 'queue', { template: 'service-resumed', to: 'ada@example.net', values });
const read = (id: string) => t.asSystem(mail, 'letter', { id });
async function until(id: string, done: (row: Awaited<ReturnType<typeof read>>) => boolean) {
  for (let tries = 0; tries < 300; tries += 1) {
    await t.settle();
    const row = await read(id);
    if (done(row)) return row;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error('the mail did not come so far');
}
const events = async (name: string, id: string) =>
  (await t.db.owner.query(`select 1 from outbox where name = $1 and payload->>'mailId' = $2`, [name, id])).rows.length;

describe('a mail', () => {
  test('reaches the mail server in text and HTML, with every value escaped', async () => {
    const { id } = await queue();
    const row = await until(id, (r) => r.state === 'sent');
    expect(row.sentAt).not.toBeNull();
    expect(received).toHaveLength(1);
    expect(received[0]).toContain('From: Alpha <noc@alpha.test>');
    expect(received[0]).toContain('To: ada@example.net');
    expect(received[0]).toContain('Subject: Your service is back');
    expect(received[0]).toContain(`Message-ID: <${id}@dotmac>`);
    expect(row.text).toContain('Hello Ada <b>Lovelace</b>,');
    expect(row.html).toContain('Hello Ada &lt;b&gt;Lovelace&lt;/b&gt;,');
    expect(row.html).not.toContain('<b>');
    expect(await events('mail.sent', id)).toBe(1);
  });

  test('is held and says so while no server is configured, and leaves when it is sent again with one', async () => {
    setMailServer(null);
    const { id } = await queue();
    const held = await until(id, (r) => r.state === 'held');
    expect(held.error).toContain('No mail server is configured');
    expect(await events('mail.held', id)).toBe(1);
    setMailServer({ url: `smtp://127.0.0.1:${port}?ignoreTLS=true`, from: 'noc@alpha.test' });
    await t.run(mail, 'retry', { id });
    await until(id, (r) => r.state === 'sent');
    expect(received).toHaveLength(1);
    await expect(t.run(mail, 'retry', { id })).rejects.toThrow('This mail has been sent.');
  });

  test('of a kind that its subscriber does without is kept and not sent; what must be sent is', async () => {
    const { rows } = await t.db.owner.query(
      `insert into customer (tenant_id, number, kind, name, status, tier, address_line1, city, country, locale, created_at, updated_at, serial)
       values ($1, 'C-1', 'individual', 'Ada', 'active', 'standard', 'Road 1', 'Kiel', 'DE', 'en', now(), now(), 1) returning id`,
      [t.alpha.id],
    );
    const customerId = rows[0].id;
    const me = t.as({ door: 'customer', kind: 'customer', permissions: [], customerId, id: customerId });
    await t.run(mail, 'chooseMine', { muted: ['tickets'] }, me);
    expect(await t.run(mail, 'myChoices', {}, me)).toEqual({ muted: ['tickets'] });
    const to = { to: 'ada@example.net', customerId };
    const answer = {
      customerName: 'Ada',
      ticketNumber: 'T-1',
      subject: 'Slow',
      text: 'Mended.',
      link: 'https://isp.test/t',
    };
    const muted = await t.asSystem(mail, 'queue', { ...to, template: 'ticket-answered', values: answer });
    const must = await t.asSystem(mail, 'queue', { ...to, template: 'service-resumed', values });
    await until(must.id, (r) => r.state === 'sent');
    expect((await read(muted.id)).state).toBe('unwanted');
    expect(await events('mail.queued', muted.id)).toBe(0);
    expect(received).toHaveLength(1);
    await expect(t.run(mail, 'retry', { id: muted.id })).rejects.toThrow('do without');
  });

  test('that the server refuses for good has failed, with the server’s words', async () => {
    answerToData = '550 no such mailbox';
    const { id } = await queue();
    const failed = await until(id, (r) => r.state === 'failed');
    expect(failed.error).toContain('550 no such mailbox');
    expect(failed.attempts).toBe(1);
    expect(await events('mail.failed', id)).toBe(1);
  });

  test('that the server cannot take now stays queued with its words, and is tried again', async () => {
    answerToData = '451 try later';
    const { id } = await queue();
    const waiting = await until(id, (r) => r.attempts > 0);
    expect(waiting).toMatchObject({ state: 'queued', attempts: 1 });
    expect(waiting.error).toContain('451 try later');
    answerToData = '250 taken';
    await until(id, (r) => r.state === 'sent');
  });

  test('taken back before it left is gone', async () => {
    const { id } = await queue();
    await t.asSystem(mail, 'cancel', { id });
    await expect(read(id)).rejects.toMatchObject({ code: 'not_found' });
    await t.settle();
    expect(received).toEqual([]);
  });

  test('with a value missing is refused instead of sent with a hole', async () => {
    const refused = await t
      .asSystem(mail, 'queue', { template: 'service-resumed', to: 'ada@example.net', values: { customerName: 'Ada' } })
      .catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(AppError);
    expect(refused).toMatchObject({ code: 'invalid', field: 'values.planName' });
  });

  test('with a link that is not one is refused', async () => {
    const invitation = {
      name: 'Ada',
      tenantName: 'Alpha',
      invitedBy: 'Bob',
      expiresAt: 'tomorrow',
      link: 'javascript:alert(1)',
    };
    await expect(
      t.asSystem(mail, 'queue', { template: 'staff-invitation', to: 'ada@example.net', values: invitation }),
    ).rejects.toMatchObject({ code: 'invalid', field: 'values.link' });
  });
});

describe('who reads what', () => {
  const invitation = {
    template: 'staff-invitation' as const,
    to: 'new@alpha.test',
    values: {
      name: 'Ada',
      tenantName: 'Alpha',
      invitedBy: 'Bob',
      expiresAt: 'tomorrow',
      link: 'https://isp.test/accept?token=abc',
    },
  };

  test('a mail that lets a colleague in needs a right of its own', async () => {
    const { id } = await t.asSystem(mail, 'queue', invitation);
    await expect(t.run(mail, 'get', { id })).rejects.toMatchObject({ code: 'forbidden' });
    const clerk = t.as({ permissions: ['communications.mail:read'] });
    await expect(t.run(mail, 'getCredential', { id }, clerk)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await t.run(mail, 'getCredential', { id })).text).toContain('https://isp.test/accept?token=abc');
  });

  test('another provider’s mail does not exist', async () => {
    const { id } = await queue();
    await expect(t.run(mail, 'get', { id }, t.as({ tenant: t.beta }))).rejects.toMatchObject({ code: 'not_found' });
    expect((await t.run(mail, 'list', {}, t.as({ tenant: t.beta }))).items).toEqual([]);
  });

  test('the platform’s mail is read at its own door, and leaves like any other', async () => {
    const { id } = await t.kernel.asSystem('test', operatorTenant, (ctx) => ctx.call(mail, 'queue', invitation));
    const door = t.as({ door: 'platform' });
    const find = async () => (await t.run(mail, 'listPlatform', {}, door)).items.find((m) => m.id === id);
    expect(await find()).toMatchObject({ to: 'new@alpha.test', template: 'staff-invitation' });
    expect((await t.run(mail, 'list', { q: 'bob invites' })).items.map((m) => m.id)).not.toContain(id);
    for (let tries = 0; tries < 200 && (await find())?.state !== 'sent'; tries += 1) {
      await t.settle();
      await new Promise((next) => setTimeout(next, 50));
    }
    expect(await find()).toMatchObject({ state: 'sent' });
  });
});

test('the list pages newest first and finds by address, subject and state', async () => {
  setMailServer(null);
  const made: string[] = [];
  for (let at = 0; at < 7; at += 1) {
    t.clock.advance(1000);
    const to = `page${at}@example.net`;
    made.unshift((await t.asSystem(mail, 'queue', { template: 'service-resumed', to, values })).id);
  }
  await t.settle();
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await t.run(mail, 'list', { q: 'PAGE', limit: 3, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map((m) => m.id));
    cursor = page.next ?? undefined;
  } while (cursor);
  expect(seen).toEqual(made);
  expect((await t.run(mail, 'list', { state: 'held', q: 'page3@' })).items).toHaveLength(1);
});
