import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cycles, subscriptionStatuses, suspendReasons } from './contract.ts';
import { monthlyMinor, monthsOf, refusal, rejectMessage, type SubscriptionCommand, transitions } from './rules.ts';

const commands: SubscriptionCommand[] = [
  'activate',
  'revert',
  'fail',
  'retry',
  'suspend',
  'resume',
  'changePlan',
  'cancel',
];

describe('the life of a subscription', () => {
  test('every state either takes a command or says in a sentence why not', () => {
    for (const command of commands)
      for (const status of subscriptionStatuses) {
        const { from, refused } = transitions[command];
        expect(from.includes(status) !== (refused[status] !== undefined), `${command} in ${status}`).toBe(true);
        expect(refusal(command, status)).toBe(refused[status]);
        if (refused[status]) expect(refused[status]).toMatch(/\.$/);
      }
  });

  test('nothing leaves cancelled, and pending ends only by provisioning', () => {
    const leaving = (status: (typeof subscriptionStatuses)[number]) =>
      commands.filter((command) => transitions[command].from.includes(status));
    expect(leaving('cancelled')).toEqual([]);
    expect(leaving('pending')).toEqual(['activate', 'fail']);
    expect(leaving('failed')).toEqual(['retry']);
  });

  test('what a router is told at a refused login is plain ASCII and fits a Reply-Message', () => {
    for (const reason of suspendReasons) {
      expect(rejectMessage[reason]).toMatch(/^[\x20-\x7e]+$/);
      expect(rejectMessage[reason].length).toBeLessThanOrEqual(200);
    }
  });
});

describe('monthly revenue', () => {
  test('is within half a minor unit of the exact share, in integers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 50 }), fc.constantFrom(...cycles), (sum, cycle) => {
        const share = monthlyMinor(sum, cycle);
        expect(Number.isSafeInteger(share)).toBe(true);
        expect(2 * Math.abs(share * monthsOf[cycle] - sum)).toBeLessThanOrEqual(monthsOf[cycle]);
      }),
    );
  });

  test('rounds half up: 90 a quarter is 30, 91 is 30, 92 is 31; 6 a year is 1', () => {
    expect([90, 91, 92].map((sum) => monthlyMinor(sum, 'quarterly'))).toEqual([30, 30, 31]);
    expect(monthlyMinor(6, 'annual')).toBe(1);
  });
});
