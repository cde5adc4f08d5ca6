import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { permissionSet } from '#kernel/context.ts';
import type { AppError } from '#kernel/errors.ts';
import { folderFiles, startFiles } from '#kernel/files.ts';
import { systemActor } from '#kernel/kernel.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { type TestIdentity, testIdentity } from '#modules/identity/testing.ts';
import { modules } from '#modules/list.ts';
import { accountManagers } from '#modules/tenancy/account-managers/contract.ts';
import { vendorTickets } from './contract.ts';

vi.setConfig({ testTimeout: 30_000 });

let t: TestIdentity;
let olga: ReturnType<TestIdentity['as']>;
let paula: ReturnType<TestIdentity['as']>;
const folder = mkdtempSync(path.join(tmpdir(), 'dotmac-tickets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeAll(async () => {
  startFiles(folderFiles(folder));
  t = await testIdentity(modules);
  const password = 'a sentence to remember';
  const manager = await t.run(
    accountManagers,
    'addManager',
    { email: 'olga@alpha.test', name: 'Olga', role: 'owner', password },
    { ...t.as({ door: 'tenant' }), actor: systemActor('test') },
  );
  olga = t.as({ door: 'tenant', kind: 'tenant', id: manager.id });
  const operator = await t.run(
    staff,
    'addMember',
    { email: 'paula@dotmac.test', name: 'Paula', role: 'operator', password },
    { ...t.as({ door: 'platform' }), actor: systemActor('test') },
  );
  paula = t.as({ door: 'platform', id: operator.id });
});

const refusal = (work: Promise<unknown>): Promise<AppError> =>
  work.then(
    () => undefined as never,
    (e) => e,
  );
const mailsTo = async (email: string) => (await t.linksTo(email)).filter((m) => m.template === 'account-ticket');
const ask = (subject: string) =>
  t.run(
    vendorTickets,
    'ask',
    {
      subject,
      text: 'It stopped.',
      files: [{ name: 'log.txt', contentBase64: Buffer.from('line').toString('base64') }],
    },
    olga,
  );

describe('a ticket of an ISP to the vendor', () => {
  it('is heard at the vendor, answered with a mail to who asked, noted unseen, and opened again by an answer', async () => {
    const made = await ask('Console is slow');
    expect(made).toMatchObject({ number: 'ALPHA-1', status: 'new', tenantName: 'Alpha', openedBy: 'Test person' });
    await t.settle();
    expect(await mailsTo('paula@dotmac.test')).toHaveLength(1);
    const queue = await t.run(vendorTickets, 'queue', {}, paula);
    expect(queue).toMatchObject({ open: 1, unassigned: 1 });

    await t.run(vendorTickets, 'update', { id: made.id, assigneeId: 'me' }, paula);
    await t.run(vendorTickets, 'note', { id: made.id, text: 'canary among us' }, paula);
    const answered = await t.run(
      vendorTickets,
      'reply',
      { id: made.id, text: 'Mended.', thenStatus: 'resolved' },
      paula,
    );
    expect(answered).toMatchObject({ status: 'resolved', assigneeName: 'Paula', firstAnswerAt: expect.any(String) });
    expect(answered.messages.map((m) => [m.side, m.isNote])).toEqual(
      expect.arrayContaining([
        ['tenant', false],
        ['vendor', true],
        ['vendor', false],
      ]),
    );
    const [mail] = await mailsTo('olga@alpha.test');
    expect(mail!.link.pathname).toBe(`/tenant-portal/support/${made.id}`);

    const seen = await t.kernel.invoke(olga, 'vendor-tickets.getMine', { id: made.id });
    expect(JSON.stringify(seen)).toContain('Mended.');
    expect(JSON.stringify(seen)).not.toContain('canary among us');
    expect(JSON.stringify(seen)).not.toContain('isNote');

    const again = await t.run(vendorTickets, 'answer', { id: made.id, text: 'Not quite.' }, olga);
    expect([again.status, again.resolvedAt]).toEqual(['open', null]);
    await t.settle();
    // The assigned is told now; nobody else is.
    expect(await mailsTo('paula@dotmac.test')).toHaveLength(2);
    const { rows } = await t.db.owner.query(
      `select name, tenant_id = $1 as at_alpha from outbox where name in ('vendor-ticket.heard', 'vendor-ticket.told') order by seq`,
      [t.alpha.id],
    );
    expect(new Set(rows.map((r) => `${r.name} ${r.at_alpha}`))).toEqual(
      new Set(['vendor-ticket.heard false', 'vendor-ticket.told true']),
    );
  });

  it('carries files both ways, of its own provider alone', async () => {
    const made = await ask('See the log');
    const { id } = made.messages[0]!.files[0]!;
    const read = await t.run(vendorTickets, 'download', { id }, paula);
    expect(Buffer.from(read.body).toString()).toBe('line');
    const inBeta = t.as({ door: 'tenant', kind: 'tenant', tenant: t.beta });
    expect(await refusal(t.run(vendorTickets, 'downloadMine', { id }, inBeta))).toMatchObject({ code: 'not_found' });
    expect(await refusal(t.run(vendorTickets, 'getMine', { id: made.id }, inBeta))).toMatchObject({
      code: 'not_found',
    });
    expect((await t.run(vendorTickets, 'mine', {}, inBeta)).items).toEqual([]);
  });

  it('goes only where its states lead', async () => {
    const made = await ask('States');
    const set = (status: 'new' | 'open' | 'closed') =>
      t.run(vendorTickets, 'setStatus', { id: made.id, status }, paula);
    expect(await refusal(set('new'))).toMatchObject({ code: 'conflict', message: 'This ticket is new already.' });
    await set('open');
    expect(await refusal(set('new'))).toMatchObject({ code: 'conflict' });
    await t.run(vendorTickets, 'close', { id: made.id }, olga);
    for (const work of [
      () => set('open'),
      () => t.run(vendorTickets, 'answer', { id: made.id, text: 'x' }, olga),
      () => t.run(vendorTickets, 'reply', { id: made.id, text: 'x' }, paula),
    ])
      expect(await refusal(work())).toMatchObject({ message: 'This ticket is closed; open a new one.' });
  });

  it('brings no mail to whoever chose to have none', async () => {
    await t.run(accountManagers, 'setNotices', { notices: ['billing'] }, olga);
    const before = (await mailsTo('olga@alpha.test')).length;
    const made = await ask('Quietly');
    await t.run(vendorTickets, 'reply', { id: made.id, text: 'Here.' }, paula);
    expect(await mailsTo('olga@alpha.test')).toHaveLength(before);
  });

  it('is read and not written by a viewer', async () => {
    const viewer = { ...olga, actor: { ...olga.actor, permissions: permissionSet(['account.ticket:read']) } };
    expect((await t.run(vendorTickets, 'mine', {}, viewer)).items.length).toBeGreaterThan(0);
    const asked = t.run(vendorTickets, 'ask', { subject: 'x', text: 'y' }, viewer);
    expect(await refusal(asked)).toMatchObject({ code: 'forbidden' });
  });
});
