import { execFileSync, spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Peer } from './acceptance.ts';
import { readAccounting } from './accounting.ts';
import { encodeAttributes } from './attributes.ts';
import { authenticate } from './auth.ts';
import { code } from './codes.ts';
import { dynamicAuthReply, readSessionSelectors } from './dynamic-auth.ts';
import { bareReply } from './reply.ts';
import { SharedSecret } from './secret.ts';
import { type RadiusServer, startRadiusServer } from './server.ts';
import { accessAcceptAttributes, nasVendors } from './vendor-reply.ts';

/** Why the real peer cannot be had; undefined when it is there, installed now if need be (Debian, as root). */
function missingRadclient(): string | undefined {
  const installed = () => {
    try {
      execFileSync('radclient', ['-v'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };
  if (installed()) return undefined;
  if (process.getuid?.() !== 0) return 'radclient is not installed, and only root can install freeradius-utils';
  try {
    const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const packages = ['install', '-y', '--no-install-recommends', 'freeradius-utils'];
    execFileSync('apt-get', packages, { stdio: 'ignore', env: environment, timeout: 180_000 });
  } catch (error) {
    return `freeradius-utils cannot be installed: ${error instanceof Error ? error.message : error}`;
  }
  return installed() ? undefined : 'freeradius-utils is installed but radclient does not start';
}

const missing = missingRadclient();
if (missing !== undefined) console.warn(`SKIPPED against radclient: ${missing}`);

const secret = new SharedSecret('testing123');
const peer: Peer<string> = { secret, nas: 'radclient' };
const password = Buffer.from('correct horse');
const servers: Record<'auth' | 'acct' | 'coa', RadiusServer | undefined> = {
  auth: undefined,
  acct: undefined,
  coa: undefined,
};
const records: unknown[] = [];
const sessions: unknown[] = [];
const grant = {
  downloadKbps: 50_000,
  uploadKbps: 10_000,
  framedIpAddress: '10.0.1.7',
  framedIpv6Prefix: '2001:db8:1::/64',
  delegatedIpv6Prefix: '2001:db8:100::/56',
  sessionTimeoutSeconds: 86_400,
  interimIntervalSeconds: 300,
  vlan: { serviceVlan: 100, customerVlan: 7 },
  ppp: true,
};

interface Answer {
  readonly exitCode: number | null;
  readonly output: string;
}

/** Runs radclient with these attribute lines; `-x` makes it print the answer as it reads it. */
async function radclient(
  role: keyof typeof servers,
  kind: string,
  lines: readonly string[],
  with_ = 'testing123',
): Promise<Answer> {
  const target = `127.0.0.1:${servers[role]?.address.port}`;
  const child = spawn('radclient', ['-x', '-r', '1', '-t', '1', target, kind, with_]);
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  child.stdin.end(`${lines.join('\n')}\n`);
  const exitCode = await new Promise<number | null>((exited) => child.on('close', exited));
  return { exitCode, output };
}

describe.skipIf(missing !== undefined)(`FreeRADIUS's radclient${missing === undefined ? '' : ` (${missing})`}`, () => {
  beforeAll(async () => {
    const common = {
      host: '127.0.0.1',
      port: 0,
      secrets: { find: () => peer },
      onError: (error: unknown) => {
        throw error;
      },
    };
    servers.auth = await startRadiusServer<string>({
      ...common,
      role: 'auth',
      handler: ({ packet, secret: with_ }) => {
        const methods = ['pap', 'chap', 'ms-chap', 'ms-chap-v2'] as const;
        const outcome = authenticate(packet, with_, password, { methods });
        if (!outcome.ok) {
          const why = encodeAttributes([{ name: 'Reply-Message', value: outcome.reason }]);
          return { code: code['Access-Reject'], attributes: Buffer.concat([outcome.attributes, why]) };
        }
        const vendor = nasVendors.find((name) => name === packet.text(32)) ?? 'mikrotik';
        const hidden = encodeAttributes([{ name: 'Tunnel-Password', value: 'l2tp secret', tag: 3 }], {
          secret: with_,
          requestAuthenticator: packet.authenticator,
        });
        const attributes = [outcome.attributes, encodeAttributes(accessAcceptAttributes(vendor, grant)), hidden];
        return { code: code['Access-Accept'], attributes: Buffer.concat(attributes) };
      },
    });
    servers.acct = await startRadiusServer<string>({
      ...common,
      role: 'acct',
      handler: async ({ packet }) => {
        records.push(readAccounting(packet));
        return bareReply(code['Accounting-Response']);
      },
    });
    servers.coa = await startRadiusServer<string>({
      ...common,
      role: 'coa',
      handler: ({ packet }) => {
        const session = readSessionSelectors(packet);
        sessions.push(session);
        return dynamicAuthReply(packet, session.acctSessionId === '81a00001' ? undefined : 503);
      },
    });
  });

  afterAll(async () => {
    for (const server of Object.values(servers)) await server?.close();
  });

  const signed = 'Message-Authenticator = 0x00';

  test.each(['User-Password', 'CHAP-Password', 'MS-CHAP-Password'])('is let in with %s', async (attribute) => {
    const right = await radclient('auth', 'auth', ['User-Name = "alice"', `${attribute} = "correct horse"`, signed]);
    expect(right.output).toContain('Received Access-Accept');
    expect(right.exitCode).toBe(0);
    const wrong = await radclient('auth', 'auth', ['User-Name = "alice"', `${attribute} = "wrong"`, signed]);
    expect(wrong.output).toContain('Received Access-Reject');
    expect(wrong.output).toContain('Reply-Message = "wrong-password"');
    expect(wrong.exitCode).toBe(1);
  });

  test('reads a long password as it was typed', async () => {
    const typed = 'x'.repeat(100);
    const { output } = await radclient('auth', 'auth', ['User-Name = "alice"', `User-Password = "${typed}"`, signed]);
    expect(output).toContain('Reply-Message = "wrong-password"');
  });

  test('reads every attribute of a grant as it was meant', async () => {
    const { output } = await radclient('auth', 'auth', [
      'User-Name = "alice"',
      'User-Password = "correct horse"',
      signed,
    ]);
    for (const line of [
      'Service-Type = Framed-User',
      'Framed-Protocol = PPP',
      'Framed-IP-Address = 10.0.1.7',
      'Framed-IPv6-Prefix = 2001:db8:1::/64',
      'Delegated-IPv6-Prefix = 2001:db8:100::/56',
      'Session-Timeout = 86400',
      'Acct-Interim-Interval = 300',
      'Tunnel-Type:1 = VLAN',
      'Tunnel-Medium-Type:1 = IEEE-802',
      'Tunnel-Private-Group-Id:1 = "100"',
      'Tunnel-Private-Group-Id:2 = "7"',
      'Mikrotik-Rate-Limit = "10000k/50000k"',
      'Tunnel-Password:3 = "l2tp secret"',
    ]) {
      expect(output).toContain(line);
    }
  });

  test.each([
    [
      'cisco',
      [
        'Cisco-AVPair = "ip:qos-policy-in=add-class(sub,(class-default),police(10000000))"',
        'Cisco-AVPair = "ip:qos-policy-out=add-class(sub,(class-default),police(50000000))"',
      ],
    ],
    ['huawei', ['Huawei-Input-Average-Rate = 10000000', 'Huawei-Output-Average-Rate = 50000000']],
    ['juniper', ['ERX-CoS-Shaping-Pmt-Type = "T02 50000k"']],
    ['generic', ['WISPr-Bandwidth-Max-Up = 10000000', 'WISPr-Bandwidth-Max-Down = 50000000']],
  ])('reads the speed for %s', async (vendor, lines) => {
    const { output } = await radclient('auth', 'auth', [
      'User-Name = "alice"',
      'User-Password = "correct horse"',
      `NAS-Identifier = "${vendor}"`,
      signed,
    ]);
    for (const line of lines) expect(output).toContain(line);
  });

  test('gets no answer without Message-Authenticator, and none with another secret', async () => {
    const unsigned = await radclient('auth', 'auth', ['User-Name = "alice"', 'User-Password = "correct horse"']);
    expect(unsigned.output).toContain('No reply from server');
    const other = await radclient('auth', 'auth', ['User-Name = "alice"', signed], 'testing124');
    expect(other.output).toContain('No reply from server');
    expect(servers.auth?.counters.dropped.get('message-authenticator-missing')).toBeGreaterThan(0);
    expect(servers.auth?.counters.dropped.get('message-authenticator-wrong')).toBeGreaterThan(0);
  });

  test('gets its Proxy-State back', async () => {
    const lines = ['User-Name = "alice"', 'User-Password = "correct horse"', 'Proxy-State = 0xdeadbeef', signed];
    const { output } = await radclient('auth', 'auth', lines);
    expect(output.slice(output.indexOf('Received'))).toContain('Proxy-State = 0xdeadbeef');
  });

  test('asks for the status of both ports', async () => {
    const auth = await radclient('auth', 'status', [signed]);
    expect(auth.output).toContain('Received Access-Accept');
    const acct = await radclient('acct', 'status', [signed]);
    expect(acct.output).toContain('Received Accounting-Response');
  });

  test('accounts for octets above 4 GiB', async () => {
    const { output, exitCode } = await radclient('acct', 'acct', [
      'Acct-Status-Type = Interim-Update',
      'Acct-Session-Id = "81a00001"',
      'User-Name = "alice"',
      'NAS-IP-Address = 192.0.2.1',
      'Acct-Input-Octets = 5',
      'Acct-Input-Gigawords = 1',
      'Acct-Output-Octets = 6',
      'Acct-Output-Gigawords = 2',
      'Acct-Session-Time = 3600',
    ]);
    expect(output).toContain('Received Accounting-Response');
    expect(exitCode).toBe(0);
    expect(records.at(-1)).toMatchObject({
      status: 'interim-update',
      sessionId: '81a00001',
      uploadBytes: 4_294_967_301,
      downloadBytes: 8_589_934_598,
      sessionSeconds: 3600,
    });
  });

  test('changes a session and disconnects it, and hears why another cannot be', async () => {
    const session = ['User-Name = "alice"', 'Acct-Session-Id = "81a00001"'];
    const change = await radclient('coa', 'coa', [...session, 'Mikrotik-Rate-Limit = "10000k/50000k"']);
    expect(change.output).toContain('Received CoA-ACK');
    const disconnect = await radclient('coa', 'disconnect', session);
    expect(disconnect.output).toContain('Received Disconnect-ACK');
    expect(sessions.at(-1)).toEqual({ userName: 'alice', acctSessionId: '81a00001' });
    const gone = await radclient('coa', 'disconnect', ['Acct-Session-Id = "81a0ffff"']);
    expect(gone.output).toContain('Received Disconnect-NAK');
    expect(gone.output).toContain('Error-Cause = Session-Context-Not-Found');
    const with_ = await radclient('coa', 'coa', [...session, signed]);
    expect(with_.output).toContain('Received CoA-ACK');
  });
});
