import { existsSync, readFileSync } from 'node:fs';
import { getNamedType, isObjectType } from 'graphql';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { schemaFile, schemaText } from '#apps/cli/graphql.ts';
import type { Topic } from '#kernel/contract/contract.ts';
import { type AnyResource, type Door, doors, type Field } from '#kernel/contract/fields.ts';
import { viewSchema } from '#kernel/contract/view.ts';
import { idsAtOnce } from '#kernel/graphql/calls.ts';
import { graphPath } from '#kernel/http/doors.ts';
import { calledBy, type TestCaller } from '#kernel/http/testing.ts';
import { modules } from '#modules/list.ts';
import { described, exampleOf, referencesOf } from './examples.ts';
import { type GraphField, graphFields, graphRequest, relations, schemas } from './graph-fields.ts';
import { declared, inTurn } from './operations.ts';
import { rowNamed } from './provider.ts';
import { type Api, startApi } from './testing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let api: Api;
beforeAll(async () => {
  api = await startApi();
});

interface Answer {
  status: number;
  requestId: string;
  text: string;
  data: { answer: unknown } | null;
  errors: { message: string; path?: string[]; extensions: { code: string; field?: string; requestId: string } }[];
}
async function ask(
  of: GraphField,
  door: Door,
  input: Record<string, unknown>,
  caller: TestCaller | null,
  port = api.portOf(door),
): Promise<Answer> {
  const response = await port.inject({
    method: 'POST',
    url: graphPath(door),
    headers: caller ? calledBy(caller) : {},
    payload: graphRequest(of, door, input),
  });
  const { data = null, errors = [] } = response.headers['content-type']?.toString().includes('json')
    ? response.json()
    : {};
  return {
    status: response.statusCode,
    requestId: String(response.headers['x-request-id']),
    text: response.body,
    data,
    errors,
  };
}
const here = graphFields.flatMap((of) => of.operation.for.map((door) => ({ of, door })));
const elsewhere = graphFields.flatMap((of) =>
  doors.filter((door) => !of.operation.for.includes(door)).map((door) => ({ of, door })),
);
const at = ({ of, door }: { of: GraphField; door: Door }) => `${of.name} at the ${door} door`;
const own = ({ of, door }: { of: GraphField; door: Door }) => api.own({ ...of, door });
const refusedWith = ({ data, errors }: Answer) => [data?.answer ?? null, errors[0]?.extensions.code];

describe.each(doors)('the graph of the %s door', (door) => {
  it('is the one on file', () => {
    const kept = existsSync(schemaFile(door)) ? readFileSync(schemaFile(door), 'utf8') : '';
    expect(schemaText(door), 'The graph has changed. If that is meant: npm run graphql:schema').toBe(kept);
  });

  it('has the fields of the operations that the door offers, and no other', () => {
    const names = (root: 'query' | 'mutation') =>
      Object.keys(schemas[door].getRootType(root as never)?.getFields() ?? {}).filter((name) => name !== 'door');
    for (const root of ['query', 'mutation'] as const)
      expect(names(root).sort()).toEqual(
        here
          .filter((h) => h.door === door && h.of.root === root)
          .map((h) => h.of.name)
          .sort(),
      );
    const topics = modules
      .flatMap(({ contract }) => Object.values<Topic>(contract.realtime))
      .filter((t) => t.for.includes(door));
    expect(Object.keys(schemas[door].getSubscriptionType()?.getFields() ?? {})).toHaveLength(topics.length);
  });

  it('shows of each resource what the door may see, and no field more', () => {
    const resources = new Map<string, AnyResource>();
    const collect = (resource: AnyResource): void => {
      resources.set(resource.name, resource);
      for (const f of Object.values<Field>(resource.fields)) if (f.kind === 'embed') collect(f.resource);
    };
    for (const { operation } of declared) if ('resource' in operation.out) collect(operation.out.resource);
    let seen = 0;
    for (const type of Object.values(schemas[door].getTypeMap())) {
      const resource = isObjectType(type) ? resources.get(type.name) : undefined;
      if (!isObjectType(type) || !resource) continue;
      const leading = relations.filter((r) => r.on.includes(resource)).map((r) => r.name);
      const fields = Object.keys(type.getFields()).filter((name) => !leading.includes(name));
      expect(fields.sort(), type.name).toEqual(Object.keys(viewSchema(resource, door).shape).sort());
      seen += 1;
    }
    if (door === 'isp') expect(seen).toBeGreaterThan(20);
  });
});

describe('every relation', () => {
  it('gathers the ids of a request in one query, as many at once as the query takes', () => {
    expect(relations.length).toBeGreaterThan(8);
    for (const relation of relations) {
      const { operation } = declared.find((d) => d.key === relation.operation)!;
      expect([operation.kind, operation.out.kind], relation.operation).toEqual(['query', 'many']);
      const ids = described(operation.in).properties?.[relation.ids];
      expect([ids?.type, ids?.maxItems], relation.operation).toEqual(['array', idsAtOnce]);
      for (const resource of relation.on) expect(Object.keys(resource.fields), relation.name).toContain(relation.from);
      for (const door of operation.for) {
        const { resource } = operation.out as { resource: AnyResource };
        const matched =
          (schemas[door].getType(resource.name) as { getFields(): object } | undefined)?.getFields() ?? {};
        if (Object.keys(matched).length > 0) expect(Object.keys(matched), relation.operation).toContain(relation.match);
      }
    }
  });

  it('may be missing without taking the rest of an answer with it', () => {
    for (const relation of relations)
      for (const resource of relation.on) {
        const type = schemas.isp.getType(resource.name);
        const field = isObjectType(type) ? type.getFields()[relation.name] : undefined;
        expect(String(field?.type ?? 'absent'), `${resource.name}.${relation.name}`).not.toMatch(/!$|absent/);
        expect(isObjectType(getNamedType(field!.type))).toBe(true);
      }
  });
});

