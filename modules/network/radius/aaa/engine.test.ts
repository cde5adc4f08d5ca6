import { createSocket } from 'node:dgram';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { customersModule } from '#modules/customers/customers/module.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { type Attribute, decodeAttributes } from '#protocols/radius/attributes.ts';
import { RadiusClient } from '#protocols/radius/client.ts';
import { code } from '#protocols/radius/codes.ts';
import { chapCredentials, msChapV2Credentials, papCredentials } from '#protocols/radius/credentials.ts';
import { encodeRequest } from '#protocols/radius/request.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { nasVendors, radius } from '../contract.ts';
import { radiusModule } from '../module.ts';
import { type AaaProcess, cleanUp, eventually, hasRadclient, radclient, startAaa, temporaryFolder } from './testing.ts';

const secret = 'a-shared-secret';
const password = 'correct horse 9';
let t: TestKernel;
let aaa: AaaProcess;
let customerId: string;
const nasOf = new Map<string, string>();

beforeAll(async () => {
  t = await testKernel([{ ...customersModule, reactions: [] }, radiusModule]);
  customerId = (
    await t.run(customers, 'create', {
      name: 'Ada Obi',
      serviceAddress: { line1: 'Road 1', city: 'Lagos', country: 'NG' },
    })
  ).id;
  for (const [i, vendor] of nasVendors.entries())
    nasOf.set(
      vendor,
      (await t.run(radius, 'createNas', { name: vendor, address: `127.0.0.${10 + i}`, vendor, sharedSecret: secret }))
        .id,
    );
  aaa = await startAaa({ urls: t.db.urls, masterKey: t.db.masterKey, dataDir: temporaryFolder() });
}, 60_000);
afterAll(cleanUp);

let n = 0;
async function account(more: Record<string, unknown> = {}) {
  const subscriptionId = crypto.randomUUID();
  const made = await t.asSystem(radius, 'createAccount', {
    username: `user${++n}@example.net`,
    password,
    subscriptionId,
    customerId,
    downloadKbps: 100_000,
    uploadKbps: 20_000,
    framedIpAddress: `10.1.0.${n}`,
    delegatedIpv6Prefix: `2001:db8:${n}::/56`,
    ...more,
  });
  return { ...made, subscriptionId };
}
const target = (port: number) => ({ address: '127.0.0.1', port, secret: new SharedSecret(secret) });
async function withClient<T>(from: string, use: (client: RadiusClient) => Promise<T>): Promise<T> {
  const client = new RadiusClient({ localAddress: from, retransmit: { timeoutMs: 1000, tries: 2 } });
  try {
    return await use(client);
  } finally {
    client.close();
  }
}
async function login(credentials: Attribute[], username: string, from = '127.0.0.10') {
  const result = await withClient(from, (client) =>
    client.send(target(aaa.authPort), {
      code: code['Access-Request'],
      attributes: [
        { name: 'User-Name', value: username },
        ...credentials,
        { name: 'Calling-Station-Id', value: '02:00:00:00:00:01' },
      ],
    }),
  );
  if (!result.ok) return { code: undefined, attributes: [] };
  return { code: result.reply.code, attributes: decodeAttributes(result.reply) };
}
/** New logins reach the process by an event. */
const known = (username: string, from?: string) =>
  eventually(
    `${username} may log in`,
    async () => (await login(papCredentials(password), username, from)).code === code['Access-Accept'],
  );
const value = (attributes: { name?: string; value?: unknown }[], name: string) =>
  attributes.filter((a) => a.name === name).map((a) => a.value);

async function report(attributes: Attribute[], from = '127.0.0.10') {
  const result = await withClient(from, (client) =>
    client.send(target(aaa.acctPort), {
      code: code['Accounting-Request'],
      attributes: [{ name: 'NAS-IP-Address', value: from }, ...attributes],
    }),
  );
  return result.ok;
}
const session = (username: string, id: string, status: string, more: Attribute[] = []): Attribute[] => [
  { name: 'Acct-Status-Type', value: status },
  { name: 'User-Name', value: username },
  { name: 'Acct-Session-Id', value: id },
  ...more,
];
const octets = (seconds: number, down: number, gigawords = 0): Attribute[] => [
  { name: 'Acct-Session-Time', value: seconds },
  { name: 'Acct-Output-Octets', value: down },
  { name: 'Acct-Output-Gigawords', value: gigawords },
  { name: 'Acct-Input-Octets', value: Math.floor(down / 10) },
];
const sessionRow = (id: string) =>
  t.db.owner.query('select * from radius_session where acct_session_id = $1', [id]).then(({ rows }) => rows[0]);

