import { beforeAll, describe, expect, it } from 'vitest';
import { type Durable, saga, startDurable, workflow } from './durable.ts';
import { sampleKernel } from './testing/sample.ts';

const log: string[] = [];
let failAt = '';
const step = (name: string) => ({
  name,
  title: name,
  target: 'test',
  do: async () => {
    if (failAt === name) throw new Error(`${name} refuses`);
    log.push(name);
    return { [name]: true };
  },
  undo: async () => void log.push(`undo ${name}`),
});
const build = saga<object, Record<string, boolean>>('build', {
  title: 'Build',
  steps: [step('a'), step('b'), step('c')],
  onRolledBack: async (_ctx, _input, error) => void log.push(`rolled back: ${error}`),
});
let attempts = 0;
const flaky = workflow('flaky', {
  title: 'Flaky',
  run: (run) =>
    run.step(
      'try',
      async () => {
        attempts += 1;
        if (attempts < 3) throw new Error('not yet');
        return attempts;
      },
      { attempts: 5 },
    ),
});

let t: Awaited<ReturnType<typeof sampleKernel>>;
let engine: Durable;
beforeAll(async () => {
  t = await sampleKernel({ workflows: [build, flaky] });
  engine = await startDurable(t.kernel, t.tenants, t.db.urls.system, t.log);
  return () => engine.stop();
});
const finished = async (id: string) => {
  for (let i = 0; i < 400; i += 1) {
    const { rows } = await t.db.owner.query(`select status from dbos.workflow_status where workflow_uuid = $1`, [id]);
    if (['SUCCESS', 'ERROR'].includes(rows[0]?.status)) return rows[0].status as string;
    await new Promise((next) => setTimeout(next, 25));
  }
  throw new Error('did not finish');
};

describe('a saga', () => {
  it('runs its steps in order, and starting it twice is starting it once', async () => {
    log.length = 0;
    failAt = '';
    const id = await engine.start(build, 'one', { tenantId: t.alpha.id });
    expect(await engine.start(build, 'one', { tenantId: t.alpha.id })).toBe(id);
    expect(await finished(id)).toBe('SUCCESS');
    expect(log).toEqual(['a', 'b', 'c']);
  });

  it('undoes what was done, in reverse, when a step refuses', async () => {
    log.length = 0;
    failAt = 'c';
    const id = await engine.start(build, 'two', { tenantId: t.alpha.id });
    await finished(id);
    expect(log).toEqual(['a', 'b', 'undo b', 'undo a', 'rolled back: c refuses']);
  });
});

describe('a step', () => {
  it('is tried again as often as it says', async () => {
    const id = await engine.start(flaky, 'three', { tenantId: t.alpha.id });
    expect(await finished(id)).toBe('SUCCESS');
    expect(attempts).toBe(3);
  });
});
