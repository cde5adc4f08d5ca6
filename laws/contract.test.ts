import { describe, expect, it } from 'vitest';
import { type AnyResource, type Field, doors } from '#kernel/contract/fields.ts';
import { viewOf, viewSchema } from '#kernel/contract/view.ts';
import { doorPrefix } from '#kernel/http/doors.ts';
import { modules } from '#modules/list.ts';
import { declared, inputShape, offered, pathParams } from './operations.ts';

const resources = new Map<string, AnyResource>();
function collect(resource: AnyResource): void {
  if (resources.has(resource.name)) return;
  resources.set(resource.name, resource);
  for (const field of Object.values<Field>(resource.fields)) if (field.kind === 'embed') collect(field.resource);
}
for (const { operation } of declared) if ('resource' in operation.out) collect(operation.out.resource);

describe('every contract', () => {
  it('was found', () => {
    expect(modules.length).toBeGreaterThanOrEqual(13);
    expect(declared.length).toBeGreaterThan(90);
  });

  it('gives each door one operation per method and path', () => {
    const seen = new Map<string, string>();
    for (const { key, operation, door } of offered) {
      const route = `${door} ${operation.method} ${operation.path.replaceAll(/\{\w+\}/g, '{}')}`;
      expect(seen.get(route), `${key} and ${seen.get(route)} share ${route}`).toBeUndefined();
      seen.set(route, key);
    }
  });

  it('keeps clear of the other doors’ prefixes', () => {
    const others = doors.filter((d) => d !== 'isp').map((d) => doorPrefix[d].slice(doorPrefix.isp.length + 1));
    for (const { key, operation, door } of offered)
      if (door === 'isp') expect(others, key).not.toContain(operation.path.split('/')[1]);
  });

  it('has every path parameter among the fields of its input', () => {
    for (const { key, operation } of declared) for (const param of pathParams(operation.path)) expect(Object.keys(inputShape(operation)), key).toContain(param);
  });

  it('says what it does in one line, names a permission, and where people use it', () => {
    for (const { key, operation } of declared) {
      expect(operation.summary.length, key).toBeGreaterThan(5);
      expect(operation.summary, key).not.toMatch(/\.$|\n/);
      expect(operation.can, key).toMatch(/^(anyone|signed-in|[a-z-]+\.[a-z-]+:[a-z-]+)$/);
      expect([operation.ui].flat().length, key).toBeGreaterThan(0);
    }
  });

  it('has operations without a door only for use by other modules', () => {
    for (const { key, operation } of declared) if (operation.for.length === 0) expect(operation.ui, key).toEqual({ none: 'internal' });
  });

  it('shows a value once only in the answer of a command', () => {
    for (const { key, operation } of declared) {
      if (operation.kind !== 'query' || !('resource' in operation.out)) continue;
      // A list of such things may share the resource; the field is then absent there, which viewOf leaves open.
      const required = Object.entries<Field>(operation.out.resource.fields).filter(([, f]) => f.class === 'once' && f.kind === 'value' && f.schema.isOptional());
      expect(required, key).toEqual([]);
    }
  });
});

describe('every view', () => {
  it('leaves out what its door may not see, at run time as in its schema', () => {
    expect(resources.size).toBeGreaterThan(25);
    for (const resource of resources.values()) {
      const row: Record<string, unknown> = { undeclared: 'canary' };
      for (const [key, field] of Object.entries<Field>(resource.fields)) row[key] = field.kind === 'embed' ? (field.many === 'many' ? [] : null) : `canary-${field.class}`;
      for (const door of doors) {
        const text = JSON.stringify(viewOf(resource, door, row));
        const schema = Object.keys(viewSchema(resource, door).shape);
        expect(text, resource.name).not.toContain('canary-secret');
        expect(text, resource.name).not.toContain('"canary"');
        if (door === 'tenant' || door === 'platform') expect(text, `${resource.name} at ${door}`).not.toContain('canary-personal:subscriber');
        for (const [key, field] of Object.entries<Field>(resource.fields)) if (field.class === 'secret') expect(schema, resource.name).not.toContain(key);
      }
    }
  });
});
