import { beforeEach, describe, expect, it } from 'vitest';
import { type Attribute, decodeAttributeOctets, type RawAttribute } from '#protocols/radius/attributes.ts';
import { code } from '#protocols/radius/codes.ts';
import { chapCredentials, msChapV2Credentials, papCredentials } from '#protocols/radius/credentials.ts';
import { decodePacket, type Packet } from '#protocols/radius/packet.ts';
import { encodeRequest } from '#protocols/radius/request.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { formatAttribute } from '#protocols/radius/text.ts';
import type { NasVendor } from '../contract.ts';
import { hashPassword } from '../password.ts';
import type { PolicyValues } from '../policy-rules.ts';
import { type Decision, decide } from './decide.ts';
import { type AccountRecord, Directory, type KnownNas } from './directory.ts';
import { noteAccounting } from './live-sessions.ts';
import { defaultPolicyOf } from './policies.ts';
import { applyLine } from './snapshot.ts';

const tenantId = '0198c0de-0000-7000-8000-000000000001';
const accountId = '0198c0de-0000-7000-8000-00000000000a';
const secret = new SharedSecret('a-shared-secret');
const password = 'correct horse 9';
const minute = 60_000;
const startMs = Date.UTC(2026, 2, 10, 8);

let directory: Directory;
beforeEach(() => {
  directory = new Directory();
  addNas('bng-1', 'cisco', '192.0.2.1');
  addNas('bng-2', 'cisco', '192.0.2.2');
  addNas('tik-1', 'mikrotik', '192.0.2.3');
  put();
});

function addNas(name: string, vendor: NasVendor, address: string) {
  const id = `0198c0de-0000-7000-8000-0000000001${address.split('.')[3]!.padStart(2, '0')}`;
  const sharedSecret = 'a-shared-secret';
  directory.putNas({
    id,
    tenantId,
    name,
    address,
    vendor,
    sharedSecret,
    requireMessageAuthenticator: true,
    radsecIdentity: null,
  });
}
function put(more: Partial<AccountRecord> = {}) {
  // As an older version kept it, so that what it lacked has its defaults.
  const record = {
    id: accountId,
    tenantId,
    username: 'ada',
    password,
    customerId: null,
    state: 'active',
    rejectMessage: null,
    downloadKbps: 50_000,
    uploadKbps: 10_000,
    framedIpAddress: null,
    delegatedIpv6Prefix: null,
    sessionTimeoutSeconds: null,
    idleTimeoutSeconds: null,
    ...more,
  } as AccountRecord;
  applyLine(directory, { accounts: [record] });
}
const policy = (values: Partial<PolicyValues>) => directory.putPolicy({ ...defaultPolicyOf(tenantId), ...values });
const nasAt = (address: string): KnownNas => directory.find(address)!.nas;

type Sent = (Attribute | RawAttribute)[];
function request(attributes: Sent, credentials: Attribute[] = papCredentials(password)): Packet {
  const made = encodeRequest({
    code: code['Access-Request'],
    identifier: 1,
    secret,
    attributes: [{ name: 'User-Name', value: 'ada' }, ...credentials, ...attributes],
  });
  const packet = decodePacket(made.bytes.subarray(0, made.length));
  if (typeof packet === 'string') throw new Error(packet);
  return packet;
}
async function login(attributes: Sent = [], options: { from?: string; credentials?: Attribute[]; atMs?: number } = {}) {
  const nas = nasAt(options.from ?? '192.0.2.1');
  const packet = request(attributes, options.credentials);
  const decision = await decide({ packet, secret, nas }, options.atMs ?? startMs);
  if (decision === undefined) throw new Error('It was not decided.');
  return decision;
}
function report(status: 1 | 2 | 3, id: string, attributes: Sent = [], options: { from?: string; atMs?: number } = {}) {
  const packet = request([{ name: 'Acct-Session-Id', value: id }, ...attributes]);
  noteAccounting(
    directory.account(accountId)!,
    packet,
    nasAt(options.from ?? '192.0.2.1'),
    status,
    options.atMs ?? startMs,
  );
}
const told = ({ reply }: Decision) => decodeAttributeOctets(Buffer.from(reply.attributes)).map(formatAttribute);
const line = (circuit: string, remote?: string): Sent => [
  { name: 'ADSL-Agent-Circuit-Id', value: Buffer.from(circuit) },
  ...(remote === undefined ? [] : [{ name: 'ADSL-Agent-Remote-Id' as const, value: Buffer.from(remote) }]),
];
const device = (mac: string): Sent => [{ name: 'Calling-Station-Id', value: mac }];

