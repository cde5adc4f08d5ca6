import { expect, it } from 'vitest';
import type { Topic } from '#kernel/contract/contract.ts';
import { type AnyResource, type Field, sees } from '#kernel/contract/fields.ts';
import { modules } from '#modules/list.ts';
import { offered } from './operations.ts';

/**
 * The portal of an ISP as the vendor's customer shows nobody the ISP's subscribers: not a field of theirs, and of how many
 * there are nothing but the number.
 */
const atTenant = offered.filter(({ door }) => door === 'tenant');

/** Every field that an answer can hold, embedded resources included, with the way to it. */
function fieldsOf(resource: AnyResource, path = resource.name): [string, Field][] {
  return Object.entries<Field>(resource.fields).flatMap(([name, field]): [string, Field][] => {
    const here = `${path}.${name}`;
    return [[here, field], ...(field.kind === 'embed' ? fieldsOf(field.resource, here) : [])];
  });
}
const answered = atTenant.flatMap(({ key, operation }) =>
  'resource' in operation.out ? fieldsOf(operation.out.resource).map(([path, field]) => ({ key, path, field })) : [],
);
/** What is about a subscriber by its name: `customerName`, `subscribers`, `radiusLogin`. */
const ofSubscribers = /customer|subscriber|radius|circuit|phoneNumber|ipAddress/i;

it('the tenant door has operations to speak of', () => {
  expect(atTenant.length).toBeGreaterThan(25);
  expect(answered.length).toBeGreaterThan(100);
});

it('no resource that an operation of the tenant door answers with has a field of a subscriber', () => {
  expect(answered.filter(({ field }) => field.class === 'personal:subscriber')).toEqual([]);
  expect(sees.tenant).not.toContain('personal:subscriber');
});

it('what a field of the tenant door says of subscribers is how many', () => {
  const words = answered.filter(({ path, field }) => {
    const name = path.split('.').at(-1)!;
    // The address from which a member of staff signed in is theirs, and shown to them alone.
    if (!ofSubscribers.test(name) || field.class === 'personal:staff') return false;
    return field.kind === 'embed' || !/int|number/.test(field.schema.def.type);
  });
  expect(words.map(({ key, path }) => `${key} ${path}`)).toEqual([]);
});

it('nothing can be asked of a subscriber there: no input names one', () => {
  const named = atTenant.filter(
    ({ operation }) =>
      'shape' in operation.in && Object.keys(operation.in.shape as object).some((f) => ofSubscribers.test(f)),
  );
  expect(named.map(({ key }) => key)).toEqual([]);
});

it('no topic of the tenant door tells of an event with a subscriber in it', () => {
  const events = new Map(modules.flatMap(({ contract }) => Object.entries<Record<string, Field>>(contract.events)));
  const topics = modules
    .flatMap(({ contract }) => Object.values<Topic>(contract.realtime))
    .filter((t) => t.for.includes('tenant'));
  expect(topics.length).toBeGreaterThan(1);
  for (const name of topics.flatMap((t) => t.events))
    for (const [field, { class: of }] of Object.entries(events.get(name)!)) {
      expect(of, `${name}.${field}`).not.toBe('personal:subscriber');
      expect(field, name).not.toMatch(ofSubscribers);
    }
});

it('files that the tenant door hands out are those of tickets and of the vendor’s own papers', () => {
  const files = atTenant.filter(({ operation }) => operation.out.kind === 'file').map(({ key }) => key.split('.')[0]!);
  // A module of the ISP's business has no file for this door.
  const owners = new Map(modules.map(({ contract }) => [contract.name, contract.title]));
  for (const module of new Set(files)) {
    expect(owners.has(module)).toBe(true);
    const others = offered.filter(
      ({ key, door }) => key.startsWith(`${module}.`) && (door === 'customer' || door === 'partner'),
    );
    expect(others.map(({ key }) => key)).toEqual([]);
  }
});
