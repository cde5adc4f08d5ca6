import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { customerStatuses } from './contract.ts';
import { isRunning, numberOf, type Service, statusFrom, whyNotClose } from './rules.ts';
import { searchPatterns } from './search.ts';

const service = (status: Service['status'], activated = true): Service => ({ status, activated });
const cases: [string, (typeof customerStatuses)[number], Service[], string][] = [
  ['nobody sold anything yet', 'prospect', [], 'prospect'],
  ['a sale is being provisioned', 'prospect', [service('pending', false)], 'prospect'],
  ['a service runs', 'prospect', [service('active')], 'active'],
  ['one of two is suspended', 'active', [service('suspended'), service('active')], 'active'],
  ['the only one is suspended', 'active', [service('suspended'), service('cancelled')], 'suspended'],
  ['the last one is cancelled', 'active', [service('cancelled')], 'inactive'],
  ['the first sale was rolled back', 'prospect', [service('failed', false)], 'prospect'],
  ['a second sale was rolled back', 'inactive', [service('cancelled'), service('failed', false)], 'inactive'],
  ['a closed account has a cancelled service', 'closed', [service('cancelled')], 'closed'],
  ['a closed account has a service that runs', 'closed', [service('active')], 'active'],
];
test.each(cases)('status when %s', (_, current, services, expected) => {
  expect(statusFrom(current, services)).toBe(expected);
});

test('whoever has a running service is not closed, and a closed account is not closed again', () => {
  const services = fc.array(
    fc.record({
      status: fc.constantFrom('pending', 'active', 'suspended', 'cancelled', 'failed'),
      activated: fc.boolean(),
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom(...customerStatuses), services, (status, held) => {
      const bound = held.filter(isRunning).length;
      const refused = whyNotClose(status, bound) !== undefined;
      expect(refused).toBe(status === 'closed' || bound > 0);
    }),
  );
});

test('numbers have six digits, and more when they must', () => {
  expect([1, 999_999, 1_000_000].map(numberOf)).toEqual(['C-000001', 'C-999999', 'C-1000000']);
});

describe('what is typed into the search', () => {
  test.each([
    ['Müller', ['%muller%']],
    ['ngozi  BELLO', ['%ngozi%', '%bello%']],
    ['Li', ['% li%']],
    ['100%', ['%100\\%%']],
    ['a_b', ['%a\\_b%']],
    ['+234 803 555 0117', ['%2348035550117%']],
    ['0803 555-0117', ['%8035550117%']],
    ['(0803) 5550117', ['%8035550117%']],
    ['C-000417', ['%c-000417%']],
    ['10115 Berlin', ['%10115%', '%berlin%']],
    ['   ', []],
  ])('%s', (typed, patterns) => {
    expect(searchPatterns(typed)).toEqual(patterns);
  });
});