describe('the line', () => {
  it('that a login is bound to is told from another, and the refusal names both', async () => {
    put({ circuitId: 'OLT1/1/1/1:1', remoteId: 'HWTC12345678' });
    expect((await login(line('olt1/1/1/1:1', 'HWTC12345678'))).rejected).toBeUndefined();
    const elsewhere = await login(line('OLT1/1/1/1:7', 'HWTC12345678'));
    expect(elsewhere.rejected).toBe('wrong-line');
    expect(elsewhere.explain()).toBe(
      'Password right, but the line is bound to circuit OLT1/1/1/1:1 and the request came from OLT1/1/1/1:7.',
    );
    expect((await login(line('OLT1/1/1/1:1', 'OTHER'))).explain()).toContain('remote id HWTC12345678');
    expect((await login()).explain()).toContain('the request names no circuit');
    // Who does not know the password learns nothing of the line.
    const wrong = await login(line('OLT1/1/1/1:7'), { credentials: papCredentials('wrong') });
    expect(wrong.rejected).toBe('wrong-password');
  });

  it('is refused, recorded or overlooked as the policy says, and as the login says where it says anything', async () => {
    put({ circuitId: 'OLT1/1/1/1:1' });
    policy({ lineBinding: 'log' });
    const logged = await login(line('OLT1/1/1/1:7'));
    expect([logged.rejected, logged.note]).toEqual([undefined, 'wrong-line']);
    expect(logged.explain()).toContain('Let in, although the line is bound to circuit OLT1/1/1/1:1');
    policy({ lineBinding: 'ignore' });
    expect((await login(line('OLT1/1/1/1:7'))).note).toBeUndefined();
    put({ circuitId: 'OLT1/1/1/1:1', lineBinding: 'enforce' });
    expect((await login(line('OLT1/1/1/1:7'))).rejected).toBe('wrong-line');
  });

  it('is known however the remote id is spelt', async () => {
    put({ remoteId: '00:1b:44:11:3a:b7' });
    const octets = Buffer.from('001b44113ab7', 'hex');
    expect((await login([{ vendor: 3561, type: 2, octets }])).rejected).toBeUndefined();
    expect((await login(line('any', '001B.4411.3AB7'))).rejected).toBeUndefined();
    expect((await login(line('any', '001B.4411.3AB8'))).rejected).toBe('wrong-line');
  });
});

describe('the device', () => {
  it('is one of those the login is bound to, however the router spells it', async () => {
    put({ macAddresses: ['AA:BB:CC:DD:EE:0F', 'AA:BB:CC:DD:EE:10'] });
    expect((await login(device('aabb.ccdd.ee10'))).rejected).toBeUndefined();
    const other = await login(device('aa-bb-cc-dd-ee-11'));
    expect(other.rejected).toBe('wrong-device');
    expect(other.explain()).toContain('bound to the device AA:BB:CC:DD:EE:0F or AA:BB:CC:DD:EE:10');
    expect(other.explain()).toContain('came from AA:BB:CC:DD:EE:11');
    expect((await login()).rejected).toBe('wrong-device');
    policy({ macBinding: 'log' });
    expect((await login(device('aa-bb-cc-dd-ee-11'))).note).toBe('wrong-device');
  });
});

