import { request as httpRequest } from 'node:http';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { implement } from '../context.ts';
import { command, contract, file, nothing, one, query } from '../contract/contract.ts';
import { Id, once, open, resource } from '../contract/fields.ts';
import { AppError, errorCodes, httpStatus } from '../errors.ts';
import { uuidPattern } from '../ids.ts';
import { createKernel } from '../kernel.ts';
import { envelopeSecrets } from '../secrets.ts';
import { sampleKernel } from '../testing/sample.ts';
import { mountRest } from './rest.ts';
import { believing, calledBy, type TestCaller, testWeb } from './testing.ts';

const Ticket = resource('Ticket', { id: open(z.uuid()), text: open(z.string()), token: once(z.string()) });
const anywhere = { for: ['isp', 'customer'], can: 'test.fault:cause', ui: { none: 'internal' } } as const;
const faults = contract({
  name: 'faults',
  title: 'Faults',
  operations: {
    cause: command('POST /faults/{code}', {
      ...anywhere,
      summary: 'Fail',
      in: z.object({ code: z.enum([...errorCodes, 'defect']) }),
      out: nothing(),
    }),
    open: command('POST /tickets', {
      ...anywhere,
      summary: 'Open',
      in: z.object({ text: z.string() }),
      out: one(Ticket),
    }),
    note: command('PUT /tickets/{id}/notes', {
      ...anywhere,
      summary: 'Note',
      in: Id.extend({ text: z.string() }),
      out: nothing(),
    }),
    close: command('DELETE /tickets/{id}', { ...anywhere, summary: 'Close', in: Id, out: nothing() }),
    print: query('GET /tickets/{id}/print', { ...anywhere, summary: 'Print', in: Id, out: file('text/csv') }),
    eager: query('GET /eager', { ...anywhere, summary: 'Eager', in: z.object({}), out: nothing(), perMinute: 2 }),
    greet: query('GET /greeting', {
      ...anywhere,
      can: 'anyone',
      summary: 'Greet',
      in: z.object({ times: z.coerce.number().int().default(1) }),
      out: one(Ticket),
    }),
  },
});
const id = '00000000-0000-7000-8000-000000000001';
let opened = 0;
const service = implement(faults, {
  async cause(_ctx, { code }) {
    if (code === 'defect') throw new Error('password=hunter22 at 10.0.0.7');
    throw new AppError(code, 'A sentence for the person.', {
      ...(code === 'unavailable' ? { retryAfterSeconds: 7 } : {}),
      cause: new Error('inner'),
    });
  },
  async open(ctx, { text }) {
    opened += 1;
    return { id: ctx.newId(), text, token: 'shown once' };
  },
  note: async () => {},
  close: async () => {},
  print: async () => ({ filename: 'ticket "1".csv', body: 'a,b\r\n1,Ü\r\n' }),
  eager: async () => {},
  greet: async (_ctx, { times }) => ({ id, text: 'hello '.repeat(times) }),
});

let app: FastifyInstance;
beforeAll(async () => {
  const t = await sampleKernel();
  const modules = [...t.kernel.modules, { contract: faults, service }];
  const kernel = createKernel({
    modules,
    pools: t.db.pools,
    clock: t.clock,
    secrets: envelopeSecrets(t.db.masterKey),
    log: t.log,
    validateOutputs: true,
  });
  app = testWeb({ bodyLimit: 10_000 });
  for (const door of ['isp', 'customer'] as const) mountRest(app, kernel, door, believing(t));
});
afterAll(() => app.close());

const ask = async (
  method: InjectOptions['method'],
  url: string,
  body?: unknown,
  options: { caller?: TestCaller | null; headers?: Record<string, string> } = {},
) => {
  const { caller = {}, headers = {} } = options;
  const response = await app.inject({
    method: method!,
    url: `/api/v1${url}`,
    headers: { ...(caller ? calledBy(caller) : {}), ...headers },
    ...(body === undefined ? {} : { payload: body as object }),
  });
  const type = String(response.headers['content-type'] ?? '');
  return {
    status: response.statusCode,
    type,
    headers: response.headers,
    text: response.body,
    body: type.includes('json') ? response.json() : null,
  };
};

