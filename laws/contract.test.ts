import { describe, expect, it } from 'vitest';
import { type AnyResource, doors, type Field } from '#kernel/contract/fields.ts';
import { viewOf, viewSchema } from '#kernel/contract/view.ts';
import { doorPrefix } from '#kernel/http/doors.ts';
import { modules } from '#modules/list.ts';
import { type Described, described, exampleOf } from './examples.ts';
import { declared, inputShape, offered, pathParams, routeOf } from './operations.ts';

const resources = new Set<AnyResource>();
function collect(resource: AnyResource): void {
  if (resources.has(resource)) return;
  resources.add(resource);
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
      const route = `${door} ${routeOf(operation)}`;
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
    for (const { key, operation } of declared)
      for (const param of pathParams(operation.path)) expect(Object.keys(inputShape(operation)), key).toContain(param);
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
    for (const { key, operation } of declared)
      if (operation.for.length === 0) expect(operation.ui, key).toEqual({ none: 'internal' });
  });

  it('leaves alone what a change does not name', () => {
    for (const { key, operation } of declared.filter((d) => d.operation.method === 'PATCH')) {
      const least = exampleOf(key, operation);
      expect(operation.in.parse(least), `${key} has a default`).toEqual(least);
    }
  });

  it('takes an object, whose texts and lists have an end', () => {
    const endless: string[] = [];
    const look = (shape: Described, path: string): void => {
      for (const inner of shape.anyOf ?? []) look(inner, path);
      const types = [shape.type].flat();
      const closed = shape.enum || shape.const !== undefined || shape.format || shape.pattern;
      if (types.includes('string') && !closed && shape.maxLength === undefined) endless.push(path);
      if (types.includes('array')) {
        if (shape.maxItems === undefined) endless.push(`${path}[]`);
        look(shape.items ?? {}, `${path}[]`);
      }
      for (const [name, inner] of Object.entries(shape.properties ?? {})) look(inner, `${path}.${name}`);
      if (typeof shape.additionalProperties === 'object') look(shape.additionalProperties, `${path}.*`);
    };
    for (const { key, operation } of declared.filter((d) => d.operation.for.length > 0)) {
      expect(described(operation.in).type, key).toBe('object');
      look(described(operation.in), key);
    }
    // What another rule ends, such as a list of time zones, is ended too.
    const tooLong = 'x'.repeat(100_000);
    const isEnded = (path: string) => {
      const [module, name, field] = path.split('.');
      const { operation } = declared.find((d) => d.key === `${module}.${name}`)!;
      return !path.endsWith('[]') && inputShape(operation)[field!]?.safeParse(tooLong).success === false;
    };
    expect(endless.filter((path) => !isEnded(path))).toEqual([]);
  });

  it('takes the least input that the laws make for it', () => {
    for (const { key, operation } of declared) {
      const parsed = operation.in.safeParse(exampleOf(key, operation));
      expect(parsed.error?.issues, `say in laws/examples.ts what ${key} means`).toBeUndefined();
    }
  });

  it('is one of the methods that a door can be asked with', () => {
    for (const { key, operation } of declared)
      expect(operation.kind === 'query' ? ['GET'] : ['POST', 'PUT', 'PATCH', 'DELETE'], key).toContain(
        operation.method,
      );
  });

  it('shows a value once only in the answer of a command', () => {
    for (const { key, operation } of declared) {
      if (operation.kind !== 'query' || !('resource' in operation.out)) continue;
      // A list of such things may share the resource; the field is then absent there, which viewOf leaves open.
      const required = Object.entries<Field>(operation.out.resource.fields).filter(
        ([, f]) => f.class === 'once' && f.kind === 'value' && f.schema.isOptional(),
      );
      expect(required, key).toEqual([]);
    }
  });
});

describe('every view', () => {
  it('is of a resource whose name no other has, so that the API describes each once', () => {
    const names = [...resources].map((resource) => resource.name);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });

  it('leaves out what its door may not see, at run time as in its schema', () => {
    expect(resources.size).toBeGreaterThan(25);
    for (const resource of resources) {
      const row: Record<string, unknown> = { undeclared: 'canary' };
      for (const [key, field] of Object.entries<Field>(resource.fields))
        row[key] = field.kind === 'embed' ? (field.many === 'many' ? [] : null) : `canary-${field.class}`;
      for (const door of doors) {
        const text = JSON.stringify(viewOf(resource, door, row));
        const schema = Object.keys(viewSchema(resource, door).shape);
        expect(text, resource.name).not.toContain('canary-secret');
        expect(text, resource.name).not.toContain('"canary"');
        if (door === 'tenant' || door === 'platform')
          expect(text, `${resource.name} at ${door}`).not.toContain('canary-personal:subscriber');
        for (const [key, field] of Object.entries<Field>(resource.fields))
          if (field.class === 'secret') expect(schema, resource.name).not.toContain(key);
      }
    }
  });
});
