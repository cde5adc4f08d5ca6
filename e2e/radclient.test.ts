import { execFile, execFileSync, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, describe, expect, inject, it } from 'vitest';
import { codeName } from '#protocols/radius/codes.ts';
import { dynamicAuthReply } from '#protocols/radius/dynamic-auth.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { type RadiusServer, startRadiusServer } from '#protocols/radius/server.ts';
import { until } from './system.ts';

/** A provider of its own, without simulated routers: the only router is FreeRADIUS's radclient, the only NAS this file. */
const system = inject('system');
const nasAddress = '127.0.0.77';
const sharedSecret = 'radclient-and-we';
const run = promisify(execFile);
let listening: RadiusServer | undefined;
afterAll(() => listening?.close(0));

const cli = async (...args: string[]) =>
  (await run(process.execPath, ['apps/cli/main.ts', ...args], { env: system.env })).stdout;

async function provider() {
  const slug = `routers-${Date.now().toString(36)}`;
  const about = ['--name', 'Router Test', '--country', 'DE', '--currency', 'EUR', '--zone', 'Europe/Berlin'];
  await cli('tenant', 'create', '--slug', slug, ...about, '--admin-name', 'A', '--admin-email', `a@${slug}.example`);
  const key = /dmk_\S+/.exec(await cli('api-key', 'create', '--tenant', slug, '--name', 'test', '--can', '*'))![0];
  return async (method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${system.isp}/api/v1${path}`, {
      method,
      headers: { 'x-api-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const answered = await answer.json();
    expect(answer.status, JSON.stringify(answered)).toBeLessThan(300);
    return answered;
  };
}

/** What radclient prints for a request from our NAS's address. */
function radclient(kind: 'auth' | 'acct', attributes: Record<string, string | number>): Promise<string> {
  const lines = Object.entries({ 'Packet-Src-IP-Address': nasAddress, 'NAS-IP-Address': nasAddress, ...attributes });
  const port = kind === 'auth' ? system.radiusAuthPort : system.radiusAcctPort;
  const child = spawn('radclient', ['-x', '-r', '1', '-t', '3', `127.0.0.1:${port}`, kind, sharedSecret]);
  child.stdin.end(`${lines.map(([name, value]) => `${name} = "${value}"`).join('\n')}\n`);
  return new Promise((resolve, reject) => {
    let printed = '';
    child.stdout.on('data', (chunk) => (printed += chunk));
    child.stderr.on('data', (chunk) => (printed += chunk));
    child.once('error', reject);
    child.once('close', () => resolve(printed));
  });
}

/** Asks until the answer is the one: what was changed reaches the RADIUS process by an event. */
async function answered(ask: () => Promise<string>, wanted: string): Promise<string> {
  let last = '';
  await until(
    async () => {
      last = await ask();
      return last.includes(wanted);
    },
    20_000,
    () => last,
  );
  return last;
}

const heard: string[] = [];
/** What a router has open for RFC 5176. */
async function listen(): Promise<number> {
  listening = await startRadiusServer({
    role: 'coa',
    host: nasAddress,
    port: 0,
    secrets: { find: () => ({ secret: new SharedSecret(sharedSecret), nas: nasAddress }) },
    onError: (error) => expect.unreachable(String(error)),
    handler: ({ packet }) => {
      heard.push(`${codeName(packet.code)} ${packet.text(1)} ${packet.text(44)}`);
      return dynamicAuthReply(packet, undefined);
    },
  });
  return listening.address.port;
}

const isThere = (() => {
  try {
    execFileSync('radclient', ['-v'], { stdio: 'ignore' });
    return true;
  } catch {
    console.warn('SKIPPED: radclient is not installed (freeradius-utils)');
    return false;
  }
})();

describe.runIf(isThere)('a subscriber just sold', () => {
  it('logs in with radclient and gets the plan, is dropped and refused when suspended, and let in again', async () => {
    const call = await provider();
    const nas = { name: 'router', address: nasAddress, vendor: 'mikrotik', sharedSecret, coaPort: await listen() };
    await call('POST', '/radius/nas', nas);
    await call('POST', '/ip-management/pools', {
      name: 'Customers',
      type: 'ipv4_private',
      cidr: '100.72.0.0/24',
      isDefault: true,
    });
    const plan = await call('POST', '/services/internet-plans', {
      code: 'radclient-100',
      name: 'Radclient 100',
      downloadKbps: 100_000,
      uploadKbps: 20_000,
      priceMinor: 3900,
    });
    await call('POST', `/services/internet-plans/${plan.id}/activate`);
    const customer = await call('POST', '/customers', {
      name: 'Rada Client',
      serviceAddress: { line1: 'Am Markt 1', city: 'Nauen', country: 'DE' },
    });
    const { id } = await call('POST', '/billing/subscriptions', { customerId: customer.id, planId: plan.id });
    const status = async () => (await call('GET', `/billing/subscriptions/${id}`)).status;
    await until(
      async () => (await status()) === 'active',
      30_000,
      () => 'was not provisioned',
    );
    const [account] = (await call('GET', `/radius/subscribers?customerId=${customer.id}`)).items;
    const { password } = await call('POST', `/radius/subscribers/${account.id}/reveal-password`);
    const login = (secretWord: string = password) =>
      radclient('auth', {
        'User-Name': account.username,
        'User-Password': secretWord,
        'Message-Authenticator': '0x00',
      });

    const accepted = await answered(login, 'Received Access-Accept');
    expect(accepted).toContain('Mikrotik-Rate-Limit = "20000k/100000k"');
    expect(accepted).toContain(`Framed-IP-Address = ${account.framedIpAddress}`);
    expect(await login('not the password')).toContain('Received Access-Reject');

    const acctSessionId = 'radclient-0001';
    const reported = await radclient('acct', {
      'Acct-Status-Type': 'Start',
      'User-Name': account.username,
      'Acct-Session-Id': acctSessionId,
      'Framed-IP-Address': account.framedIpAddress,
    });
    expect(reported).toContain('Received Accounting-Response');
    const live = async () => (await call('GET', `/radius/sessions?customerId=${customer.id}`)).items.length;
    await until(
      async () => (await live()) === 1,
      20_000,
      () => 'the session is not shown',
    );

    await call('POST', `/billing/subscriptions/${id}/suspend`, { reason: 'non_payment' });
    await until(
      async () => heard.includes(`Disconnect-Request ${account.username} ${acctSessionId}`),
      20_000,
      () => `the NAS heard ${heard.join(', ') || 'nothing'}`,
    );
    const refused = await answered(login, 'Received Access-Reject');
    expect(refused).toContain('Reply-Message = "Service suspended: payment overdue.');
    await until(
      async () =>
        (await call('GET', `/radius/coa-requests?customerId=${customer.id}`)).items.some(
          (request: { kind: string; outcome: string }) => request.kind === 'disconnect' && request.outcome === 'ack',
        ),
      20_000,
      () => 'the acknowledgement is not on record',
    );

    await call('POST', `/billing/subscriptions/${id}/resume`);
    await answered(login, 'Received Access-Accept');
  });
});
