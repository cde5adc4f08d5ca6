import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { callsFor } from './client.ts';
import { command, contract, one } from './contract/contract.ts';
import { open, resource } from './contract/fields.ts';

const things = contract({
  name: 'client-probe',
  title: 'Things',
  operations: {
    make: command('POST /things', {
      summary: 'Make a thing',
      for: ['isp'],
      can: 'a.thing:write',
      in: z.object({ name: z.string() }),
      out: one(resource('Thing', { name: open(z.string()) })),
      ui: { none: 'internal' },
    }),
  },
});

const problem = {
  type: 'urn:dotmac:problem:conflict',
  title: 'conflict',
  status: 409,
  code: 'conflict',
  detail: 'Another thing has this name.',
  field: 'name',
  requestId: 'r-1',
};
const server = createServer((_request, response) => {
  response.writeHead(409, { 'content-type': 'application/problem+json' }).end(JSON.stringify(problem));
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  Object.defineProperty(globalThis, 'location', { value: { origin: `http://127.0.0.1:${port}` }, configurable: true });
});
afterAll(() => server.close());

test('what the server says when it refuses reaches the page: its sentence, its field and the id to quote', async () => {
  const refused = callsFor(things, 'isp').make({ name: 'taken' });
  await expect(refused).rejects.toMatchObject({
    code: 'conflict',
    message: problem.detail,
    data: { field: 'name', requestId: 'r-1' },
  });
});
