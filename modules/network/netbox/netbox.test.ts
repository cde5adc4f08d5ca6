import ipaddr from 'ipaddr.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allowOutgoing } from '#kernel/outgoing.ts';
import { modules } from '#modules/list.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { netbox } from './contract.ts';
import { netboxClient } from './drivers/netbox.ts';
import { exchangesOf, type Replay, refusals, replayNetbox } from './testing.ts';

let t: TestKernel;
let replay: Replay;
beforeAll(async () => {
  t = await testKernel(modules);
  await t.startEngine();
  allowOutgoing([ipaddr.parseCIDR('127.0.0.0/8')]);
  replay = await replayNetbox(exchangesOf('4.2').before);
});
afterAll(() => replay.close());

async function over(id: string) {
  return vi.waitFor(
    async () => {
      await t.settle();
      const found = await t.run(netbox, 'getComparison', { id });
      expect(['ready', 'applied', 'failed']).toContain(found.status);
      return found;
    },
    { timeout: 15_000, interval: 50 },
  );
}
const compared = async () => over((await t.run(netbox, 'compare', {})).id);
async function applied(id: string) {
  await t.run(netbox, 'apply', { id });
  return vi.waitFor(
    async () => {
      await t.settle();
      const found = await t.run(netbox, 'getComparison', { id });
      expect(['applied', 'failed']).toContain(found.status);
      return found;
    },
    { timeout: 15_000, interval: 50 },
  );
}
const differences = async (id: string) => (await t.run(netbox, 'differences', { id, limit: 200 })).items;
const short = (rows: Awaited<ReturnType<typeof differences>>) =>
  rows.map((d) => [d.kind, d.address, d.action, d.choice]).sort((a, b) => (a.join() < b.join() ? -1 : 1));

describe.each(['3.7', '4.2'] as const)('the driver and NetBox %s', (version) => {
  it('reads all pages, whatever their size, and both forms of a row', async () => {
    const other = await replayNetbox(exchangesOf(version).before);
    const client = netboxClient({ url: `${other.url}/`, token: other.token, verifyTls: true }, 1);
    expect(await client.version()).toMatch(new RegExp(`^${version}`));
    expect(await client.prefixes(null)).toMatchObject([
      { prefix: '10.1.0.0/24', status: 'active' },
      {},
      { status: 'container' },
    ]);
    const addresses = await client.addresses(null, '10.1.0.0/24');
    expect(addresses.map((a) => [a.id, a.status])).toEqual([
      [11, 'active'],
      [12, 'active'],
      [13, 'deprecated'],
      [14, 'dhcp'],
    ]);
    expect(other.strays).toEqual([]);
    await other.close();
  });
});

describe('the driver', () => {
  it.each(refusals())('says in words what $name means', async ({ status, headers, body, says }) => {
    const other = await replayNetbox([]);
    other.interrupt({ status, headers, body });
    const client = netboxClient({ url: other.url, token: other.token, verifyTls: true }, 1);
    await expect(client.version()).rejects.toThrow(says);
    await other.close();
  });

  it('asks again what passes, after the time it is told, and gives up in the end', async () => {
    const other = await replayNetbox(exchangesOf('4.2').before);
    const client = netboxClient({ url: other.url, token: other.token, verifyTls: true }, 1);
    const busy = { status: 503, body: { detail: 'busy' } };
    other.interrupt(busy, { status: 429, headers: { 'retry-after': '0' }, body: {} }, null);
    expect(await client.version()).toBe('4.2.3');
    other.interrupt(busy, busy, busy, busy);
    await expect(client.version()).rejects.toThrow('NetBox answers 503: busy');
    expect(other.seen).toHaveLength(8);
    await other.close();
  });

  it('does not send twice what may have been done: a POST without an answer', async () => {
    const other = await replayNetbox([]);
    const client = netboxClient({ url: other.url, token: other.token, verifyTls: true }, 1);
    other.interrupt(null);
    await expect(client.create('prefixes', { prefix: '10.0.0.0/24' })).rejects.toThrow('could not be reached');
    expect(other.seen).toHaveLength(1);
    await other.close();
  });

  it('sends a token of 4.5 as Bearer, and too old a NetBox away', async () => {
    const other = await replayNetbox(exchangesOf('4.2').before, 'nbt_abc123.secretsecret');
    expect(await netboxClient({ url: other.url, token: other.token, verifyTls: true }, 1).version()).toBe('4.2.3');
    other.interrupt({ status: 200, body: { 'netbox-version': '2.11.10' } });
    await expect(netboxClient({ url: other.url, token: other.token, verifyTls: true }, 1).version()).rejects.toThrow(
      'too old',
    );
    await other.close();
  });
});