describe('every field of the graph', () => {
  it('is unauthenticated to nobody, except what anyone may ask', async () => {
    expect(here.length).toBeGreaterThan(60);
    for (const h of here) {
      const answer = await ask(h.of, h.door, exampleOf(h.of.key, h.of.operation), null);
      expect([answer.status, ...refusedWith(answer)], at(h)).toEqual([200, null, 'unauthenticated']);
      expect(answer.errors[0]!.extensions.requestId, at(h)).toBe(answer.requestId);
    }
  });

  it('is forbidden to those who hold every permission but its own', async () => {
    const everything = [...api.t.kernel.registry.permissions.keys()];
    for (const h of here) {
      const { can } = h.of.operation;
      if (can === 'signed-in') continue;
      const caller = { ...api.anybody(h.door), permissions: everything.filter((p) => p !== can) };
      const answer = await ask(h.of, h.door, own(h), caller);
      expect(refusedWith(answer), at(h)).toEqual([null, 'forbidden']);
      expect(answer.errors[0]!.message).toContain(can);
    }
  });

  it('is not there at a door it was not declared for, even to those who may do everything', async () => {
    expect(elsewhere.length).toBeGreaterThan(200);
    for (const e of elsewhere) {
      const answer = await ask(e.of, e.door, exampleOf(e.of.key, e.of.operation), api.anybody(e.door));
      expect(answer.data, at(e)).toBeNull();
      expect(answer.errors.map((x) => x.message).join(), at(e)).toMatch(
        new RegExp(`Cannot query field "${e.of.name}"|operation is not supported`),
      );
    }
  });

  it('is not on the other web port', async () => {
    for (const door of doors) {
      const other = api.portOf(door) === api.ports.isp ? api.ports.platform : api.ports.isp;
      const { statusCode } = await other.inject({
        method: 'POST',
        url: graphPath(door),
        headers: calledBy(api.anybody(door)),
        payload: { query: '{ door }' },
      });
      expect(statusCode, door).toBe(404);
    }
  });

  it('finds no row of another provider, by any of its references', async () => {
    let tried = 0;
    for (const h of here.filter((x) => x.door !== 'platform'))
      for (const { name, many } of referencesOf(h.of.operation)) {
        const theirs = rowNamed(api.beta.ids, h.of.operation, name);
        const answer = await ask(h.of, h.door, { ...own(h), [name]: many ? [theirs] : theirs }, api.anybody(h.door));
        const empty = answer.data?.answer;
        const isEmpty = Array.isArray(empty)
          ? empty.length === 0
          : (empty as { items?: unknown[] } | null)?.items?.length === 0;
        if (h.of.root === 'query' && answer.errors.length === 0) expect(isEmpty, `${at(h)} ${name}`).toBe(true);
        else if (!takenUnseen.includes(`${h.of.key} ${name}`))
          expect(refusedWith(answer), `${at(h)} ${name}`).toEqual([null, 'not_found']);
        for (const word of Object.values(api.beta.canaries).flat()) expect(answer.text, at(h)).not.toContain(word);
        tried += 1;
      }
    expect(tried).toBeGreaterThan(40);
  });

  it('answers with what REST answers, and acts as REST acts', async () => {
    const callerAt = (door: Door): TestCaller =>
      door === 'platform'
        ? { id: api.vendor.ids['member']! }
        : door === 'isp'
          ? { id: api.alpha.ids['member']! }
          : api.anybody(door);
    const done: { h: { of: GraphField; door: Door }; answer: Answer }[] = [];
    for (const h of here.toSorted((a, b) => inTurn(a.of, b.of)))
      done.push({ h, answer: await ask(h.of, h.door, own(h), callerAt(h.door)) });
    const wrong = done.filter(({ answer: { errors } }) =>
      errors.some((e) => !['conflict', 'forbidden'].includes(e.extensions.code)),
    );
    expect(wrong.map(({ h, answer }) => `${at(h)}: ${answer.text}`)).toEqual([]);
    const refused = done.filter(({ answer }) => answer.errors.length > 0);
    expect(refused.filter(({ h }) => h.of.root === 'query').map(({ h, answer }) => `${at(h)}: ${answer.text}`)).toEqual(
      [],
    );
    expect(refused.length / done.length).toBeLessThan(0.15);

    // What was done is on record under the operation it is a name of.
    const { rows } = await api.t.db.owner.query<{ request_id: string; operation: string }>(
      `select request_id, operation from audit_entry where outcome = 'ok'`,
    );
    const recorded = new Map(rows.map((row) => [row.request_id, row.operation]));
    for (const { h, answer } of done)
      expect(recorded.get(answer.requestId), at(h)).toBe(
        h.of.root === 'mutation' && answer.errors.length === 0 ? h.of.key : undefined,
      );
    for (const { h, answer } of done)
      for (const word of [...api.alpha.canaries.secrets, ...Object.values(api.beta.canaries).flat()])
        expect(answer.text.includes(word), `${at(h)} shows ${word}`).toBe(false);
  });
});
/** The same as for REST (laws/api-tenants.test.ts). */
const takenUnseen = ['ip-management.reserve subscriptionId', 'ip-management.autoAssign subscriptionId'];
