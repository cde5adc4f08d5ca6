import { beforeAll, describe, expect, it, vi } from 'vitest';
import { cursorOf } from '#kernel/paging.ts';
import { type Described, described, exampleFrom, refusedValues } from './examples.ts';
import { inputShape, type Offered, offered, pathParams } from './operations.ts';
import { type Api, startApi } from './testing.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let api: Api;
beforeAll(async () => {
  api = await startApi();
});

const whereIs = ({ operation }: Offered, field: string) =>
  pathParams(operation.path).includes(field) ? 'path' : operation.method === 'GET' ? 'query' : 'body';

describe('every input', () => {
  it('is refused with 400 and the name of the field that is wrong', async () => {
    let tried = 0;
    for (const of of offered)
      for (const field of Object.keys(inputShape(of.operation)))
        for (const value of refusedValues(of.operation, field, whereIs(of, field))) {
          const answer = await api.ask(of, { ...api.own(of), [field]: value }, api.anybody(of.door));
          const what = `${of.key} ${field} = ${JSON.stringify(value).slice(0, 40)}`;
          expect([answer.status, answer.body?.code], what).toEqual([400, 'invalid']);
          expect(answer.type, what).toContain('application/problem+json');
          expect(`${answer.body.field}.`, what).toMatch(new RegExp(`^${field}\\.`));
          expect(answer.body.detail, what).toMatch(/^.+[.)]$/s);
          tried += 1;
        }
    expect(tried).toBeGreaterThan(1000);
  });

  it('is refused without a field that it needs', async () => {
    for (const of of offered)
      for (const field of described(of.operation.in).required ?? []) {
        if (whereIs(of, field) === 'path') continue;
        const { [field]: _, ...rest } = api.own(of);
        const answer = await api.ask(of, rest, api.anybody(of.door));
        expect([answer.status, answer.body?.field], `${of.key} without ${field}`).toEqual([400, field]);
      }
  });

  it('is refused with a field that is not known, by that field’s name', async () => {
    for (const of of offered) {
      const answer = await api.ask(of, { ...api.own(of), unheardOf: 'x' }, api.anybody(of.door));
      expect([answer.status, answer.body?.field], of.key).toEqual([400, 'unheardOf']);
    }
  });

  it('takes no cursor that it did not give', async () => {
    const made = [
      ['x', 'y'],
      ['x'],
      [1, 2],
      [null],
      [{}],
      [-1],
      ['2026-02-30T00:00:00Z', '0'],
      [1e300],
      'x',
      1,
      null,
      [],
    ];
    const garbage = ['x', '%%%', '=', ...made.map((values) => cursorOf(values as string[]))];
    const wrong: string[] = [];
    for (const of of offered.filter(({ operation }) => 'cursor' in inputShape(operation)))
      for (const cursor of garbage)
        for (const sort of sortsOf(of)) {
          const { status, body } = await api.ask(of, { ...api.own(of), cursor, ...sort }, api.anybody(of.door));
          // What is well formed for this list, such as a text that names nobody, is a place in it.
          if (status !== 200 && (status !== 400 || body.field !== 'cursor'))
            wrong.push(`${of.key} ${JSON.stringify(sort)} ${Buffer.from(cursor, 'base64url')}: ${status}`);
        }
    expect(wrong).toEqual([]);
  });

  it('never makes it fail on our side, whatever the texts and numbers in it', async () => {
    const failed: string[] = [];
    for (const of of offered)
      for (const [field, shape] of Object.entries(described(of.operation.in).properties ?? {}))
        for (const value of hostile(shape)) {
          if (whereIs(of, field) !== 'body' && typeof value === 'object') continue;
          const { status } = await api.ask(of, { ...api.own(of), [field]: value }, api.anybody(of.door));
          if (status >= 500) failed.push(`${of.key} ${field} = ${JSON.stringify(value).slice(0, 60)}: ${status}`);
        }
    expect(failed).toEqual([]);
  });

  it('that is refused is on record all the same', async () => {
    const { rows } = await api.t.db.owner.query<{ request_id: string; outcome: string }>(
      'select request_id, outcome from audit_entry',
    );
    const outcomes = new Map(rows.map((row) => [row.request_id, row.outcome]));
    for (const { key, operation, status, requestId, body } of api.asked)
      if (operation.kind === 'command' && status >= 400)
        expect(outcomes.get(requestId), `${key} ${status}`).toBe(body.code);
  });
});

const sortsOf = ({ operation }: Offered): Record<string, unknown>[] =>
  described(operation.in).properties?.['sort']?.enum?.map((sort) => ({ sort })) ?? [{}];

const texts = ['\0', 'a\0b', `%_\\'";--((( drop table customer`, '\uD800 \u202e ﷺ 🏴', 'NaN', '{}'];
/** Values that a schema takes, or looks as if it took, and a database may not. */
function hostile(shape: Described): unknown[] {
  if (shape.anyOf) return shape.anyOf.flatMap(hostile);
  const type = Array.isArray(shape.type) ? shape.type[0] : shape.type;
  if (type === 'string')
    return shape.enum || shape.format === 'uuid' ? ['\0'] : texts.map((text) => text.padEnd(shape.minLength ?? 0, 'x'));
  if (type === 'integer' || type === 'number')
    return [shape.maximum ?? Number.MAX_SAFE_INTEGER, shape.minimum ?? 0, 2_147_483_648, Number.MAX_SAFE_INTEGER];
  if (type === 'array')
    return hostile(shape.items ?? {})
      .slice(0, 4)
      .map((item) => [item]);
  if (type !== 'object') return [];
  if (!shape.properties) return texts.flatMap((text) => [{ [`k${text}`]: 'value' }, { key: text }]);
  const base = exampleFrom(shape);
  return Object.entries(shape.properties).flatMap(([name, inner]) =>
    hostile(inner).map((value) => ({ ...base, [name]: value })),
  );
}
