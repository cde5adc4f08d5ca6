import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parseSearch, readUrlValues, stringifySearch, writeUrlValues } from './url-values.ts';

const schema = z.object({
  q: z.string().default(''),
  status: z.array(z.enum(['active', 'suspended'])).default([]),
  limit: z.number().default(50),
  onlyOnline: z.boolean().default(false),
  sort: z.string().optional(),
});

describe('reading the address', () => {
  test('an empty address gives the defaults', () => {
    expect(readUrlValues(schema, {})).toEqual({ q: '', status: [], limit: 50, onlyOnline: false, sort: undefined });
  });

  test('text stays text even where it looks like a number or a boolean', () => {
    expect(readUrlValues(schema, parseSearch('?q=00417')).q).toBe('00417');
    expect(readUrlValues(schema, parseSearch('?q=true')).q).toBe('true');
  });

  test('numbers, booleans and lists are read as their field wants them', () => {
    const values = readUrlValues(schema, parseSearch('?limit=200&onlyOnline=true&status=active'));
    expect(values).toMatchObject({ limit: 200, onlyOnline: true, status: ['active'] });
    expect(readUrlValues(schema, parseSearch('?status=active&status=suspended')).status).toEqual([
      'active',
      'suspended',
    ]);
  });

  test('a value that no longer exists takes its default and leaves the others alone', () => {
    const values = readUrlValues(schema, parseSearch('?status=archived&limit=many&q=bello'));
    expect(values).toMatchObject({ status: [], limit: 50, q: 'bello' });
  });
});

describe('writing the address', () => {
  test('defaults are left out and unknown parameters stay', () => {
    const next = writeUrlValues(schema, { q: 'bello', view: 'mine' }, { q: '', limit: 50, status: ['active'] });
    expect(next).toEqual({ view: 'mine', status: ['active'] });
  });

  test('undefined removes a value', () => {
    expect(writeUrlValues(schema, { sort: '-name' }, { sort: undefined })).toEqual({});
  });

  test('what is written is read back the same', () => {
    const values = {
      q: 'a&b=c d',
      status: ['active', 'suspended'] as const,
      limit: 7,
      onlyOnline: true,
      sort: '-name',
    };
    const raw = writeUrlValues(schema, {}, { ...values, status: [...values.status] });
    expect(readUrlValues(schema, parseSearch(stringifySearch(raw)))).toEqual(values);
  });
});
