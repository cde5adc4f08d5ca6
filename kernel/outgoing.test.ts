import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import ipaddr from 'ipaddr.js';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { allowOutgoing, callOut, mayCall } from './outgoing.ts';

const loopback = [ipaddr.parseCIDR('127.0.0.0/8')];
let server: Server;
let base: string;
let seen: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((request, response) => {
    seen.push(request);
    answer(request, response);
  });
  await new Promise<void>((next) => server.listen(0, '127.0.0.1', next));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  allowOutgoing([]);
  seen = [];
});

describe('an address inside a network', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '224.0.0.1',
    '255.255.255.255',
    '198.18.0.1',
    '::1',
    '::',
    'fe80::1',
    'fc00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::7f00:1',
    'ff02::1',
    '2002:7f00:1::',
    'nonsense',
  ])('%s is not called', (address) => {
    allowOutgoing([]);
    expect(mayCall(address)).toBe(false);
  });

  it('is called when its range is allowed, and no other is', () => {
    allowOutgoing([ipaddr.parseCIDR('10.20.0.0/16')]);
    expect(['10.20.3.4', '::ffff:10.20.3.4', '10.21.0.1', '8.8.8.8', '2a00:1450::1'].map(mayCall)).toEqual([
      true,
      true,
      false,
      true,
      true,
    ]);
  });

  it('is refused before anything is sent, by number, by name, and in other spellings of numbers', async () => {
    allowOutgoing([]);
    const port = new URL(base).port;
    for (const host of ['127.0.0.1', 'localhost', '[::1]', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]'])
      await expect(callOut(`http://${host}:${port}/`), host).rejects.toMatchObject({ code: 'forbidden', field: 'url' });
    expect(seen).toEqual([]);
  });

  it('is refused when a redirect leads there', async () => {
    allowOutgoing(loopback);
    answer = (_, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data' }).end();
    await expect(callOut(base)).rejects.toMatchObject({ code: 'forbidden' });
    answer = (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end();
    await expect(callOut(base)).rejects.toMatchObject({ code: 'invalid' });
  });
});

describe('a call', () => {
  it('sends what it is given and returns what came, whatever the status', async () => {
    allowOutgoing(loopback);
    answer = (request, response) => {
      let body = '';
      request.on('data', (part) => {
        body += part;
      });
      request.on('end', () =>
        response.writeHead(418, { 'x-kind': 'teapot' }).end(`${request.method} ${request.headers['x-a']} ${body}`),
      );
    };
    const got = await callOut(`${base}/tea`, { method: 'POST', headers: { 'x-a': 'b' }, body: '{"ü":1}' });
    expect(got).toMatchObject({ status: 418, text: 'POST b {"ü":1}', headers: { 'x-kind': 'teapot' } });
  });

  it('follows a redirect of a GET, without what identifies us at another host', async () => {
    allowOutgoing(loopback);
    const other = `http://localhost:${new URL(base).port}/other`;
    answer = (request, response) =>
      request.url === '/other'
        ? response.end('there')
        : response.writeHead(301, { location: request.url === '/same' ? '/other' : other }).end();
    const headers = { authorization: 'Token secret' };
    expect((await callOut(`${base}/same`, { headers })).text).toBe('there');
    expect(seen.at(-1)!.headers.authorization).toBe('Token secret');
    expect((await callOut(`${base}/away`, { headers })).text).toBe('there');
    expect(seen.at(-1)!.headers.authorization).toBeUndefined();
    await expect(callOut(`${base}/same`, { method: 'POST', body: '' })).rejects.toMatchObject({ code: 'unavailable' });
    answer = (_, response) => response.writeHead(302, { location: '/again' }).end();
    await expect(callOut(base)).rejects.toMatchObject({ message: expect.stringContaining('circle') });
  });

  it('ends in time, and does not take more than it was promised', async () => {
    allowOutgoing(loopback);
    answer = (_, response) => response.write('slowly');
    await expect(callOut(base, { timeoutMs: 100 })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('in time'),
    });
    answer = (_, response) => response.end('x'.repeat(2000));
    await expect(callOut(base, { maxBytes: 1000 })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('1000 bytes'),
    });
  });

  it('says why nobody was reached', async () => {
    allowOutgoing(loopback);
    await expect(callOut('http://127.0.0.1:1/')).rejects.toMatchObject({
      message: expect.stringContaining('nothing listens'),
    });
    await expect(callOut('http://no-such-host.invalid/')).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('name is not known'),
    });
    await expect(callOut('ftp://127.0.0.1/')).rejects.toMatchObject({ code: 'invalid', field: 'url' });
  });
});
