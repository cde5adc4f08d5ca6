import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { TestAuthority } from '#protocols/radius/testing.ts';
import { radius } from '../contract.ts';
import { radiusModule } from '../module.ts';
import {
  type AaaProcess,
  cleanUp,
  eventually,
  freeTcpPort,
  missingPeer,
  startAaa,
  temporaryFolder,
} from './testing.ts';

/**
 * A real NAS: Debian's ocserv, which asks over its own RADIUS library (radcli), with openconnect as the subscriber. openconnect
 * hands its packets to a program rather than to a tun device, so the routes of this machine stay as they are.
 */
const missing =
  missingPeer('ocserv', 'openconnect') ??
  (process.getuid?.() !== 0 ? 'ocserv needs root for its tun device' : undefined) ??
  (existsSync('/dev/net/tun') ? undefined : 'there is no /dev/net/tun');
if (missing) console.warn(`SKIPPED against ocserv: ${missing}`);

const username = 'ada@example.net';
const password = 'correct horse 9';
const secret = 'a-shared-secret';
/** Of this run alone: its tun device puts the network into the routes of this machine. */
const network = `10.${100 + (process.pid % 100)}.${(process.pid >> 3) % 250}`;
const framedIpAddress = `${network}.42`;
/** Where ocserv's end of the tunnel is: the first address of its network. */
const gateway = `${network}.1`;

/** An ICMP echo request of 64 octets, so that something is counted. */
function ping(from: string, to: string): Buffer {
  const packet = Buffer.alloc(64);
  packet.set([0x45, 0, 0, 64, 0, 1, 0, 0, 64, 1]);
  packet.set(from.split('.').map(Number), 12);
  packet.set(to.split('.').map(Number), 16);
  packet.set([8, 0, 0, 0, 0, 1, 0, 1], 20);
  packet.writeUInt16BE(checksum(packet.subarray(0, 20)), 10);
  packet.writeUInt16BE(checksum(packet.subarray(20)), 22);
  return packet;
}
function checksum(octets: Buffer): number {
  let sum = 0;
  for (let at = 0; at < octets.length; at += 2) sum += octets.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return ~sum & 0xffff;
}