describe('an answer', () => {
  it('is 201 to what makes a resource, 200 to what reads, changes or removes one', async () => {
    expect(await ask('POST', '/things', { name: 'kettle' })).toMatchObject({ status: 201, body: { name: 'kettle' } });
    expect(await ask('GET', '/things')).toMatchObject({ status: 200, body: { items: expect.any(Array), next: null } });
    expect(await ask('PUT', `/tickets/${id}/notes`, { text: 'x' })).toMatchObject({ status: 200, text: '' });
    expect(await ask('DELETE', `/tickets/${id}`)).toMatchObject({ status: 200, text: '' });
  });

  it('carries a request id, and is kept by no cache', async () => {
    const { headers } = await ask('GET', '/things');
    expect(headers['x-request-id']).toMatch(uuidPattern);
    expect(headers['cache-control']).toBe('no-store');
  });

  it('of a file names it and its type', async () => {
    const { status, headers, text } = await ask('GET', `/tickets/${id}/print`);
    expect([status, headers['content-type'], text]).toEqual([200, 'text/csv', 'a,b\r\n1,Ü\r\n']);
    expect(headers['content-disposition']).toContain('attachment');
    expect(headers['content-disposition']).toContain('filename');
  });

  it('takes numbers of a query from its text', async () => {
    expect((await ask('GET', '/greeting?times=2')).body.text).toBe('hello hello ');
  });
});

describe('a refusal', () => {
  it('is a problem document with the status of its code, its sentence and the request id', async () => {
    for (const code of errorCodes) {
      const { status, type, headers, body, text } = await ask('POST', `/faults/${code}`);
      expect(status, code).toBe(httpStatus[code]);
      expect(type, code).toContain('application/problem+json');
      expect(body, code).toMatchObject({
        type: `urn:dotmac:problem:${code}`,
        status,
        code,
        title: code.replace('_', ' '),
      });
      expect(body.requestId, code).toBe(headers['x-request-id']);
      expect(text, code).not.toContain('inner');
      expect(body.detail, code).toMatch(/\.$/);
    }
  });

  it('of a defect says nothing of its cause', async () => {
    const { status, text, body } = await ask('POST', '/faults/defect');
    expect([status, body.code, body.detail]).toEqual([500, 'internal', 'Something went wrong on our side.']);
    expect(text).not.toMatch(/hunter22|10\.0\.0\.7/);
  });

  it('says when to come again', async () => {
    expect((await ask('POST', '/faults/unavailable')).headers['retry-after']).toBe('7');
    const eager = { caller: { id: 'eager' } };
    for (let i = 0; i < 2; i += 1) expect((await ask('GET', '/eager', undefined, eager)).status).toBe(200);
    const { status, headers, body } = await ask('GET', '/eager', undefined, eager);
    expect([status, body.code, headers['retry-after']]).toEqual([429, 'limit', '30']);
    expect((await ask('GET', '/eager', undefined, { caller: { id: 'patient' } })).status).toBe(200);
  });

  it('is 401 to nobody, 403 without the permission, 404 for what is not there or not at this door', async () => {
    expect(await ask('GET', '/things', undefined, { caller: null })).toMatchObject({
      status: 401,
      body: { code: 'unauthenticated' },
    });
    expect(await ask('GET', '/things', undefined, { caller: { permissions: ['test.thing:write'] } })).toMatchObject({
      status: 403,
    });
    expect(await ask('GET', '/greeting', undefined, { caller: null })).toMatchObject({ status: 200 });
    for (const [method, url] of [
      ['GET', '/nothing'],
      ['GET', '/customer/things'],
      ['PATCH', '/things'],
      ['POST', '/things/hidden'],
      ['GET', `/things/${id}`],
    ] as const)
      expect(await ask(method, url), `${method} ${url}`).toMatchObject({
        status: 404,
        type: expect.stringContaining('problem+json'),
        body: { code: 'not_found' },
      });
  });
});

