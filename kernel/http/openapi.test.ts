import { Validator } from '@seriousme/openapi-schema-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { contract, one, query } from '../contract/contract.ts';
import { type Door, doors, open, resource } from '../contract/fields.ts';
import { things } from '../testing/sample.ts';
import { openApiDocument } from './openapi.ts';

const welcome = contract({
  name: 'welcome',
  title: 'Welcome',
  operations: {
    greet: query('GET /greeting', {
      summary: 'Greet',
      for: ['isp'],
      can: 'anyone',
      in: z.object({}),
      out: one(resource('Greeting', { text: open(z.string()) })),
      ui: { none: 'internal' },
    }),
  },
});

type Document = Awaited<ReturnType<typeof openApiDocument>>;
const documents = new Map<Door, Document>();
beforeAll(async () => {
  // As it goes over the wire.
  for (const door of doors)
    documents.set(door, JSON.parse(JSON.stringify(await openApiDocument([things, welcome], door, '1.2.3'))));
});
const at = (door: Door) => documents.get(door)!;

describe('the OpenAPI document of a door', () => {
  it('is valid OpenAPI 3.1', async () => {
    for (const door of doors) {
      const validator = new Validator();
      const { valid, errors } = await validator.validate(structuredClone(at(door)) as never);
      expect({ door, valid, errors, version: validator.version }).toMatchObject({ valid: true, version: '3.1' });
    }
  });

  it('has the operations of its door, and those alone', () => {
    expect(Object.keys(at('isp').paths!)).toEqual(['/things', '/things/{id}', '/things/by-ids', '/greeting']);
    expect(Object.keys(at('tenant').paths!)).toEqual(['/things']);
    expect(Object.keys(at('tenant').paths!['/things']!)).toEqual(['get']);
    expect(at('partner').paths ?? {}).toEqual({});
    expect(JSON.stringify(documents.values().toArray())).not.toContain('hidden');
  });

  it('shows of a resource what its door may see', () => {
    const thing = (door: Door) => at(door).components!.schemas!['Thing'];
    expect(thing('isp')).toMatchObject({ properties: { id: {}, name: {} }, required: ['id', 'name'] });
    expect(Object.keys((thing('isp') as { properties: object }).properties)).toEqual(['id', 'name']);
    expect(Object.keys((thing('tenant') as { properties: object }).properties)).toEqual(['id']);
    expect(JSON.stringify(at('isp').paths!['/things/{id}']!.get!.responses)).toContain('#/components/schemas/Thing');
    expect(thing('customer')).toBeUndefined();
  });

  it('says of each operation which permission it asks for, how it refuses, and how a command is repeated', () => {
    const make = at('isp').paths!['/things']!.post!;
    expect(make).toMatchObject({ operationId: 'things.make', 'x-permission': 'test.thing:write' });
    expect(make.responses).toHaveProperty('default');
    expect(Object.keys(make.responses!)).toContain('201');
    expect(JSON.stringify(make.parameters)).toContain('Idempotency-Key');
    const list = at('isp').paths!['/things']!.get!;
    expect(JSON.stringify(list.parameters)).toContain('"cursor"');
    expect(JSON.stringify(list.parameters)).not.toContain('Idempotency-Key');
  });

  it('asks for a session, at the ISP’s door also for a key, and for nothing where anyone is served', () => {
    expect(at('isp')).toMatchObject({ security: [{ session: [] }, { apiKey: [] }], info: { version: '1.2.3' } });
    expect(at('tenant').security).toEqual([{ session: [] }]);
    expect(at('isp').paths!['/greeting']!.get!.security).toEqual([]);
  });
});
