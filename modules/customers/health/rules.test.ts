import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bandOf, type Facts, judge } from './rules.ts';

const calm: Facts = {
  tenureDays: 300,
  served: true,
  suspended: false,
  overdueInvoices: 0,
  overdueDays: 0,
  paidLate: 0,
  paidOnTime: 3,
  openTickets: 0,
  urgentTickets: 0,
  recentTickets: 0,
  drops: 0,
  refusals: 0,
  usageBytes: 5e9,
  usageBeforeBytes: 5e9,
};
const natural = (max: number) => fc.integer({ min: 0, max });
const facts: fc.Arbitrary<Facts> = fc.record({
  tenureDays: natural(5000),
  served: fc.constant(true),
  suspended: fc.boolean(),
  overdueInvoices: natural(6),
  overdueDays: natural(200),
  paidLate: natural(12),
  paidOnTime: natural(12),
  openTickets: natural(10),
  urgentTickets: natural(3),
  recentTickets: natural(20),
  drops: natural(300),
  refusals: natural(300),
  usageBytes: natural(1e12),
  usageBeforeBytes: natural(1e12),
});
const worse = [
  'overdueInvoices',
  'paidLate',
  'openTickets',
  'urgentTickets',
  'recentTickets',
  'drops',
  'refusals',
] as const;

describe('the health score', () => {
  test('of somebody of whom nothing bad is known is 100', () => {
    expect(judge(calm)).toEqual({ score: 100, band: 'healthy', reasons: [] });
  });

  test('says what moved it, the heaviest first', () => {
    const { score, reasons } = judge({ ...calm, paidLate: 2, openTickets: 1 });
    expect(score).toBe(80);
    expect(reasons).toEqual([
      { code: 'paid-late', points: -15, text: '2 invoices paid late in 12 months' },
      { code: 'open-tickets', points: -5, text: '1 ticket is open' },
    ]);
  });

  test('is nobody’s who never had service', () => {
    expect(judge({ ...calm, served: false, overdueInvoices: 3 })).toEqual({ score: null, band: null, reasons: [] });
  });

  test('does not blame who hardly used anything for using less', () => {
    expect(judge({ ...calm, usageBytes: 0, usageBeforeBytes: 5e8 }).reasons).toEqual([]);
    expect(judge({ ...calm, usageBytes: 0, usageBeforeBytes: 5e9 }).reasons.map((r) => r.code)).toEqual(['usage-fell']);
  });

  test('stays between 0 and 100, is 100 and its reasons, and has the band of its score', () => {
    fc.assert(
      fc.property(facts, (f) => {
        const { score, band, reasons } = judge(f);
        const sum = reasons.reduce((all, reason) => all + reason.points, 100);
        expect(score).toBe(Math.max(0, Math.min(100, sum)));
        expect(band).toBe(bandOf(score!));
        for (const reason of reasons) expect(reason.points).not.toBe(0);
      }),
    );
  });

  test('never rises when something gets worse', () => {
    fc.assert(
      fc.property(facts, fc.constantFrom(...worse), natural(50), (f, what, more) => {
        expect(judge({ ...f, [what]: f[what] + more }).score!).toBeLessThanOrEqual(judge(f).score!);
      }),
    );
  });
});
