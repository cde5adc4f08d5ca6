import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { AppError } from '#kernel/errors.ts';
import { folderFiles, startFiles } from '#kernel/files.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { modules } from '#modules/list.ts';
import { records } from '#modules/platform/records/contract.ts';
import { testKernel } from '#modules/testing.ts';
import { customerDocuments as documents } from './contract.ts';
import { cleanName, sniffed } from './rules.ts';

const folder = await mkdtemp(path.join(os.tmpdir(), 'documents-'));
afterAll(() => rm(folder, { recursive: true }));
startFiles(folderFiles(folder));
const t = await testKernel(modules);
const run: typeof t.run = t.run;
const serviceAddress = { line1: 'Harbour Rd 14', city: 'Lagos', country: 'NG' };
const person = await run(customers, 'create', { name: 'Ngozi Bello', serviceAddress });
const stranger = t.as({ tenant: t.beta, id: 'stranger' });
const failure = (work: Promise<unknown>) =>
  work.then(
    () => expect.unreachable('it was not refused'),
    (error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return { code: error.code, field: error.field };
    },
  );
const add = (text: string, rest: object = {}) =>
  run(documents, 'add', {
    id: person.id,
    type: 'contract',
    name: 'Contract.pdf',
    contentBase64: Buffer.from(text, 'latin1').toString('base64'),
    ...rest,
  });
const verify = (id: string) => run(documents, 'verify', { id });

test('the bytes decide what a document is, and its name follows them', async () => {
  expect(sniffed(Buffer.from('\x89PNG\r\n\x1a\nrest', 'latin1'))).toBe('image/png');
  expect(sniffed(Buffer.from('RIFF0000WEBP', 'latin1'))).toBe('image/webp');
  expect(cleanName('../../etc/pass\u202ewd<1>.exe', 'application/pdf')).toBe('passwd1.pdf');
  expect(cleanName('..', 'image/jpeg')).toBe('document.jpg');
  const kept = await add('%PDF-1.7 page', { name: 'C:\\papers\\Contract 2026.exe' });
  expect(kept).toMatchObject({ name: 'Contract 2026.pdf', mediaType: 'application/pdf', version: 1 });
  const refused = { code: 'invalid', field: 'contentBase64' };
  for (const text of ['MZ a program', '', '<html>%PDF-']) expect(await failure(add(text))).toEqual(refused);
  const large = Buffer.alloc(10 * 2 ** 20 + 1, 32);
  large.write('%PDF-');
  expect(await failure(add(large.toString('latin1')))).toEqual(refused);
});

test('a new version stands beside the old one and only the latest is replaced', async () => {
  const first = await add('%PDF-1.7 one', { type: 'acceptance' });
  const second = await add('%PDF-1.7 two', { documentId: first.id });
  expect(second).toMatchObject({ seriesId: first.id, version: 2, type: 'acceptance' });
  expect((await failure(add('%PDF-1.7 three', { documentId: first.id }))).code).toBe('conflict');
  const other = await run(customers, 'create', { name: 'Another person', serviceAddress });
  expect((await failure(add('%PDF-1.7 x', { id: other.id, documentId: second.id }))).code).toBe('not_found');
});

test('a signature holds for exactly what was seen, and tampering with either is noticed', async () => {
  const paper = await add('%PDF-1.7 to sign');
  expect(await verify(paper.id)).toMatchObject({ contentIntact: true, signatureIntact: null });
  const sign = (sha256: string) => run(documents, 'sign', { id: paper.id, signerName: 'Ngozi Bello', sha256 });
  expect((await failure(sign('0'.repeat(64)))).code).toBe('conflict');
  const signed = await sign(paper.sha256);
  expect(signed).toMatchObject({ signerName: 'Ngozi Bello', witnessedBy: 'Test person' });
  expect(signed.signatureHash).toMatch(/^[0-9a-f]{64}$/);
  expect((await failure(sign(paper.sha256))).code).toBe('conflict');
  expect(await verify(paper.id)).toMatchObject({ contentIntact: true, signatureIntact: true });

  const renamed = (signerName: string) =>
    t.db.owner.query('update customer_document set signer_name = $1 where id = $2', [signerName, paper.id]);
  await renamed('Somebody Else');
  expect(await verify(paper.id)).toMatchObject({ contentIntact: true, signatureIntact: false });
  await renamed('Ngozi Bello');
  await writeFile(path.join(folder, t.alpha.id, paper.sha256), '%PDF-1.7 another price');
  expect(await verify(paper.id)).toMatchObject({ contentIntact: false, signatureIntact: true });
  expect((await failure(run(documents, 'download', { id: paper.id }))).code).toBe('unavailable');
});

test('removal takes a reason, and the timeline tells what happened', async () => {
  const { id } = await add('%PDF-1.7 wrong customer', { type: 'installation_form' });
  expect((await failure(run(documents, 'remove', { id, reason: ' ' }))).code).toBe('invalid');
  await run(documents, 'remove', { id, reason: 'Belongs to somebody else' });
  expect((await failure(verify(id))).code).toBe('not_found');
  const { items } = await run(records, 'timeline', { id: person.id, limit: 100 });
  expect(items.map((entry) => entry.text)).toEqual(
    expect.arrayContaining(['Installation form added', 'Installation form removed', 'Contract signed']),
  );
});

test('another provider has none of them', async () => {
  const { id, sha256 } = await add('%PDF-1.7 ours');
  const refusals = [
    run(documents, 'list', { id: person.id }, stranger),
    run(documents, 'download', { id }, stranger),
    run(documents, 'verify', { id }, stranger),
    run(documents, 'sign', { id, signerName: 'Somebody', sha256 }, stranger),
    run(documents, 'remove', { id, reason: 'because' }, stranger),
  ];
  for (const { code } of await Promise.all(refusals.map(failure))) expect(code).toBe('not_found');
});
