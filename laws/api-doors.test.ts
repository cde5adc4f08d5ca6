import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Topic } from '#kernel/contract/contract.ts';
import { doors } from '#kernel/contract/fields.ts';
import { doorPrefix } from '#kernel/http/doors.ts';
import { calledBy } from '#kernel/http/testing.ts';
import { modules } from '#modules/list.ts';
import { exampleOf } from './examples.ts';
import { notOffered, offered, requestOf, routeOf } from './operations.ts';
import { type Api, startApi } from './testing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
const at = ({ key, door }: { key: string; door: string }) => `${key} at the ${door} door`;

describe('every operation at every door', () => {
  it('is 401 to nobody, except what anyone may do', async () => {
    for (const of of offered) {
      const answer = await api.ask(of, exampleOf(of.key, of.operation), null);
      if (of.operation.can === 'anyone') expect([401, 403, 500], at(of)).not.toContain(answer.status);
      else expect([answer.status, answer.body.code], at(of)).toEqual([401, 'unauthenticated']);
    }
  });

  it('is 403 to those who hold every permission but its own', async () => {
    const everything = [...api.t.kernel.registry.permissions.keys()];
    for (const of of offered) {
      const { can } = of.operation;
      if (can === 'anyone' || can === 'signed-in') continue;
      const caller = { ...api.anybody(of.door), permissions: everything.filter((p) => p !== can) };
      const answer = await api.ask(of, exampleOf(of.key, of.operation), caller);
      expect([answer.status, answer.body.code], at(of)).toEqual([403, 'forbidden']);
      expect(answer.body.detail, at(of)).toContain(can);
    }
  });

  it('is 404 at a door it was not declared for, even to those who may do everything', async () => {
    const there = new Set(offered.map(({ door, operation }) => `${door} ${routeOf(operation)}`));
    let tried = 0;
    for (const of of notOffered) {
      if (there.has(`${of.door} ${routeOf(of.operation)}`)) continue; // another operation answers there
      const answer = await api.ask(of, exampleOf(of.key, of.operation), api.anybody(of.door));
      expect([answer.status, answer.body?.code], at(of)).toEqual([404, 'not_found']);
      tried += 1;
    }
    expect(tried).toBeGreaterThan(300);
  });

  it('is not on the other web port', async () => {
    for (const of of offered) {
      const other = api.portOf(of.door) === api.ports.isp ? api.ports.platform : api.ports.isp;
      const { method, url, body } = requestOf(of.operation, of.door, exampleOf(of.key, of.operation));
      const headers = calledBy(api.anybody(of.door));
      const { statusCode } = await other.inject({ method, url, headers, ...(body ? { payload: body } : {}) });
      expect(statusCode, at(of)).toBe(404);
    }
  });

  it('is refused to everybody of a suspended provider', async () => {
    const suspended = { ...api.t.beta, status: 'suspended' as const };
    for (const { key, operation, door } of offered) {
      // The tenant door stays open: there a suspended provider pays and asks.
      if (door === 'platform' || door === 'tenant' || operation.can === 'anyone') continue;
      const caller = api.t.as({ door, tenant: suspended });
      await expect(api.t.kernel.invoke(caller, key, exampleOf(key, operation)), key).rejects.toMatchObject({
        code: 'forbidden',
        message: expect.stringContaining('suspended'),
      });
    }
  });
});

describe('every realtime topic', () => {
  const topics = modules.flatMap(({ contract }) =>
    Object.entries<Topic>(contract.realtime).map(([name, topic]) => ({ name, topic, contract: contract.name })),
  );
  const events = new Set(modules.flatMap(({ contract }) => Object.keys(contract.events)));

  it('is open to its doors and to those who hold its permission', async () => {
    expect(topics.length).toBeGreaterThan(5);
    const everything = [...api.t.kernel.registry.permissions.keys()];
    for (const { name, topic } of topics) {
      for (const door of doors) {
        const url = `${doorPrefix[door]}/realtime/${name}`;
        const status = async (headers: Record<string, string>) =>
          (await api.portOf(door).inject({ method: 'GET', url, headers })).statusCode;
        if (!topic.for.includes(door)) {
          expect(await status(calledBy(api.anybody(door))), `${name} at the ${door} door`).toBe(404);
          continue;
        }
        expect(await status({}), name).toBe(401);
        const without = everything.filter((permission) => permission !== topic.can);
        expect(await status(calledBy({ ...api.anybody(door), permissions: without })), name).toBe(403);
      }
    }
  });

  it('is of events that a module declares, under a name that no other topic has', () => {
    for (const { name, topic } of topics) {
      for (const event of topic.events) expect(events.has(event), `${name}: ${event}`).toBe(true);
      for (const door of topic.for)
        expect(
          topics.filter((o) => o.name === name && o.topic.for.includes(door)),
          `${name} at the ${door} door`,
        ).toHaveLength(1);
    }
  });
});