describe('simultaneous use', () => {
  const mine = device('AA:BB:CC:DD:EE:01');
  const other = device('AA:BB:CC:DD:EE:02');
  beforeEach(() => put({ simultaneousUse: 1 }));

  it('refuses a second login, and says where the first is', async () => {
    policy({ simultaneousUse: 'refuse' });
    report(1, 's1', mine, { from: '192.0.2.2' });
    const second = await login(other);
    expect(second.rejected).toBe('already-online');
    expect(second.explain()).toBe(
      'Password right, but simultaneous use: already online at bng-2 since 2026-03-10 08:00 UTC (device AA:BB:CC:DD:EE:01); 1 at once is allowed.',
    );
    expect(told(second)).toEqual(['Reply-Message = "This login is in use already. Please contact your provider."']);
    put({ simultaneousUse: 2 });
    expect((await login(other)).rejected).toBeUndefined();
    put({ simultaneousUse: 0 });
    expect((await login(other)).rejected).toBeUndefined();
  });

  it('lets the new login in and names the oldest session to be disconnected, where the policy is take-over', async () => {
    policy({ simultaneousUse: 'take_over' });
    put({ simultaneousUse: 2 });
    report(1, 's1', mine, { atMs: startMs - 9 * minute });
    report(1, 's2', device('AA:BB:CC:DD:EE:03'), { atMs: startMs - 5 * minute });
    const third = await login(other);
    expect(third.rejected).toBeUndefined();
    expect(third.note).toBe('took-over');
    expect(third.yielding.map(({ acctSessionId }) => acctSessionId)).toEqual(['s1']);
    for (const session of third.yielding) session.yieldedAtMs = startMs;
    // Asked once: the next login does not ask again while the router is at it.
    expect((await login(other, { atMs: startMs + 1000 })).yielding).toEqual([]);
  });

  it('never counts the session of the same device or the same line: it is over, whatever its Stop says', async () => {
    policy({ simultaneousUse: 'refuse' });
    report(1, 's1', [...mine, ...line('OLT1/1/1/1:1'), { name: 'NAS-Port-Id', value: '0/0/1/100.7' }]);
    expect((await login(mine, { from: '192.0.2.2' })).rejected).toBeUndefined();
    expect((await login([...other, ...line('OLT1/1/1/1:1')])).rejected).toBeUndefined();
    expect((await login([...other, { name: 'NAS-Port-Id', value: '0/0/1/100.7' }])).rejected).toBeUndefined();
    expect((await login([...other, { name: 'NAS-Port-Id', value: '0/0/1/100.8' }])).rejected).toBe('already-online');
  });

  it('does not take an interface that many share for a line', async () => {
    policy({ simultaneousUse: 'refuse' });
    const shared: Sent = [{ name: 'NAS-Port-Id', value: 'ether2' }];
    report(1, 's1', [...mine, ...shared], { from: '192.0.2.3' });
    expect((await login([...other, ...shared], { from: '192.0.2.3' })).rejected).toBe('already-online');
  });

  it('never locks a subscriber out because of a ghost: what has not been heard of for three reports does not count', async () => {
    policy({ simultaneousUse: 'refuse', ghostAfterInterims: 3 });
    report(1, 's1', mine);
    report(3, 's1', [], { atMs: startMs + 5 * minute });
    expect((await login(other, { atMs: startMs + 19 * minute })).rejected).toBe('already-online');
    expect((await login(other, { atMs: startMs + 21 * minute })).rejected).toBeUndefined();
  });

  it('forgets a session at its Stop, and all of a NAS when that restarts', async () => {
    policy({ simultaneousUse: 'refuse' });
    report(1, 's1', mine);
    report(2, 's1', mine, { atMs: startMs + minute });
    expect((await login(other, { atMs: startMs + minute })).rejected).toBeUndefined();
    report(1, 's2', mine);
    nasAt('192.0.2.1').life.restartedAtMs = startMs + minute;
    expect((await login(other, { atMs: startMs + minute })).rejected).toBeUndefined();
  });

  it('survives changes of the login and of the NAS', async () => {
    policy({ simultaneousUse: 'refuse' });
    report(1, 's1', mine);
    put({ simultaneousUse: 1, downloadKbps: 1 });
    addNas('bng-1', 'cisco', '192.0.2.1');
    expect((await login(other)).rejected).toBe('already-online');
  });
});

describe('a provider that the platform has stopped', () => {
  it('lets nobody in who knows the password, says so, and is let go on', async () => {
    directory.putPolicy({ ...defaultPolicyOf(tenantId), stopped: true });
    const refused = await login();
    expect(refused.rejected).toBe('provider-stopped');
    expect(told(refused)).toEqual([expect.stringContaining('interrupted')]);
    expect(refused.explain()).toContain('stopped this provider');
    expect((await login([], { credentials: papCredentials('wrong') })).rejected).toBe('wrong-password');
    directory.putPolicy(defaultPolicyOf(tenantId));
    expect((await login()).rejected).toBeUndefined();
  });
});

