import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { folderFiles } from './files.ts';

const root = await mkdtemp(path.join(os.tmpdir(), 'files-'));
afterAll(() => rm(root, { recursive: true }));
const store = folderFiles(root);
const tenant = '018f0000-0000-7000-8000-000000000001';
const other = '018f0000-0000-7000-8000-000000000002';
const content = (text: string) => Buffer.from(text);
const age = (sha256: string, hours: number) => {
  const at = new Date(Date.now() - hours * 3_600_000);
  return utimes(path.join(root, tenant, sha256), at, at);
};
const dayAgo = () => Date.now() - 24 * 3_600_000;
const none = async () => new Set<string>();

test('content comes back as it was put, and the same content is kept once', async () => {
  const first = await store.put(tenant, content('contract'));
  expect(await store.put(tenant, content('contract'))).toEqual(first);
  expect(first).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/), sizeBytes: 8 });
  expect(Buffer.from(await store.get(tenant, first.sha256)).toString()).toBe('contract');
  expect(await readdir(path.join(root, tenant))).toEqual([first.sha256]);
});

test('another tenant does not reach it by its hash', async () => {
  const { sha256 } = await store.put(tenant, content('ours'));
  await expect(store.get(other, sha256)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(store.get(`../${tenant}`, sha256)).rejects.toThrow(TypeError);
  await expect(store.get(tenant, '../../etc/passwd')).rejects.toThrow(TypeError);
});

test('content that was damaged is refused, not handed out', async () => {
  const { sha256 } = await store.put(tenant, content('whole'));
  await writeFile(path.join(root, tenant, sha256), 'whol');
  await expect(store.get(tenant, sha256)).rejects.toMatchObject({ code: 'unavailable' });
});

test('a hundred who put the same content at once leave one whole file', async () => {
  const big = Buffer.alloc(200_000, 'x');
  const puts = await Promise.all(Array.from({ length: 100 }, () => store.put(other, big)));
  expect(new Set(puts.map((p) => p.sha256)).size).toBe(1);
  expect(await readdir(path.join(root, other))).toEqual([puts[0]!.sha256]);
  expect(await store.get(other, puts[0]!.sha256)).toHaveLength(200_000);
});

test('a sweep takes what no row names, and leaves what is named or young', async () => {
  const [named, unnamed, young] = await Promise.all(
    ['named', 'unnamed', 'young'].map((t) => store.put(tenant, content(t))),
  );
  await Promise.all([age(named!.sha256, 48), age(unnamed!.sha256, 48)]);
  await store.sweep(tenant, dayAgo(), async () => new Set([named!.sha256]));
  const left = await readdir(path.join(root, tenant));
  expect(left).toContain(named!.sha256);
  expect(left).toContain(young!.sha256);
  expect(left).not.toContain(unnamed!.sha256);
  expect(await store.sweep('018f0000-0000-7000-8000-00000000000f', dayAgo(), none)).toBe(0);
});

test('content that is put again while it waits for the sweep stays', async () => {
  const { sha256 } = await store.put(tenant, content('again'));
  await age(sha256, 48);
  await store.put(tenant, content('again'));
  await store.sweep(tenant, dayAgo(), none);
  expect(await readdir(path.join(root, tenant))).toContain(sha256);
});
