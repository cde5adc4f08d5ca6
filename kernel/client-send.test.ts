import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sendOnce } from './client-send.ts';

interface Seen {
  method: string;
  key: string | undefined;
  body: string;
}
let seen: Seen[] = [];
let answer: (response: ServerResponse) => void;
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += chunk));
  request.on('end', () => {
    seen.push({ method: request.method!, key: request.headers['idempotency-key'] as string | undefined, body });
    answer(response);
  });
});
let url = '';
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/things`;
});
afterAll(() => server.close());
beforeEach(() => {
  seen = [];
  answer = (response) => setTimeout(() => response.end(`made ${seen.length}`), 30);
});
const post = (body: string) =>
  new Request(url, { method: 'POST', body, headers: { 'content-type': 'application/json' } });

test('a double click is one command, and both clicks get its answer', async () => {
  const answers = await Promise.all([sendOnce(post('{"a":1}'), {}), sendOnce(post('{"a":1}'), {})]);
  expect(await Promise.all(answers.map((r) => r.text()))).toEqual(['made 1', 'made 1']);
  expect(seen).toHaveLength(1);
});

test('the same command after the first was answered, or another one meanwhile, is a new command with a key of its own', async () => {
  await Promise.all([sendOnce(post('{"a":1}'), {}), sendOnce(post('{"a":2}'), {})]);
  await sendOnce(post('{"a":1}'), {});
  expect(seen.map((s) => s.body)).toEqual(['{"a":1}', '{"a":2}', '{"a":1}']);
  expect(new Set(seen.map((s) => s.key)).size).toBe(3);
});

test('a command whose answer was lost is sent again under the same key', async () => {
  answer = (response) => (seen.length === 1 ? response.destroy() : response.end('made'));
  const response = await sendOnce(post('{}'), {});
  expect(await response.text()).toBe('made');
  expect(seen).toHaveLength(2);
  expect(seen[0]!.key).toMatch(/^[0-9a-f]{32}$/);
  expect(seen[1]).toEqual(seen[0]);
});

test('a refusal is an answer: it is not sent again', async () => {
  answer = (response) => response.writeHead(409).end();
  expect((await sendOnce(post('{}'), {})).status).toBe(409);
  expect(seen).toHaveLength(1);
});

test('a query carries no key', async () => {
  await sendOnce(new Request(url), {});
  expect(seen).toEqual([{ method: 'GET', key: undefined, body: '' }]);
});
