import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { folderFiles, startFiles } from '#kernel/files.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { records } from './contract.ts';
import { eventsOf, inWords, words } from './rules.ts';
import { sweepFiles } from './workflows.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'records-'));
afterAll(() => rm(folder, { recursive: true }));
startFiles(folderFiles(folder));
const t = await testKernel(modules);
const run: typeof t.run = t.run;
const address = { line1: 'Harbour Rd 14', city: 'Lagos', country: 'NG' };
const person = await run(customers, 'create', { name: 'Ngozi Bello', serviceAddress: address });
const about = { subjectType: 'customer' as const, subjectId: person.id };
const stranger = t.as({ tenant: t.beta, id: 'stranger' });
const colleague = t.as({ id: 'colleague' });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it was not refused'),
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return { code: error.code, field: error.field, message: error.message };
    },
  );
const base64 = (text: string) => Buffer.from(text).toString('base64');
const store = (text: string, rest: object = {}) =>
  run(records, 'storeFile', {
    ...about,
    name: 'contract.pdf',
    mediaType: 'application/pdf',
    contentBase64: base64(text),
    ...rest,
  });
const onDisk = () => readdir(path.join(folder, t.alpha.id));

describe('notes', () => {
  test('the pinned ones come first, then the newest', async () => {
    for (const [text, pinned] of [
      ['first', false],
      ['gate code 42', true],
      ['last', false],
    ] as const) {
      t.clock.advance(1000);
      await run(records, 'addNote', { ...about, text, pinned });
    }
    const listed = async () => (await run(records, 'listNotes', about)).items.map((n) => n.text);
    expect(await listed()).toEqual(['gate code 42', 'last', 'first']);
    const { items } = await run(records, 'listNotes', about);
    await run(records, 'pinNote', { id: items[0]!.id, pinned: false });
    expect(await listed()).toEqual(['last', 'gate code 42', 'first']);
  });

  test('one may remove one’s own, nobody else’s', async () => {
    const note = await run(records, 'addNote', { ...about, text: 'mine' });
    expect(note.authorName).toBe('Test person');
    expect((await failure(run(records, 'removeNote', { id: note.id }, colleague))).code).toBe('forbidden');
    await run(records, 'removeNote', { id: note.id });
    expect((await failure(run(records, 'removeNote', { id: note.id }))).code).toBe('not_found');
  });

  test('another provider neither reads nor writes on the record', async () => {
    const note = await run(records, 'addNote', { ...about, text: 'private' });
    expect((await failure(run(records, 'listNotes', about, stranger))).code).toBe('not_found');
    expect((await failure(run(records, 'addNote', { ...about, text: 'x' }, stranger))).code).toBe('not_found');
    expect((await failure(run(records, 'pinNote', { id: note.id, pinned: true }, stranger))).code).toBe('not_found');
    expect((await failure(run(records, 'removeNote', { id: note.id }, stranger))).code).toBe('not_found');
  });
});

describe('files', () => {
  test('come back byte for byte, under their name', async () => {
    const stored = await store('a signed contract');
    expect(stored).toMatchObject({ name: 'contract.pdf', sizeBytes: 17, uploadedBy: 'Test person' });
    const { filename, body } = await run(records, 'download', { id: stored.id });
    expect([filename, Buffer.from(body).toString()]).toEqual(['contract.pdf', 'a signed contract']);
  });

  test('the same content is kept once, and stays while one row names it', async () => {
    const [a, b] = [await store('twice'), await store('twice', { name: 'copy.pdf' })];
    expect(a.sha256).toBe(b.sha256);
    await run(records, 'removeFile', { id: a.id });
    await age(b.sha256);
    await sweep();
    expect(Buffer.from((await run(records, 'download', { id: b.id })).body).toString()).toBe('twice');
    await run(records, 'removeFile', { id: b.id });
    expect((await failure(run(records, 'download', { id: b.id }))).code).toBe('not_found');
    await sweep();
    expect(await onDisk()).not.toContain(b.sha256);
  });

  test('more than 10 MB, nothing at all, or something that is not base64 is refused by field', async () => {
    const refused = { code: 'invalid', field: 'contentBase64' };
    const exact = Buffer.alloc(10 * 2 ** 20, 1);
    expect((await store('', { contentBase64: exact.toString('base64') })).sizeBytes).toBe(exact.length);
    expect(
      await failure(store('', { contentBase64: Buffer.alloc(exact.length + 1).toString('base64') })),
    ).toMatchObject(refused);
    expect(await failure(store(''))).toMatchObject(refused);
    expect(await failure(store('', { contentBase64: 'not base64!' }))).toMatchObject(refused);
  });

  test('of another provider do not exist', async () => {
    const { id } = await store('ours');
    for (const operation of ['download', 'removeFile'] as const)
      expect((await failure(run(records, operation, { id }, stranger))).code).toBe('not_found');
    expect((await failure(run(records, 'listFiles', about, stranger))).code).toBe('not_found');
  });

  test('a content that was lost says so instead of an empty file', async () => {
    const { id, sha256 } = await store('to be lost');
    await rm(path.join(folder, t.alpha.id, sha256));
    expect(await failure(run(records, 'download', { id }))).toMatchObject({ code: 'unavailable' });
  });

  const age = (sha256: string) => {
    const at = (t.clock.nowMs() - 48 * 3_600_000) / 1000;
    return utimes(path.join(folder, t.alpha.id, sha256), at, at);
  };
  const sweep = () =>
    sweepFiles.run(
      {
        id: 'test',
        tenant: t.alpha,
        step: (name, fn) => t.kernel.asSystem(name, t.alpha, fn),
        effect: (_, fn) => fn(),
        inTenant: (fn) => t.kernel.asSystem('test', t.alpha, fn),
        contracts: [],
        sleepSeconds: async () => {},
      },
      { tenantId: t.alpha.id },
    );
});

