import { beforeAll, describe, expect, it } from 'vitest';
import { sampleKernel } from './testing/sample.ts';

let t: Awaited<ReturnType<typeof sampleKernel>>;
beforeAll(async () => {
  t = await sampleKernel();
});
const count = async (table: string, where = 'true') =>
  Number((await t.db.owner.query(`select count(*) as n from ${table} where ${where}`)).rows[0].n);

describe('a call', () => {
  it('answers with the door’s view: no secret at any, no subscriber’s words at the tenant door', async () => {
    const made = await t.kernel.invoke(t.as(), 'things.make', { name: 'kettle', pin: '4711' });
    expect(made).toEqual({ id: expect.any(String), name: 'kettle' });
    const listed = await t.kernel.invoke(t.as({ door: 'tenant' }), 'things.list', {});
    expect(JSON.stringify(listed)).not.toMatch(/kettle|4711/);
  });

  it('is not found at a door it was not declared for, nor when it is for modules only', async () => {
    await expect(t.kernel.invoke(t.as({ door: 'platform' }), 'things.list', {})).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(t.kernel.invoke(t.as(), 'things.hidden', {})).rejects.toMatchObject({ code: 'not_found' });
  });

  it('needs its permission', async () => {
    await expect(
      t.kernel.invoke(t.as({ permissions: ['test.thing:read'] }), 'things.make', { name: 'kettle' }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    await expect(
      t.kernel.invoke(t.as({ permissions: ['test.*'] }), 'things.make', { name: 'kettle' }),
    ).resolves.toBeTruthy();
  });

  it('refuses what it does not know and names the field and the rule', async () => {
    await expect(t.kernel.invoke(t.as(), 'things.make', { name: 'x' })).rejects.toMatchObject({
      code: 'invalid',
      field: 'name',
    });
    await expect(t.kernel.invoke(t.as(), 'things.make', { name: 'kettle', colour: 'red' })).rejects.toMatchObject({
      code: 'invalid',
      field: 'colour',
    });
  });

  it('sees nothing of another tenant', async () => {
    const made = (await t.kernel.invoke(t.as({ tenant: t.beta }), 'things.make', { name: 'secret kettle' })) as {
      id: string;
    };
    await expect(t.kernel.invoke(t.as(), 'things.get', { id: made.id })).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is refused to the staff of a suspended provider', async () => {
    await expect(
      t.kernel.invoke(t.as({ tenant: { ...t.alpha, status: 'suspended' } }), 'things.list', {}),
    ).rejects.toMatchObject({ code: 'forbidden' });
  });
});

describe('a command', () => {
  it('writes its row, its event and its audit entry together, or none of them', async () => {
    const before = { things: await count('sample_thing'), events: await count('outbox') };
    await expect(
      t.kernel.invoke(t.as(), 'things.make', { name: 'broken', fail: true, password: 'hunter22' }),
    ).rejects.toMatchObject({ code: 'conflict' });
    expect(await count('sample_thing')).toBe(before.things);
    expect(await count('outbox')).toBe(before.events);
    const { rows } = await t.db.owner.query(
      `select outcome, input, actor_id from audit_entry order by seq desc limit 1`,
    );
    expect(rows[0]).toMatchObject({ outcome: 'conflict', actor_id: 'u1', input: { name: 'broken', password: '•••' } });
  });

  it('sent twice at once with one Idempotency-Key happens once, and both get its answer', async () => {
    const caller = t.as({ idempotencyKey: 'double-click' });
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => t.kernel.invoke(caller, 'things.make', { name: 'once only' })),
    );
    expect(new Set(answers.map((a) => (a as { id: string }).id)).size).toBe(1);
    expect(await count('sample_thing', `name = 'once only'`)).toBe(1);
    expect(await count('outbox', `payload->>'name' = 'once only'`)).toBe(1);
  });

  it('refuses a key that was used for something else, and lets a failed one be tried again', async () => {
    const caller = t.as({ idempotencyKey: 'reused' });
    await expect(t.kernel.invoke(caller, 'things.make', { name: 'first', fail: true })).rejects.toMatchObject({
      code: 'conflict',
    });
    await t.kernel.invoke(caller, 'things.make', { name: 'second' });
    await expect(t.kernel.invoke(caller, 'things.make', { name: 'third' })).rejects.toMatchObject({
      code: 'conflict',
      field: 'Idempotency-Key',
    });
  });

  it('is limited per actor, and a clock set back neither refills nor starves the bucket', async () => {
    const caller = t.as({ actor: { ...t.as().actor, id: 'eager' } });
    let refused = 0;
    for (let i = 0; i < 620; i += 1)
      await t.kernel.invoke(caller, 'things.make', { name: 'x' }).catch((e) => (refused += e.code === 'limit' ? 1 : 0));
    expect(refused).toBe(20);
    t.clock.advance(-3_600_000);
    await expect(t.kernel.invoke(caller, 'things.make', { name: 'x' })).rejects.toMatchObject({
      code: 'limit',
      retryAfterSeconds: 1,
    });
    t.clock.advance(3_600_000 + 60_000);
    await expect(t.kernel.invoke(caller, 'things.make', { name: 'kettle' })).resolves.toBeTruthy();
  });
});
