import { fork } from 'node:child_process';
import path from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { cleanEnv } from '#kernel/testing/clean-env.ts';
import { maker } from '#modules/billing/testing.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { modules } from '#modules/list.ts';
import { eventually } from '#modules/network/radius/aaa/testing.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { nasBench } from '#modules/network/radius/testing.ts';
import { type TestKernel, testKernel } from '#modules/testing.ts';
import { speedRollouts } from './contract.ts';

let t: TestKernel;
const { nasThat, session } = nasBench(() => t, 5);
beforeAll(async () => {
  t = await testKernel(modules.filter(({ contract }) => contract.name !== 'provisioning'));
}, 60_000);

const lines = 110;

it('a worker that is killed in the middle goes on where it was: everybody is told, and counted once', async () => {
  const { plan, active } = maker(t);
  const { id: planId } = await plan();
  const nas = await nasThat('ack');
  for (let n = 0; n < lines; n += 1) {
    const { id: subscriptionId, customerId } = await active(planId);
    const username = `crash-${n}`;
    const speed = { downloadKbps: 100_000, uploadKbps: 50_000, planId };
    const account = await t.asSystem(radius, 'createAccount', { username, subscriptionId, customerId, ...speed });
    await session(nas.id, { accountId: account.id, subscriptionId, customerId, username });
  }
  await t.settle();
  await t.relay.stop();

  const worker = fork(path.join(import.meta.dirname, 'testing-engine.ts'), {
    env: {
      ...cleanEnv(),
      TEST_URLS: JSON.stringify(t.db.urls),
      TEST_KEY: t.db.masterKey.toString('hex'),
      TEST_NOW: new Date(t.clock.nowMs()).toISOString(),
    },
  });
  const gone = new Promise((resolve) => worker.once('exit', resolve));
  await new Promise((resolve) => worker.once('message', resolve));
  const { rolloutId } = await t.run(internetPlans, 'update', { id: planId, downloadKbps: 250_000 });
  await eventually('some have been told', () => nas.heard.length >= 20, 30_000);
  worker.kill('SIGKILL');
  await gone;
  expect(nas.heard.length).toBeLessThan(lines);
  expect(await t.run(speedRollouts, 'get', { id: rolloutId! })).toMatchObject({ status: 'running' });

  await t.startEngine();
  const rollout = await eventually(
    'the rollout is over',
    async () => {
      const now = await t.run(speedRollouts, 'get', { id: rolloutId! });
      return now.finishedAt !== null && now;
    },
    40_000,
  );
  expect(rollout).toMatchObject({
    status: 'done',
    subscriptions: lines,
    subscriptionsDone: lines,
    sessionsAsked: lines,
    acknowledged: lines,
  });
  const told = new Set(nas.heard.map(({ attributes }) => attributes['User-Name']));
  expect(told.size).toBe(lines);
  const { rows } = await t.db.owner.query(
    `select count(*)::int as requests, count(distinct session_id)::int as sessions, max(rounds) as rounds from coa_request where rollout_id = $1`,
    [rolloutId],
  );
  expect(rows[0]).toEqual({ requests: lines, sessions: lines, rounds: 1 });
}, 120_000);
