import { describe, expect, test, vi } from 'vitest';
import { workflow } from '#kernel/durable.ts';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { orchestration } from './contract.ts';
import { orchestrationModule } from './module.ts';
import { type RecordedStep, runStatus, shownSteps, whyNotRetry } from './rules.ts';

let broken = true;
let firstSteps = 0;
const fragile = workflow('test-fragile', {
  title: 'Something fragile',
  async run(run) {
    await run.step('first', async () => {
      firstSteps += 1;
    });
    await run.step('second', async () => {
      if (broken) throw new Error('The part is broken.');
    });
  },
});
const t = await testKernel(modules.map((m) => (m === orchestrationModule ? { ...m, workflows: [fragile] } : m)));
const engine = await t.startEngine();
const get = (id: string) => t.run(orchestration, 'get', { id });

test('a failed run shows why, and a retry takes it up at the step that failed', async () => {
  const id = await engine.start(fragile, 'one', { tenantId: t.alpha.id });
  const failed = await vi.waitFor(async () => {
    const run = await get(id);
    expect(run.status).toBe('failed');
    return run;
  }, 10_000);
  expect(failed).toMatchObject({
    title: 'Something fragile',
    failedStep: 'second',
    error: 'The part is broken.',
    recoveries: 0,
  });
  expect(failed.steps.map((s) => [s.name, s.status, s.error])).toEqual([
    ['first', 'completed', null],
    ['second', 'failed', 'The part is broken.'],
  ]);
  expect((await t.run(orchestration, 'list', { status: 'failed' })).items.map((run) => run.id)).toEqual([id]);
  const metrics = await t.run(orchestration, 'metrics', {}, { ...t.as(), atMs: Date.now() });
  expect(metrics).toMatchObject({ open: 0, failedLastDay: 1 });

  broken = false;
  await t.run(orchestration, 'retry', { id, reason: 'Part replaced' });
  await t.settle();
  await vi.waitFor(async () => expect((await get(id)).status).toBe('completed'), 10_000);
  expect(firstSteps).toBe(1);
  await expect(t.run(orchestration, 'retry', { id, reason: 'Again' })).rejects.toMatchObject({
    code: 'conflict',
    message: 'This run has completed.',
  });
});

test('asked for twice, a retry happens once', async () => {
  broken = true;
  const before = firstSteps;
  const id = await engine.start(fragile, 'two', { tenantId: t.alpha.id });
  await vi.waitFor(async () => expect((await get(id)).status).toBe('failed'), 10_000);
  broken = false;
  await Promise.all([1, 2].map(() => t.run(orchestration, 'retry', { id, reason: 'Part replaced' })));
  await t.settle();
  await vi.waitFor(async () => expect((await get(id)).status).toBe('completed'), 10_000);
  await t.settle();
  expect((await get(id)).status).toBe('completed');
  expect(firstSteps).toBe(before + 1);
  const { rows } = await t.db.owner.query(`select 1 from reaction_retry where reaction = 'orchestration.retry'`);
  expect(rows).toEqual([]);
});

test('the definitions name the steps of every saga, and which of them can be taken back', async () => {
  const { items } = await t.run(orchestration, 'definitions', {});
  const saga = items.find((d) => d.name === 'provision-subscription');
  expect(saga?.steps.map((step) => [step.name, step.compensates])).toEqual([
    ['validate', false],
    ['address', true],
    ['radius', true],
    ['activate', true],
    ['invoice', true],
    ['welcome', false],
  ]);
});

describe('the steps of a run', () => {
  const plan = ['a', 'b', 'c'].map((name, at) => ({ name, title: name.toUpperCase(), target: 'test', undo: at < 2 }));
  const record = (name: string, error: string | null = null): RecordedStep => ({
    name,
    error,
    startedAt: '2026-01-01T00:00:00.000Z',
    completedAt: '2026-01-01T00:00:01.000Z',
  });
  const states = (records: RecordedStep[], status: Parameters<typeof shownSteps>[2]) =>
    shownSteps(plan, records, status).map((step) => step.status);

  test.each([
    ['queued', [], ['waiting', 'waiting', 'waiting']],
    ['running', [], ['running', 'waiting', 'waiting']],
    ['running', [record('a')], ['completed', 'running', 'waiting']],
    ['running', [record('a'), record('b', 'no')], ['undoing', 'failed', 'skipped']],
    ['running', [record('a'), record('b'), record('c', 'no')], ['completed', 'undoing', 'failed']],
    ['running', [record('a'), record('b'), record('c', 'no'), record('undo:b')], ['undoing', 'undone', 'failed']],
    [
      'rolled_back',
      [record('a'), record('b', 'no'), record('undo:a'), record('rolled-back')],
      ['undone', 'failed', 'skipped'],
    ],
    ['failed', [record('a'), record('b', 'no'), record('undo:a', 'stuck')], ['failed', 'failed', 'skipped']],
    ['completed', [record('a'), record('b'), record('c')], ['completed', 'completed', 'completed']],
  ] as const)('%s with %o are %o', (status, records, expected) => {
    expect(states([...records], status)).toEqual(expected);
  });

  test('a compensation that is stuck says so', () => {
    const [first] = shownSteps(plan, [record('a'), record('b', 'no'), record('undo:a', 'in use')], 'failed');
    expect(first?.error).toBe('Could not be taken back: in use');
  });
});

test('only what has ended badly can be started again', () => {
  expect(whyNotRetry({ status: 'failed', subscriptionId: null })).toBeUndefined();
  expect(whyNotRetry({ status: 'rolled_back', subscriptionId: 'x' })).toBeUndefined();
  expect(whyNotRetry({ status: 'rolled_back', subscriptionId: null })).toContain('start it anew');
  expect(whyNotRetry({ status: 'running', subscriptionId: 'x' })).toContain('still going on');
  expect(runStatus({ status: 'MAX_RECOVERY_ATTEMPTS_EXCEEDED', rolledBack: false })).toBe('failed');
});
