import { expect, test, vi } from 'vitest';
import { customers } from '#modules/customers/customers/contract.ts';
import { modules } from '#modules/list.ts';
import { sealAll } from '#modules/platform/audit/testing.ts';
import { testKernel } from '#modules/testing.ts';
import { reportAudit } from './audit.ts';

const t = await testKernel(modules);
for (let n = 0; n < 3; n += 1)
  await t.run(customers, 'create', {
    name: `Person ${n}`,
    serviceAddress: { line1: 'Way 1', city: 'Kiel', country: 'DE' },
  });
await sealAll(t.db);

async function run(options: { tenant?: string; head?: string } = {}) {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    return { exitCode: await reportAudit(t.db.pools.system, options), lines };
  } finally {
    log.mockRestore();
  }
}

test('an untouched trail is reported with its head, and exits with 0', async () => {
  const { lines, exitCode } = await run();
  expect(exitCode).toBe(0);
  expect(lines).toEqual([
    'platform: intact, 0 links',
    expect.stringMatching(/^alpha: intact, 3 links, head [0-9a-f]{64}$/),
    'beta: intact, 0 links',
  ]);
});

test('a head that was noted must be in the chain', async () => {
  const head = (await run({ tenant: 'alpha' })).lines[0]!.slice(-64);
  expect(await run({ tenant: 'alpha', head })).toMatchObject({ exitCode: 0 });
  expect(await run({ tenant: 'alpha', head: '0'.repeat(64) })).toMatchObject({ exitCode: 1 });
  await expect(run({ head })).rejects.toThrow('--tenant');
});

test('an unknown provider is named', async () => {
  await expect(run({ tenant: 'nobody' })).rejects.toThrow('nobody');
});

test('a trail that was tampered with exits with 1 and the number of the broken link', async () => {
  await t.db.owner.query(
    `update audit_entry set outcome = 'forbidden' where id = (select entry_id from audit_seal where tenant_id = $1 and number = 2)`,
    [t.alpha.id],
  );
  const { lines, exitCode } = await run({ tenant: 'alpha' });
  expect(exitCode).toBe(1);
  expect(lines).toEqual(['alpha: BROKEN at link 2 of 3. The entry it seals, or the link itself, was altered.']);
});