describe.skipIf(missing)('ocserv as the NAS', () => {
  let t: TestKernel;
  let aaa: AaaProcess;
  let authority: TestAuthority;
  let port: number;
  let nasId: string;
  let ocserv: ChildProcess;
  let said = '';
  const folder = temporaryFolder();
  const inFolder = (name: string, text?: string | Buffer, mode = 0o644): string => {
    const file = path.join(folder, name);
    if (text !== undefined) writeFileSync(file, text, { mode });
    return file;
  };
  const subscribers: ChildProcess[] = [];

  beforeAll(async () => {
    // Its workers run as nobody and find their way to a socket in here.
    chmodSync(folder, 0o711);
    t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule]);
    const customer = await t.run(customers, 'create', {
      name: 'Ada Obi',
      serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' },
    });
    await t.asSystem(radius, 'createAccount', {
      username,
      password,
      subscriptionId: crypto.randomUUID(),
      customerId: customer.id,
      downloadKbps: 100_000,
      uploadKbps: 20_000,
      framedIpAddress,
    });
    nasId = (
      await t.run(radius, 'createNas', {
        name: 'ocserv',
        address: '127.0.0.1',
        vendor: 'generic',
        sharedSecret: secret,
        // radcli 1.2, as Debian 12 has it, sends no Message-Authenticator.
        requireMessageAuthenticator: false,
      })
    ).id;
    aaa = await startAaa({ urls: t.db.urls, masterKey: t.db.masterKey, dataDir: temporaryFolder() });
    authority = new TestAuthority();
    const certificate = authority.issue('vpn.example', 'IP:127.0.0.1');
    port = await freeTcpPort();

    inFolder('servers', `127.0.0.1 ${secret}\n`);
    const client = inFolder(
      'radiusclient.conf',
      [
        'nas-identifier ocserv',
        `authserver 127.0.0.1:${aaa.authPort}`,
        `acctserver 127.0.0.1:${aaa.acctPort}`,
        `servers ${inFolder('servers')}`,
        'dictionary /etc/radcli/dictionary',
        'default_realm',
        'radius_timeout 3',
        'radius_retries 2',
        'bindaddr 127.0.0.1',
        '',
      ].join('\n'),
    );
    const configuration = inFolder(
      'ocserv.conf',
      [
        `auth = "radius[config=${client},groupconfig=true]"`,
        `acct = "radius[config=${client}]"`,
        'listen-host = 127.0.0.1',
        `tcp-port = ${port}`,
        'run-as-user = nobody',
        'run-as-group = nogroup',
        `socket-file = ${inFolder('socket')}`,
        `pid-file = ${inFolder('pid')}`,
        `server-cert = ${certificate.certificateFile}`,
        `server-key = ${certificate.keyFile}`,
        'isolate-workers = false',
        'use-occtl = false',
        'max-clients = 4',
        'max-same-clients = 2',
        'stats-report-time = 60',
        'keepalive = 60',
        'dpd = 60',
        'try-mtu-discovery = false',
        'auth-timeout = 20',
        'max-ban-score = 0',
        'cookie-timeout = 10',
        'device = dmtest',
        'predictable-ips = false',
        `ipv4-network = ${network}.0`,
        'ipv4-netmask = 255.255.255.0',
        'cisco-client-compat = true',
        '',
      ].join('\n'),
    );
    ocserv = spawn('ocserv', ['--foreground', '--debug=3', '--config', configuration], { stdio: 'pipe' });
    for (const stream of [ocserv.stdout, ocserv.stderr]) stream?.on('data', (chunk) => (said += chunk));
    await eventually(
      'ocserv listens',
      () => /sec-mod initialized|listening \(TCP\)/.test(said) || ocserv.exitCode !== null,
    );
    expect(ocserv.exitCode, said).toBeNull();
  }, 60_000);
  afterAll(async () => {
    for (const subscriber of subscribers) subscriber.kill('SIGKILL');
    if (ocserv && ocserv.exitCode === null) {
      const ended = new Promise((resolve) => ocserv.once('exit', resolve));
      ocserv.kill('SIGTERM');
      await ended;
    }
    authority?.remove();
    cleanUp();
  });

  /** Starts a subscriber; their end of the tunnel writes down what it was given, sends one ping, and waits. */
  function openconnect(withPassword: string) {
    const environment = inFolder('environment');
    const tunnel = inFolder(
      'tunnel.sh',
      `#!/bin/sh\nenv | grep ^INTERNAL_ > ${environment}.new\nmv ${environment}.new ${environment}\ncat ${inFolder('ping', ping(framedIpAddress, gateway))} >&$VPNFD\nexec sleep 300\n`,
      0o755,
    );
    const child = spawn(
      'openconnect',
      [
        ...['--protocol=anyconnect', '--user', username, '--passwd-on-stdin', '--non-inter', '--no-dtls'],
        ...['--cafile', authority.file, '--script-tun', '--script', tunnel, `https://127.0.0.1:${port}`],
      ],
      { stdio: 'pipe' },
    );
    subscribers.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    child.stdin.end(`${withPassword}\n`);
    const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
    return { child, output: () => output, ended, environment };
  }
  const sessions = async () =>
    (await t.db.owner.query('select * from radius_session where nas_id = $1', [nasId])).rows as Record<
      string,
      unknown
    >[];
  const lastLogin = async () => (await t.run(radius, 'authLog', {})).items[0];

  it('a wrong password is refused, and the log says why', async () => {
    const subscriber = openconnect('wrong');
    expect(await subscriber.ended, subscriber.output()).not.toBe(0);
    expect(subscriber.output()).toMatch(/failed|Login/i);
    expect(await eventually('the refusal is in the log', lastLogin)).toMatchObject({
      username,
      accepted: false,
      reason: 'wrong password',
      nasName: 'ocserv',
    });
    expect(await sessions()).toEqual([]);
  });

  it('a subscriber logs in, has their own address, and is accounted from start to stop', async () => {
    const subscriber = openconnect(password);
    await eventually(
      'the tunnel is up',
      () => existsSync(subscriber.environment) || subscriber.child.exitCode !== null,
      15_000,
    );
    expect(subscriber.child.exitCode, `${subscriber.output()}\n${said}`).toBeNull();
    expect(readFileSync(subscriber.environment, 'utf8')).toContain(`INTERNAL_IP4_ADDRESS=${framedIpAddress}`);

    const live = await eventually('the session is live', async () => {
      const [row] = await sessions();
      return row?.['stopped_at'] === null && row;
    });
    expect(live).toMatchObject({ username, acct_session_id: expect.stringMatching(/./) });

    subscriber.child.kill('SIGINT');
    await subscriber.ended;
    const [past] = await eventually(
      'the session is over',
      async () => {
        const rows = await sessions();
        return rows.length > 0 && rows.every((row) => row['stopped_at'] !== null) && rows;
      },
      15_000,
    );
    expect(past).toMatchObject({ framed_ip_address: framedIpAddress, terminate_cause: 'User-Request' });
    expect(Number(past!['upload_bytes'])).toBeGreaterThanOrEqual(64);
    expect(Number(past!['download_bytes'])).toBeGreaterThanOrEqual(64);
  }, 45_000);
});