describe('a suspended login', () => {
  beforeEach(() => put({ state: 'suspended', rejectMessage: 'Please pay.', framedIpAddress: '10.0.0.7' }));

  it('is refused with its message, unless the policy has a walled garden', async () => {
    const refused = await login();
    expect(refused.rejected).toBe('suspended');
    expect(told(refused)).toEqual(['Reply-Message = "Please pay."']);
    expect(refused.explain()).toContain('“Please pay.”');
  });

  it('is let into the garden slowly, for a short while, in the words of the router', async () => {
    policy({
      suspendedAccess: 'walled_garden',
      gardenName: 'unpaid',
      gardenRedirectUrl: 'https://pay.example.net/',
      gardenSessionSeconds: 600,
    });
    const garden = await login([], { from: '192.0.2.3' });
    expect([garden.rejected, garden.note]).toEqual([undefined, 'walled-garden']);
    const attributes = told(garden);
    expect(attributes).toContain('Mikrotik-Rate-Limit = "256k/512k"');
    expect(attributes).toContain('Mikrotik-Address-List = "unpaid"');
    expect(attributes).toContain('Session-Timeout = 600');
    expect(attributes).toContain('Framed-IP-Address = 10.0.0.7');
    expect(told(await login())).toContain('Cisco-Account-Info = "Aunpaid"');
    expect((await login([], { credentials: papCredentials('wrong') })).rejected).toBe('wrong-password');
    policy({ suspendedAccess: 'walled_garden', gardenName: 'other' });
    expect(told(await login())).toContain('Cisco-Account-Info = "Aother"');
    put({ state: 'disabled' });
    expect((await login()).rejected).toBe('disabled');
  });
});

describe('a password kept as a hash', () => {
  beforeEach(async () => put({ password: await hashPassword(password), passwordKeeping: 'hashed' }));

  it('serves PAP, at once from the second time on', async () => {
    const packet = request([]);
    const first = decide({ packet, secret, nas: nasAt('192.0.2.1') }, startMs);
    expect(first).toBeInstanceOf(Promise);
    expect((await first)?.rejected).toBeUndefined();
    const second = decide({ packet: request([]), secret, nas: nasAt('192.0.2.1') }, startMs);
    expect(second).toMatchObject({ rejected: undefined });
    expect((await login([], { credentials: papCredentials('wrong') })).rejected).toBe('wrong-password');
    const again = decide({ packet: request([], papCredentials('wrong')), secret, nas: nasAt('192.0.2.1') }, startMs);
    expect(again).toMatchObject({ rejected: 'wrong-password' });
  });

  it('is forgotten when another is set', async () => {
    expect((await login()).rejected).toBeUndefined();
    put({ password: await hashPassword('another one 7'), passwordKeeping: 'hashed' });
    expect((await login()).rejected).toBe('wrong-password');
    expect((await login([], { credentials: papCredentials('another one 7') })).rejected).toBeUndefined();
  });

  it.each([
    ['CHAP', chapCredentials(password)],
    ['MS-CHAPv2', msChapV2Credentials('ada', password)],
  ])('refuses %s and says why', async (method, credentials) => {
    const refused = await login([], { credentials });
    expect(refused.rejected).toBe('needs-clear-password');
    expect(refused.explain()).toContain(`asked by ${method}, but only a salted hash`);
  });
});

describe('an Accept', () => {
  it('carries what the login has: VLANs with their tags, IPv6, pools and timeouts', async () => {
    put({
      serviceVlan: 100,
      customerVlan: 7,
      framedPool: 'dynamic',
      framedIpv6Prefix: '2001:db8:1::/64',
      framedIpv6Address: '2001:db8:1::7',
      delegatedIpv6PrefixPool: 'homes',
      sessionTimeoutSeconds: 86_400,
      idleTimeoutSeconds: 900,
    });
    const attributes = told(await login());
    for (const wanted of [
      'Tunnel-Private-Group-Id:1 = "100"',
      'Tunnel-Private-Group-Id:2 = "7"',
      'Framed-Pool = "dynamic"',
      'Framed-IPv6-Prefix = 2001:db8:1::/64',
      'Framed-IPv6-Address = 2001:db8:1::7',
      'Delegated-IPv6-Prefix-Pool = "homes"',
      'Session-Timeout = 86400',
      'Idle-Timeout = 900',
    ])
      expect(attributes).toContain(wanted);
  });
});