describe('an input', () => {
  it('that is wrong is refused with the field and the rule, all of them when there are several', async () => {
    expect((await ask('POST', '/things', { name: 'x' })).body).toMatchObject({
      status: 400,
      code: 'invalid',
      field: 'name',
    });
    const { body } = await ask('POST', '/things', { name: 'x', pin: 4, customerId: 'me' });
    expect(body.issues.map((issue: { field: string }) => issue.field)).toEqual(['name', 'pin', 'customerId']);
    expect((await ask('GET', '/things?limit=ten')).body).toMatchObject({ status: 400, field: 'limit' });
    expect((await ask('GET', '/things/not-an-id')).body).toMatchObject({ status: 400, field: 'id' });
  });

  it('with a field that is not known is refused by its name', async () => {
    expect((await ask('POST', '/things', { name: 'kettle', colour: 'red' })).body).toMatchObject({
      status: 400,
      field: 'colour',
    });
    expect((await ask('GET', '/things?colour=red')).body).toMatchObject({ status: 400, field: 'colour' });
    expect((await ask('GET', '/things?limit=1&limit=2')).body).toMatchObject({ status: 400, field: 'limit' });
  });

  it('in the path wins over one of the same name in the body', async () => {
    expect((await ask('PUT', `/tickets/${id}/notes`, { id: 'other', text: 'x' })).status).toBe(200);
  });

  it('that is no object is refused, also where the path alone would do', async () => {
    for (const body of ['[1,2]', '"text"', '17', 'null'])
      for (const [method, url] of [
        ['POST', '/things'],
        ['POST', '/faults/conflict'],
      ] as const) {
        const answer = await ask(method, url, body, { headers: { 'content-type': 'application/json' } });
        expect([answer.status, answer.body.code], `${url} ${body}`).toEqual([400, 'invalid']);
      }
  });

  it('that cannot be read is 400, and too large a one 413', async () => {
    const json = { headers: { 'content-type': 'application/json' } };
    expect(await ask('POST', '/things', '{"name": "ket', json)).toMatchObject({
      status: 400,
      body: { code: 'invalid' },
    });
    expect(await ask('POST', '/things', '{"__proto__": {"name": "x"}}', json)).toMatchObject({ status: 400 });
    expect(await ask('POST', '/things', '<thing/>', { headers: { 'content-type': 'application/xml' } })).toMatchObject({
      status: 400,
      body: { code: 'invalid' },
    });
    const large = await ask('POST', '/things', { name: 'x'.repeat(11_000) });
    expect(large).toMatchObject({
      status: 413,
      type: expect.stringContaining('problem+json'),
      body: { code: 'invalid', status: 413 },
    });
    expect(large.headers['retry-after']).toBeUndefined();
  });

  it('that never ends is cut off', async () => {
    const url = new URL(await app.listen({ port: 0, host: '127.0.0.1' }));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const request = httpRequest({
        host: url.hostname,
        port: url.port,
        path: '/api/v1/things',
        method: 'POST',
        headers: { ...calledBy({}), 'content-type': 'application/json', 'transfer-encoding': 'chunked' },
      });
      request.on('response', (response) => resolve(response.resume().statusCode));
      request.on('error', reject);
      const feed = setInterval(() => request.write('x'.repeat(4000)), 5);
      request.on('close', () => clearInterval(feed));
    });
    expect(status).toBe(413);
  });
});

describe('an Idempotency-Key', () => {
  it('answers a repeated command with the first answer, without what is shown once', async () => {
    const headers = { 'idempotency-key': 'k1' };
    const before = opened;
    const first = await ask('POST', '/tickets', { text: 'a' }, { headers });
    const second = await ask('POST', '/tickets', { text: 'a' }, { headers });
    expect(first.body.token).toBe('shown once');
    expect([second.status, second.body]).toEqual([201, { id: first.body.id, text: 'a' }]);
    expect(opened).toBe(before + 1);
  });

  it('used again for something else is refused, and belongs to who used it', async () => {
    const headers = { 'idempotency-key': 'k2' };
    await ask('POST', '/tickets', { text: 'a' }, { headers });
    expect((await ask('POST', '/tickets', { text: 'b' }, { headers })).body).toMatchObject({
      status: 409,
      field: 'Idempotency-Key',
    });
    expect((await ask('POST', '/tickets', { text: 'b' }, { headers, caller: { id: 'another' } })).status).toBe(201);
    expect((await ask('POST', '/tickets', { text: 'b' }, { headers, caller: { tenant: 'beta' } })).status).toBe(201);
  });

  it('too long for one is refused', async () => {
    expect(
      (await ask('POST', '/tickets', { text: 'a' }, { headers: { 'idempotency-key': 'k'.repeat(201) } })).body,
    ).toMatchObject({ status: 400, field: 'Idempotency-Key' });
  });
});