describe('logins', () => {
  it('are accepted with the plan in the words of each make of NAS', async () => {
    if (!(await hasRadclient())) return expect.unreachable('radclient of freeradius-utils is not installed');
    const { username, id } = await account({
      framedIpAddress: '10.1.7.7',
      delegatedIpv6Prefix: '2001:db8:77::/56',
      sessionTimeoutSeconds: 86_400,
      idleTimeoutSeconds: 900,
    });
    await known(username);
    const speed: Record<string, RegExp> = {
      mikrotik: /Mikrotik-Rate-Limit = "20000k\/100000k"/,
      cisco:
        /qos-policy-in=add-class\(sub,\(class-default\),police\(20000000\)\)[\s\S]*qos-policy-out=.*police\(100000000\)/,
      huawei: /Huawei-Input-Average-Rate = 20000000[\s\S]*Huawei-Output-Average-Rate = 100000000/,
      juniper: /ERX-CoS-Shaping-Pmt-Type = "T02 100000k"|ERX-Cos-Shaping-Rate/i,
      nokia: /Alc-Subsc-ID-Str = "user[\s\S]*"i:q:1:pir=20000"[\s\S]*"e:r:rate=100000"/,
      ubiquiti: /WISPr-Bandwidth-Max-Up = 20000000[\s\S]*WISPr-Bandwidth-Max-Down = 100000000/,
      generic: /WISPr-Bandwidth-Max-Up = 20000000[\s\S]*WISPr-Bandwidth-Max-Down = 100000000/,
    };
    for (const [i, vendor] of nasVendors.entries()) {
      const answer = await radclient(
        aaa.authPort,
        'auth',
        secret,
        [`User-Name = "${username}"`, `User-Password = "${password}"`, 'Message-Authenticator = 0x00'],
        `127.0.0.${10 + i}`,
      );
      expect(answer).toMatch(/Received Access-Accept/);
      expect(answer).toMatch(/Framed-IP-Address = 10\.1\.7\.7/);
      expect(answer).toMatch(/Delegated-IPv6-Prefix = 2001:db8:77::\/56/);
      expect(answer).toMatch(/Session-Timeout = 86400/);
      expect(answer).toMatch(/Idle-Timeout = 900/);
      expect(answer).toMatch(/Acct-Interim-Interval = 300/);
      expect(answer).toContain(`Class = 0x646d${id.replaceAll('-', '')}`);
      expect(answer).toMatch(speed[vendor]!);
    }
  });

  it('may use PAP, CHAP and MS-CHAPv2', async () => {
    const { username } = await account();
    await known(username);
    for (const credentials of [papCredentials, chapCredentials, (p: string) => msChapV2Credentials(username, p)]) {
      expect((await login(credentials(password), username)).code).toBe(code['Access-Accept']);
      expect((await login(credentials('wrong'), username)).code).toBe(code['Access-Reject']);
    }
    const { attributes } = await login(msChapV2Credentials(username, password), username);
    expect(String(value(attributes, 'MS-CHAP2-Success')[0])).toMatch(/S=[0-9A-F]{40}/);
    expect(value(attributes, 'Mikrotik-Rate-Limit')).toEqual(['20000k/100000k']);
  });

  it('of a suspended subscriber are refused with the reason, and let in again when restored', async () => {
    const { username, subscriptionId } = await account();
    await known(username);
    await t.asSystem(radius, 'setAccountState', {
      subscriptionId,
      state: 'suspended',
      rejectMessage: 'Please pay invoice 7 – thank you.',
    });
    const refused = await eventually('the suspension arrives', async () => {
      const answer = await login(papCredentials(password), username);
      return answer.code === code['Access-Reject'] && answer;
    });
    expect(value(refused.attributes, 'Reply-Message')).toEqual(['Please pay invoice 7 – thank you.']);
    // Who does not know the password learns nothing.
    expect(value((await login(papCredentials('guess'), username)).attributes, 'Reply-Message')).toEqual([]);
    await t.asSystem(radius, 'setAccountState', { subscriptionId, state: 'active' });
    await known(username);
  });

  it('follow a change of speed at the next login', async () => {
    const { username, subscriptionId } = await account();
    await known(username);
    await t.asSystem(radius, 'setAccountSpeed', { subscriptionId, downloadKbps: 500_000, uploadKbps: 50_000 });
    await eventually(
      'the new speed',
      async () =>
        value((await login(papCredentials(password), username)).attributes, 'Mikrotik-Rate-Limit')[0] ===
        '50000k/500000k',
    );
  });

  it('of one provider’s subscribers are unknown at another provider’s NAS', async () => {
    const { username } = await account();
    await known(username);
    await t.run(
      radius,
      'createNas',
      { name: 'theirs', address: '127.0.0.30', vendor: 'mikrotik', sharedSecret: secret },
      t.as({ tenant: t.beta }),
    );
    const answer = await eventually('the NAS is known', async () => {
      const got = await login(papCredentials(password), username, '127.0.0.30');
      return got.code !== undefined && got;
    });
    expect(answer.code).toBe(code['Access-Reject']);
  });

  it('are logged with a plain reason and never with a password, and all counted', async () => {
    const { username } = await account();
    await known(username);
    await login(papCredentials('wrong-secret-word'), username);
    await login(papCredentials(password), 'nobody@example.net');
    const lines = await eventually('the log', async () => {
      const { items } = await t.run(radius, 'authLog', { limit: 200 });
      return items.some((l) => l.username === 'nobody@example.net') && items;
    });
    expect(lines.find((l) => l.username === username && !l.accepted)).toMatchObject({
      reason: 'wrong password',
      customerId,
      nasName: 'mikrotik',
      callingStationId: '02:00:00:00:00:01',
    });
    expect(lines.find((l) => l.username === 'nobody@example.net')).toMatchObject({
      reason: 'no such user',
      customerId: null,
    });
    expect(lines.find((l) => l.username === username && l.accepted)).toMatchObject({ reason: 'accepted' });
    const { rows } = await t.db.owner.query('select auth_log::text as line from auth_log');
    expect(JSON.stringify(rows)).not.toMatch(/wrong-secret-word|correct horse/);
    await eventually(
      'the counts',
      async () => (await t.db.owner.query('select sum(rejects)::int as n from auth_minute')).rows[0].n > 0,
    );
    await eventually(
      'the NAS was seen',
      async () => (await t.run(radius, 'listNas', {})).items.find((i) => i.name === 'mikrotik')?.lastSeenAt,
    );
  });
});