describe('a provider', () => {
  it('without a NetBox is told what to set', async () => {
    expect(await t.run(netbox, 'settings', {})).toMatchObject({
      configured: false,
      missing: 'Give the address of NetBox and an API token.',
    });
    await expect(t.run(netbox, 'compare', {})).rejects.toMatchObject({
      code: 'not_configured',
      message: expect.stringContaining('API token'),
    });
  });

  it('keeps its token sealed, shows it to nobody, and sends it to no other address', async () => {
    await expect(t.run(netbox, 'configure', { url: replay.url })).rejects.toMatchObject({
      code: 'invalid',
      field: 'token',
    });
    const made = await t.kernel.invoke(t.as(), 'netbox.configure', { url: replay.url, token: replay.token });
    expect(made).toMatchObject({ configured: true, hasToken: true });
    expect(JSON.stringify(made)).not.toContain(replay.token);
    const { rows } = await t.db.owner.query(
      `select to_jsonb(c)::text as row from netbox_connection c union all select to_jsonb(a)::text from audit_entry a`,
    );
    expect(rows.map((r) => r.row).join()).not.toContain(replay.token);
    await expect(t.run(netbox, 'configure', { url: 'https://evil.example.net' })).rejects.toMatchObject({
      field: 'token',
    });
    await t.run(netbox, 'configure', { url: replay.url });
  });

  it('sees what differs before anything is done, and which conflicts to settle', async () => {
    const pool = await t.run(ipManagement, 'createPool', { name: 'Lines', type: 'ipv4_private', cidr: '10.1.0.0/24' });
    for (const [address, reason] of [
      ['10.1.0.5', 'printer'],
      ['10.1.0.6', 'camera'],
    ] as const)
      await t.run(ipManagement, 'reserve', { poolId: pool.id, address, reason });
    const { id, status, conflicts } = await compared();
    expect([status, conflicts]).toEqual(['ready', 1]);
    expect(short(await differences(id))).toEqual([
      ['address', '10.1.0.5', 'conflict', 'skip'],
      ['address', '10.1.0.6', 'create_netbox', 'apply'],
      ['address', '10.1.0.9', 'create_ours', 'apply'],
      ['prefix', '10.1.0.0/24', 'link', 'apply'],
      ['prefix', '10.9.0.0/24', 'create_ours', 'skip'],
    ]);
    expect((await differences(id)).find((d) => d.action === 'conflict')).toMatchObject({
      ours: { description: 'printer', status: 'reserved' },
      theirs: { description: 'Printer, second floor', status: 'active' },
    });
    expect(replay.seen.every(({ method }) => method === 'GET')).toBe(true);
    // Whoever wants the address is told, before it is taken over.
    const { items } = await t.run(ipManagement, 'checkConflict', { poolId: pool.id, address: '10.1.0.9' });
    expect(items).toMatchObject([{ source: 'external', detail: 'NetBox: Router' }]);
    expect(replay.strays).toEqual([]);
  });

  it('chooses by row, and what is chosen is done on both sides, once', async () => {
    const [{ id } = { id: '' }] = (await t.run(netbox, 'listComparisons', {})).items;
    const conflict = (await differences(id)).find((d) => d.action === 'conflict')!;
    await expect(t.run(netbox, 'choose', { id, differenceIds: [conflict.id], choice: 'apply' })).rejects.toMatchObject({
      code: 'invalid',
      field: 'choice',
    });
    await t.run(netbox, 'choose', { id, differenceIds: [conflict.id], choice: 'ours' });
    expect(await applied(id)).toMatchObject({ status: 'applied', done: 4, failed: 0 });
    expect(
      replay.seen
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path }) => `${method} ${path}`)
        .sort(),
    ).toEqual(['PATCH /api/ipam/ip-addresses/11/', 'POST /api/ipam/ip-addresses/']);
    const { items } = await t.run(ipManagement, 'listReservations', { state: 'reserved' });
    expect(items.map((r) => [r.address, r.reason])).toEqual([
      ['10.1.0.5', 'printer'],
      ['10.1.0.6', 'camera'],
      ['10.1.0.9', 'Router'],
    ]);
    expect((await differences(id)).filter((d) => d.result === 'skipped').map((d) => d.address)).toEqual([
      '10.9.0.0/24',
    ]);
    await expect(t.run(netbox, 'apply', { id })).rejects.toMatchObject({ code: 'conflict' });
    expect(replay.strays).toEqual([]);
  });

  it('finds the next time only what has changed since: released here, renamed there', async () => {
    replay.play(exchangesOf('4.2').after);
    const { items } = await t.run(ipManagement, 'listReservations', { q: '10.1.0.6', state: 'reserved' });
    await t.run(ipManagement, 'release', { id: items[0]!.id });
    const { id } = await compared();
    expect(short(await differences(id))).toEqual([
      ['address', '10.1.0.6', 'deprecate_netbox', 'apply'],
      ['address', '10.1.0.9', 'update_netbox', 'apply'],
      ['prefix', '10.1.0.0/24', 'update_ours', 'apply'],
      ['prefix', '10.9.0.0/24', 'create_ours', 'skip'],
    ]);
    expect(await applied(id)).toMatchObject({ status: 'applied', done: 3, failed: 0 });
    expect((await t.run(ipManagement, 'listPools', {})).items.map((p) => p.name)).toEqual(['Lines, renamed']);
    expect(replay.strays).toEqual([]);
  });

  it('is told why NetBox refused one row, and the others are done', async () => {
    replay.play(exchangesOf('4.2').before);
    const pool = (await t.run(ipManagement, 'listPools', {})).items[0]!;
    await t.run(ipManagement, 'reserve', { poolId: pool.id, address: '10.1.0.200', reason: 'new' });
    const { id } = await compared();
    const rows = await differences(id);
    await t.run(netbox, 'choose', {
      id,
      differenceIds: rows.filter((d) => d.address !== '10.1.0.200' && d.action !== 'conflict').map((d) => d.id),
      choice: 'skip',
    });
    const outcome = await applied(id);
    expect(outcome).toMatchObject({ status: 'applied', failed: 1 });
    expect((await differences(id)).find((d) => d.result === 'failed')).toMatchObject({
      address: '10.1.0.200',
      problem: expect.stringContaining('NetBox refuses: No exchange for'),
    });
    replay.strays.length = 0;
  });

  it('is told when NetBox is away, or its address lies inside the network', async () => {
    replay.interrupt({ status: 403, body: { detail: 'Invalid token' } });
    expect(await compared()).toMatchObject({ status: 'failed', problem: expect.stringContaining('refuses the token') });
    expect((await t.run(netbox, 'settings', {})).problem).toContain('refuses the token');
    allowOutgoing([]);
    expect(await compared()).toMatchObject({
      status: 'failed',
      problem: expect.stringContaining('DOTMAC_OUTGOING_ALLOW'),
    });
    allowOutgoing([ipaddr.parseCIDR('127.0.0.0/8')]);
  });

  it('may forget it', async () => {
    await t.run(netbox, 'disconnect', {});
    expect(await t.run(netbox, 'settings', {})).toMatchObject({ configured: false, url: null });
  });
});
