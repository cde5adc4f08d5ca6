import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Caller } from '#kernel/context.ts';
import { folderFiles, startFiles } from '#kernel/files.ts';
import { mail } from '#modules/communications/mail/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { teams } from '#modules/identity/teams/contract.ts';
import { modules } from '#modules/list.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { tickets } from './contract.ts';
import { closeAfterDays } from './rules.ts';

let t: TestKernel;
const folder = mkdtempSync(path.join(tmpdir(), 'dotmac-tickets-'));
beforeAll(async () => {
  t = await testKernel(modules);
  startFiles(folderFiles(folder));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const nowIso = () => new Date(t.clock.nowMs()).toISOString();
const serviceAddress = { line1: 'Road 1', city: 'Lagos', country: 'NG' };
let n = 0;
async function subscriber(): Promise<{ id: string; caller: Caller }> {
  const { id } = await t.run(customers, 'create', { name: `Ada ${++n}`, email: `ada${n}@mail.test`, serviceAddress });
  return { id, caller: t.as({ door: 'customer', kind: 'customer', permissions: [], customerId: id, id: `c-${n}` }) };
}
const ask = (caller: Caller, subject = 'No internet', more: object = {}) =>
  t.run(tickets, 'ask', { subject, text: 'Since this morning.', ...more }, caller);

describe('a ticket', () => {
  it('goes from the customer’s question over our answer to its solution, and back when they object', async () => {
    const { id: customerId, caller } = await subscriber();
    const asked = await ask(caller);
    expect(asked).toMatchObject({ status: 'open', channel: 'portal', customerId, customerName: `Ada ${n}` });
    expect(asked.number).toMatch(/^T-\d{6}$/);
    t.clock.advance(1000);
    const answered = await t.run(tickets, 'reply', { id: asked.id, text: 'Please restart the router.' });
    expect(answered).toMatchObject({ status: 'waiting', firstAnswerAt: nowIso() });
    expect(answered.messages.map((m) => [m.author, m.text])).toEqual([
      ['customer', 'Since this morning.'],
      ['staff', 'Please restart the router.'],
    ]);
    const [letter] = (await t.run(mail, 'list', { customerId, template: 'ticket-answered' })).items;
    expect(letter).toMatchObject({ to: `ada${n}@mail.test`, subject: `${asked.number}: No internet` });

    expect(await t.run(tickets, 'answer', { id: asked.id, text: 'Still nothing.' }, caller)).toMatchObject({
      status: 'open',
    });
    await t.run(tickets, 'reply', { id: asked.id, text: 'Mended.', thenStatus: 'solved' });
    expect(await t.run(tickets, 'answer', { id: asked.id, text: 'No.' }, caller)).toMatchObject({
      status: 'open',
      solvedAt: null,
    });
    expect(await t.run(tickets, 'close', { id: asked.id }, caller)).toMatchObject({ status: 'closed' });
    await expect(t.run(tickets, 'answer', { id: asked.id, text: 'Hello?' }, caller)).rejects.toMatchObject({
      code: 'conflict',
      message: 'This ticket is closed; open a new one.',
    });
  });

  it('is not shown to another subscriber, and its notes to none', async () => {
    const [mine, other] = [await subscriber(), await subscriber()];
    const { id } = await ask(mine.caller);
    t.clock.advance(1000);
    await t.run(tickets, 'reply', { id, text: 'They owe us money.', isInternal: true });
    const seen = await t.run(tickets, 'getMine', { id }, mine.caller);
    expect(seen.messages.map((m) => m.text)).toEqual(['Since this morning.']);
    expect(seen.status).toBe('open');
    expect((await t.run(tickets, 'get', { id })).messages.map((m) => m.isInternal)).toEqual([false, true]);
    for (const operation of ['getMine', 'close'] as const)
      await expect(t.run(tickets, operation, { id }, other.caller)).rejects.toMatchObject({ code: 'not_found' });
    await expect(t.run(tickets, 'answer', { id, text: 'Me too' }, other.caller)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await t.run(tickets, 'mine', {}, other.caller)).items).toEqual([]);
    const view = await t.kernel.invoke(mine.caller, 'tickets.getMine', { id });
    expect(JSON.stringify(view)).not.toMatch(/isInternal|assignee|authorName/);
  });

  it('carries files, which only its own people can fetch', async () => {
    const [mine, other] = [await subscriber(), await subscriber()];
    const contentBase64 = Buffer.from('a photo').toString('base64');
    const { id, messages } = await ask(mine.caller, 'Broken socket', {
      files: [{ name: 'socket.jpg', contentBase64 }],
    });
    const [photo] = messages[0]!.files;
    expect(photo).toMatchObject({ name: 'socket.jpg', sizeBytes: 7 });
    const { body } = await t.run(tickets, 'downloadMine', { id: photo!.id }, mine.caller);
    expect(Buffer.from(body).toString()).toBe('a photo');
    await expect(t.run(tickets, 'downloadMine', { id: photo!.id }, other.caller)).rejects.toMatchObject({
      code: 'not_found',
    });
    t.clock.advance(1000);
    const noted = await t.run(tickets, 'reply', {
      id,
      text: 'Plan of the house',
      isInternal: true,
      files: [{ name: 'plan.pdf', contentBase64 }],
    });
    const secret = noted.messages.at(-1)!.files[0]!.id;
    await expect(t.run(tickets, 'downloadMine', { id: secret }, mine.caller)).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('is closed by itself a week after it was solved, and not before', async () => {
    const { caller } = await subscriber();
    const { id } = await ask(caller);
    await t.run(tickets, 'setStatus', { id, status: 'solved' });
    const close = (days: number) =>
      t.run(
        tickets,
        'closeSolved',
        { limit: 10 },
        {
          ...t.as({ kind: 'system' }),
          atMs: t.clock.nowMs() + days * 86_400_000,
        },
      );
    await close(closeAfterDays - 1);
    expect((await t.run(tickets, 'get', { id })).status).toBe('solved');
    await close(closeAfterDays + 1);
    expect((await t.run(tickets, 'get', { id })).status).toBe('closed');
    await expect(t.run(tickets, 'setStatus', { id, status: 'open' })).rejects.toMatchObject({ code: 'conflict' });
  });

  it('is handed to a team, found by those who belong to it, and follows what becomes of the team', async () => {
    const { id } = await ask((await subscriber()).caller, 'Mast is down');
    const made = await t.run(teams, 'create', { name: 'Field' });
    expect(await t.run(tickets, 'update', { id, teamId: made.id })).toMatchObject({
      teamId: made.id,
      teamName: 'Field',
    });
    const numbers = async (team: string) => (await t.run(tickets, 'list', { team })).items.map((item) => item.id);
    expect(await numbers(made.id)).toEqual([id]);
    expect(await numbers('mine')).toEqual([]);
    await t.run(teams, 'update', { id: made.id, name: 'Field north' });
    await t.settle();
    expect(await t.run(tickets, 'get', { id })).toMatchObject({ teamName: 'Field north' });
    await t.run(teams, 'remove', { id: made.id });
    await t.settle();
    expect(await t.run(tickets, 'get', { id })).toMatchObject({ teamId: null, teamName: null });
    await expect(t.run(tickets, 'update', { id, teamId: made.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is found by number, customer and subject; the queue counts what waits', async () => {
    const { id: customerId, caller } = await subscriber();
    const { number } = await ask(caller, 'Zebra on the line');
    const found = async (q: string) => (await t.run(tickets, 'list', { q })).items.map((item) => item.number);
    for (const q of [number, 'zebra', `Ada ${n} line`]) expect(await found(q), q).toContain(number);
    expect(await found('100%')).toEqual([]);
    expect((await t.run(tickets, 'list', { customerId, status: 'waiting' })).items).toEqual([]);
    const metrics = await t.run(tickets, 'metrics', {});
    expect(metrics.open).toBe((await t.run(tickets, 'list', { status: 'open', limit: 200 })).items.length);
    expect(metrics.oldestUnansweredAt! <= nowIso()).toBe(true);
  });
});