describe('packets that are not to be answered', () => {
  async function silentTo(octetsSent: Buffer, from = '127.0.0.10', port = aaa.authPort): Promise<boolean> {
    const socket = createSocket('udp4');
    let answered = false;
    socket.on('message', () => {
      answered = true;
    });
    await new Promise<void>((resolve) => socket.bind(0, from, resolve));
    socket.send(octetsSent, port, '127.0.0.1');
    await sleep(150);
    socket.close();
    return !answered;
  }
  const request = (by: string, messageAuthenticator = true) =>
    Buffer.from(
      encodeRequest({
        code: code['Access-Request'],
        identifier: 1,
        secret: new SharedSecret(by),
        messageAuthenticator,
        attributes: [
          { name: 'User-Name', value: 'x' },
          { name: 'User-Password', value: 'y' },
        ],
      }).bytes,
    );

  it('get silence: unknown NAS, wrong secret, no Message-Authenticator, cut, oversized, other ports and noise', async () => {
    expect(await silentTo(request(secret), '127.0.0.99')).toBe(true);
    expect(await silentTo(request('another-secret'))).toBe(true);
    expect(await silentTo(request(secret, false))).toBe(true);
    expect(await silentTo(request(secret).subarray(0, 25))).toBe(true);
    expect(await silentTo(Buffer.concat([request(secret), Buffer.alloc(5000)]).fill(0xff, 2, 4))).toBe(true);
    expect(await silentTo(request(secret), '127.0.0.10', aaa.acctPort)).toBe(true);
    for (let i = 0; i < 50; i++) expect(Buffer.from(crypto.getRandomValues(new Uint8Array(i)))).toHaveLength(i);
    expect(await silentTo(Buffer.from(crypto.getRandomValues(new Uint8Array(300))))).toBe(true);
    expect(await silentTo(request(secret))).toBe(false);
  });

  it('with a wrong secret are shown at their NAS', async () => {
    await silentTo(request('another-secret'), '127.0.0.11');
    const nas = await eventually('the problem', async () =>
      (await t.run(radius, 'listNas', {})).items.find((i) => i.name === 'cisco' && i.lastProblem),
    );
    expect(nas.lastProblem).toBe('wrong shared secret');
  });

  it('are answered identically when repeated', async () => {
    const socket = createSocket('udp4');
    const answers: Buffer[] = [];
    socket.on('message', (answer) => answers.push(answer));
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.10', resolve));
    const packet = request(secret);
    for (let i = 0; i < 3; i++) socket.send(packet, aaa.authPort, '127.0.0.1');
    await eventually('three answers', () => answers.length === 3);
    socket.close();
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it('about accounting without a session or a status are not acknowledged; a status unknown here is', async () => {
    expect(await report([{ name: 'User-Name', value: 'x' }])).toBe(false);
    expect(
      await report([
        { name: 'Acct-Status-Type', value: 'Start' },
        { name: 'User-Name', value: 'x' },
      ]),
    ).toBe(false);
    expect(await report(session('x', 'y', 'Start').with(0, { name: 'Acct-Status-Type', value: 10 }))).toBe(true);
  });
});

describe('accounting', () => {
  it('becomes a live session with speeds, then a past one, with events and hours', async () => {
    const { username, id: accountId } = await account();
    await known(username);
    const more: Attribute[] = [
      { name: 'Framed-IP-Address', value: '10.1.0.99' },
      { name: 'NAS-Port-Id', value: 'ge-0/0/1.100' },
      { name: 'Calling-Station-Id', value: '02:AA' },
    ];
    expect(await report(session(username, 'S-1', 'Start', more))).toBe(true);
    const row = await eventually('the session', () => sessionRow('S-1'));
    expect(row).toMatchObject({
      account_id: accountId,
      customer_id: customerId,
      customer_name: 'Ada Obi',
      nas_name: 'mikrotik',
      framed_ip_address: '10.1.0.99',
      nas_port_id: 'ge-0/0/1.100',
      stopped_at: null,
    });
    expect((await t.run(radius, 'listAccounts', { q: username })).items[0]).toMatchObject({ online: true });
    await report(session(username, 'S-1', 'Interim-Update', octets(300, 1_000_000, 1)));
    await eventually('the counters', async () => (await sessionRow('S-1')).download_bytes === 2 ** 32 + 1_000_000);
    expect((await sessionRow('S-1')).download_bps).toBe(Math.round(((2 ** 32 + 1_000_000) * 8) / 300));
    await eventually(
      'the load of the NAS',
      async () => (await t.run(radius, 'listNas', {})).items.find((i) => i.name === 'mikrotik')!.liveSessions === 1,
    );
    await report(
      session(username, 'S-1', 'Stop', [
        ...octets(400, 2_000_000, 1),
        { name: 'Acct-Terminate-Cause', value: 'User-Request' },
      ]),
    );
    const over = await eventually('the end', async () => {
      const now = await sessionRow('S-1');
      return now.stopped_at && now;
    });
    expect(over).toMatchObject({ terminate_cause: 'User-Request', stop_presumed: false, download_bps: 0 });
    const { rows } = await t.db.owner.query(
      `select name, payload from outbox where payload->>'sessionId' = $1 order by seq`,
      [over.id],
    );
    expect(rows.map((r) => r.name)).toEqual(['radius.session-started', 'radius.session-stopped']);
    expect(rows[0].payload).toEqual({
      sessionId: over.id,
      accountId,
      subscriptionId: over.subscription_id,
      customerId,
    });
    const usage = await t.db.owner.query(
      'select sum(download_bytes)::text as n from radius_usage_hour where account_id = $1',
      [accountId],
    );
    expect(usage.rows[0].n).toBe(String(2 ** 32 + 2_000_000));
    await eventually(
      'one signal that traffic was counted',
      async () => (await t.db.owner.query(`select 1 from outbox where name = 'radius.usage-updated'`)).rows.length > 0,
    );
  });

  it('that comes twice and out of order counts once', async () => {
    const { username, id } = await account();
    await known(username);
    for (const [seconds, down] of [
      [300, 1000],
      [900, 9000],
      [600, 5000],
      [900, 9000],
      [300, 1000],
    ] as const)
      await report(session(username, 'S-2', 'Interim-Update', octets(seconds, down)));
    await report(session(username, 'S-2', 'Stop', octets(1000, 10_000)));
    await report(session(username, 'S-2', 'Stop', octets(1000, 10_000)));
    await report(session(username, 'S-2', 'Interim-Update', octets(950, 9500)));
    await report(session(username, 'S-2b', 'Start'));
    await eventually('all is moved', () => sessionRow('S-2b'));
    expect(await sessionRow('S-2')).toMatchObject({ download_bytes: 10_000, session_seconds: 1000 });
    const { rows } = await t.db.owner.query(
      'select sum(download_bytes)::int as n from radius_usage_hour where account_id = $1',
      [id],
    );
    expect(rows[0].n).toBe(10_000);
  });

  it('closes the sessions of a NAS that restarts, and only those', async () => {
    const { username } = await account();
    await known(username);
    await report(session(username, 'S-3', 'Start'), '127.0.0.12');
    await report(session(username, 'S-4', 'Start'), '127.0.0.13');
    await report(
      [
        { name: 'Acct-Status-Type', value: 'Accounting-On' },
        { name: 'Acct-Delay-Time', value: 0 },
      ],
      '127.0.0.12',
    );
    await report(session(username, 'S-5', 'Start'), '127.0.0.12');
    await eventually('all is moved', () => sessionRow('S-5'));
    expect(await sessionRow('S-3')).toMatchObject({ stop_presumed: true, terminate_cause: 'NAS restarted' });
    expect((await sessionRow('S-4')).stopped_at).toBeNull();
    expect((await sessionRow('S-5')).stopped_at).toBeNull();
    const nas = (await t.run(radius, 'listNas', {})).items.find((i) => i.name === 'huawei');
    expect(nas?.liveSessions).toBe(1);
  });

  it('goes by the server’s clock, whatever the NAS believes, less the delay it admits', async () => {
    const { username } = await account();
    await known(username);
    const before = Date.now();
    await report(
      session(username, 'S-6', 'Start', [
        { name: 'Event-Timestamp', value: 86_400 },
        { name: 'Acct-Delay-Time', value: 3600 },
      ]),
    );
    const row = await eventually('the session', () => sessionRow('S-6'));
    expect(Math.abs(Date.parse(row.started_at) - (before - 3_600_000))).toBeLessThan(5000);
  });

  it('of an odd NAS does not stop that of the others', async () => {
    const { username } = await account();
    await known(username);
    await report(
      session('with\0nul and \u{1F600}', 'S-\0-7', 'Start', [{ name: 'NAS-Port-Id', value: '{"quoted\\", NULL}' }]),
    );
    await report(session(username, 'S-8', 'Interim-Update', octets(0xffffffff, 0xffffffff, 0xffffffff)));
    await report(session(username, 'S-9', 'Start'));
    await eventually('all is moved', () => sessionRow('S-9'));
    expect((await sessionRow('S-\uFFFD-7')).nas_port_id).toBe('{"quoted\\", NULL}');
    expect((await sessionRow('S-8')).download_bytes).toBe(0);
  });
});