describe('the timeline', () => {
  test('tells in words what happened to the customer, newest first, page by page', async () => {
    const { id, number } = await run(customers, 'create', { name: 'Ada', serviceAddress: address });
    t.clock.advance(1000);
    await run(customers, 'update', { id, phone: '+4930123456', taxNumber: 'DE1' });
    t.clock.advance(1000);
    await run(records, 'addNote', { subjectType: 'customer', subjectId: id, text: 'called' });
    t.clock.advance(1000);
    await run(customers, 'close', { id, reason: 'moved away' });
    const texts = [
      'Became closed, was prospect: moved away',
      'Note written',
      'Changed: phone, tax number',
      `Customer ${number} created`,
    ];
    const { items, next } = await run(records, 'timeline', { id });
    expect(items.map((e) => e.text)).toEqual(texts);
    expect(next).toBeNull();
    const first = await run(records, 'timeline', { id, limit: 3 });
    const second = await run(records, 'timeline', { id, limit: 3, cursor: first.next! });
    expect([...first.items, ...second.items].map((e) => e.text)).toEqual(texts);
    expect((await run(records, 'timeline', { id, topic: 'people' })).items).toHaveLength(4);
    expect((await run(records, 'timeline', { id, topic: 'money' })).items).toEqual([]);
    expect((await run(records, 'timeline', { id, topic: 'service' })).items).toEqual([]);
  });

  test('of another provider’s customer does not exist', async () => {
    expect((await failure(run(records, 'timeline', { id: person.id }, stranger))).code).toBe('not_found');
  });

  const figures = { money: (minor: number, currency: string) => `${minor / 100} ${currency}` };
  const declared = modules.flatMap(({ contract }) => Object.entries<object>(contract.events));
  test('has words for every event about a customer, and only for events there are', () => {
    const ofCustomers = declared.filter(([, fields]) => 'customerId' in fields).map(([name]) => name);
    expect(ofCustomers.filter((name) => !(name in words))).toEqual([]);
    const names = declared.map(([name]) => name);
    expect(Object.keys(words).filter((name) => !names.includes(name))).toEqual([]);
  });

  test('says the figures of an event, and never “undefined”, whatever the payload holds', () => {
    expect(
      inWords('payment.recorded', { number: 'FF-2026-00042', amountMinor: 3900, currency: 'EUR' }, figures),
    ).toEqual({
      topic: 'money',
      text: 'Payment of 39 EUR for invoice FF-2026-00042',
    });
    expect(inWords('subscription.suspended', { reason: 'non_payment' }, figures).text).toBe(
      'Service suspended: not paid',
    );
    expect(inWords('radius.coa-answered', { kind: 'disconnect', outcome: 'nak' }, figures).text).toBe(
      'The router refused it (disconnect)',
    );
    expect(inWords('onu.signal-lost', {}, figures)).toEqual({ topic: 'service', text: 'Onu signal lost' });
    for (const name of Object.keys(words))
      expect(inWords(name, {}, figures).text).not.toMatch(/undefined|null|NaN|^\s*$/);
  });

  test('every event belongs to one topic', () => {
    const topics = ['people', 'network', 'money', 'messages'] as const;
    const only = topics.flatMap((topic) => Object.values(eventsOf(topic)).flat());
    expect(eventsOf('service')).toEqual({ except: expect.arrayContaining(only) });
    expect(new Set(only).size).toBe(only.length);
  });
});
