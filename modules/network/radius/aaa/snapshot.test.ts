import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { envelopeSecrets } from '#kernel/secrets.ts';
import { code } from '#protocols/radius/codes.ts';
import { bareReply } from '#protocols/radius/reply.ts';
import { encodeRequest } from '#protocols/radius/request.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { type AccountRecord, Directory, type NasRecord } from './directory.ts';
import { Snapshot } from './snapshot.ts';
import { unlessUnsure } from './unsure.ts';

let folder: string;
const errors: unknown[] = [];
const secrets = envelopeSecrets(Buffer.alloc(32, 'snapshot'));
const open = (key = secrets) => new Snapshot(folder, key, (error) => errors.push(error));
const newest = () => path.join(folder, 'snapshot.sealed');
const tenantId = '0193b0a0-0000-7000-8000-000000000001';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'dotmac-snapshot-'));
  errors.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const nas: NasRecord = {
  id: '0193b0a0-0000-7000-8000-0000000000aa',
  tenantId,
  name: 'bng',
  address: '10.0.0.1',
  vendor: 'mikrotik',
  sharedSecret: 'a-shared-secret',
  requireMessageAuthenticator: true,
  radsecIdentity: null,
};
const account = (i: number): AccountRecord => ({
  id: `0193b0a0-0000-7000-8000-${String(i).padStart(12, '0')}`,
  tenantId,
  username: `user-${i}`,
  password: `pass-${i}`,
  passwordKeeping: 'reversible',
  customerId: null,
  state: 'active',
  rejectMessage: null,
  downloadKbps: 1000,
  uploadKbps: 1000,
  shaping: null,
  framedIpAddress: null,
  framedPool: null,
  framedIpv6Prefix: null,
  framedIpv6Address: null,
  framedIpv6Pool: null,
  delegatedIpv6Prefix: null,
  delegatedIpv6PrefixPool: null,
  sessionTimeoutSeconds: null,
  idleTimeoutSeconds: null,
  simultaneousUse: 0,
  circuitId: null,
  remoteId: null,
  lineBinding: null,
  macAddresses: [],
  macBinding: null,
  serviceVlan: null,
  customerVlan: null,
  priorityClass: 'standard',
});
function directoryOf(accounts: number): Directory {
  const directory = new Directory();
  directory.putNas(nas);
  for (let i = 0; i < accounts; i++) directory.putAccount(account(i));
  return directory;
}
const logins = 1000;

async function write(times: number): Promise<void> {
  const snapshot = open();
  for (let i = 0; i < times; i++) await snapshot.write(directoryOf(logins));
  await snapshot.close();
}
async function load(key = secrets) {
  const directory = new Directory();
  const found = await open(key).load(directory);
  return {
    found,
    logins: directory.accountCount,
    nas: directory.nasCount,
    isComplete: directory.isComplete,
    directory,
  };
}
/** Changes an octet of each of these lines. */
function spoil(file: string, ...lines: number[]): void {
  const text = readFileSync(file, 'utf8').split('\n');
  for (const n of lines) text[n] = text[n]!.replace(/.(.{40}\.)$/, (_, rest) => `!${rest}`);
  writeFileSync(file, text.join('\n'));
}

describe('the snapshot', () => {
  it('gives back every login and NAS, and the changes since', async () => {
    await write(1);
    const snapshot = open();
    snapshot.append({ accounts: [account(5000)], removedAccounts: [account(3).id] });
    await snapshot.close();
    expect(await load()).toMatchObject({ found: true, logins, nas: 1, isComplete: true });
    expect(errors).toEqual([]);
  });

  it('is made good from the one before where it is damaged, and nothing is missed', async () => {
    await write(2);
    spoil(newest(), 0, 2);
    expect(await load()).toMatchObject({ found: true, logins, nas: 1, isComplete: true });
    expect(errors).toHaveLength(1);
  });

  it('is made good from the one before where it is cut off or gone', async () => {
    await write(2);
    truncateSync(newest(), Math.floor(readFileSync(newest()).length / 2));
    expect(await load()).toMatchObject({ logins, nas: 1, isComplete: true });
    rmSync(newest());
    expect(await load()).toMatchObject({ logins, nas: 1, isComplete: true });
  });

  it('forgives a last line that a crash tore', async () => {
    await write(1);
    const snapshot = open();
    snapshot.append({ accounts: [account(5000)] });
    await snapshot.close();
    truncateSync(newest(), readFileSync(newest()).length - 10);
    expect(await load()).toMatchObject({ logins, isComplete: true });
  });

  it('that has gaps nobody can fill says so, and unknown names are met with silence until the database is back', async () => {
    await write(2);
    spoil(newest(), 2);
    spoil(path.join(folder, 'snapshot-before.sealed'), 2, 3);
    const { directory, ...loaded } = await load();
    expect(loaded).toMatchObject({ found: true, isComplete: false });
    expect(loaded.logins).toBeLessThan(logins);

    const secret = new SharedSecret(nas.sharedSecret);
    const peer = directory.find(nas.address)!;
    const reject = bareReply(code['Access-Reject']);
    const handler = unlessUnsure(directory, () => reject);
    const ask = (name: string) =>
      handler({
        packet: encodeRequest({
          code: code['Access-Request'],
          identifier: 1,
          secret,
          attributes: [{ name: 'User-Name', value: name }],
        }),
        nas: peer.nas,
        secret,
        address: nas.address,
        port: 1645,
      });
    expect(ask('nobody')).toBeUndefined();
    expect(ask('user-0')).toBe(reject);
    directory.retain(new Set([nas.id]), new Set(Array.from({ length: logins }, (_, i) => account(i).id)));
    expect(ask('nobody')).toBe(reject);
  });

  it('of another master key is none, and one complaint says so', async () => {
    await write(2);
    expect(await load(envelopeSecrets(Buffer.alloc(32, 'another')))).toMatchObject({ found: false, logins: 0, nas: 0 });
    expect(errors).toHaveLength(2);
  });
});
