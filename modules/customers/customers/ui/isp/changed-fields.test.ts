import { expect, test } from 'vitest';
import { customerInput } from '../../contract.ts';
import { changedFields } from './changed-fields.ts';

const before = {
  kind: 'individual' as const,
  name: 'Ada',
  email: 'ada@example.org',
  phone: null,
  tier: 'standard' as const,
  serviceAddress: { line1: 'Way 1', line2: '', city: 'Kiel', postcode: '', country: 'DE' },
  taxNumber: null,
  locale: 'en',
  tags: ['a', 'b'],
  customFields: { meter: '1', landlord: 'x' },
};
const edited = (patch: object) => changedFields(before, customerInput.parse({ ...before, ...patch }));

test('what was not touched is not sent', () => {
  expect(edited({})).toEqual({});
  expect(edited({ tags: ['b', 'a'], customFields: { landlord: 'x', meter: '1' } })).toEqual({});
  expect(edited({ serviceAddress: { ...before.serviceAddress, country: undefined } })).toEqual({});
});

test('a field that was emptied is sent as null', () => {
  expect(edited({ email: undefined, taxNumber: '' })).toEqual({ email: null });
});

test('a change is sent whole', () => {
  const serviceAddress = { ...before.serviceAddress, city: 'Lübeck' };
  expect(edited({ phone: '+49 30 123456', serviceAddress, tags: [] })).toEqual({
    phone: '+4930123456',
    serviceAddress,
    tags: [],
  });
});
