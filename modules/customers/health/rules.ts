import type { healthBands } from '#modules/customers/customers/contract.ts';

export type HealthBand = (typeof healthBands)[number];
export const reasonCodes = [
  'overdue',
  'long-overdue',
  'paid-late',
  'pays-on-time',
  'suspended',
  'open-tickets',
  'urgent-ticket',
  'many-tickets',
  'line-drops',
  'refused-logins',
  'usage-fell',
  'new',
  'loyal',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];
export interface Reason {
  code: ReasonCode;
  points: number;
  text: string;
}

/** What is known of a customer on a day. */
export interface Facts {
  tenureDays: number;
  /** Has, or had, a service that was activated. */
  served: boolean;
  suspended: boolean;
  overdueInvoices: number;
  /** Of the invoice that is overdue longest. */
  overdueDays: number;
  /** Invoices of the last 12 months, by when they were paid. */
  paidLate: number;
  paidOnTime: number;
  openTickets: number;
  urgentTickets: number;
  /** Opened in 90 days. */
  recentTickets: number;
  /** Sessions of 14 days that ended by themselves, and logins that were refused. */
  drops: number;
  refusals: number;
  /** Traffic of the last 14 days and of the 14 before. */
  usageBytes: number;
  usageBeforeBytes: number;
}

const windowDays = 14;
/** Less traffic than this tells nothing when it halves. */
const leastUsageBytes = 1_000_000_000;
const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
/** The points of the highest step that a value reaches. */
const stepped = (value: number, steps: readonly (readonly [from: number, points: number])[]) =>
  steps.findLast(([from]) => value >= from)?.[1] ?? 0;

const judgements: Record<ReasonCode, (f: Facts) => [points: number, text: string]> = {
  overdue: (f) => [
    f.overdueInvoices > 0 ? -Math.min(15 + 5 * f.overdueInvoices, 30) : 0,
    `${count(f.overdueInvoices, 'invoice is', 'invoices are')} overdue`,
  ],
  'long-overdue': (f) => [
    f.overdueInvoices > 0
      ? -stepped(f.overdueDays, [
          [30, 10],
          [60, 15],
        ])
      : 0,
    `The oldest is ${count(f.overdueDays, 'day', 'days')} past its due date`,
  ],
  'paid-late': (f) => [
    -stepped(f.paidLate, [
      [1, 8],
      [2, 15],
      [3, 20],
    ]),
    `${count(f.paidLate, 'invoice', 'invoices')} paid late in 12 months`,
  ],
  'pays-on-time': (f) => [
    f.paidLate === 0 && f.overdueInvoices === 0 && f.paidOnTime >= 6 ? 5 : 0,
    `${f.paidOnTime} invoices paid in time in 12 months, none late`,
  ],
  suspended: (f) => [f.suspended ? -15 : 0, 'Service is suspended'],
  'open-tickets': (f) => [-Math.min(5 * f.openTickets, 15), `${count(f.openTickets, 'ticket is', 'tickets are')} open`],
  'urgent-ticket': (f) => [
    f.urgentTickets > 0 ? -10 : 0,
    `${count(f.urgentTickets, 'of them is', 'of them are')} urgent`,
  ],
  'many-tickets': (f) => [
    -stepped(f.recentTickets, [
      [3, 5],
      [6, 10],
    ]),
    `${f.recentTickets} tickets opened in 90 days`,
  ],
  'line-drops': (f) => [
    -stepped(f.drops, [
      [windowDays, 5],
      [3 * windowDays, 10],
      [6 * windowDays, 15],
    ]),
    `The line dropped ${f.drops} times in ${windowDays} days`,
  ],
  'refused-logins': (f) => [
    -stepped(f.refusals, [
      [10, 5],
      [50, 10],
    ]),
    `${f.refusals} logins refused in ${windowDays} days`,
  ],
  'usage-fell': (f) => {
    const fell = f.usageBeforeBytes < leastUsageBytes ? 0 : 1 - f.usageBytes / f.usageBeforeBytes;
    return [
      -stepped(fell, [
        [0.5, 10],
        [0.8, 15],
      ]),
      `Traffic fell by ${Math.round(fell * 100)} % in ${windowDays} days`,
    ];
  },
  new: (f) => [f.tenureDays < 60 ? -5 : 0, `Customer for ${count(f.tenureDays, 'day', 'days')}`],
  loyal: (f) => [
    stepped(f.tenureDays, [
      [730, 5],
      [1825, 10],
    ]),
    `Customer for ${count(Math.floor(f.tenureDays / 365), 'year', 'years')}`,
  ],
};

/** From 75 healthy, from 50 to be watched, from 25 at risk, and below critical. */
export function bandOf(score: number): HealthBand {
  if (score >= 75) return 'healthy';
  if (score >= 50) return 'watch';
  return score >= 25 ? 'at-risk' : 'critical';
}

/** The score of 100 and everything that moved it, the heaviest first; null for who never had service. */
export function judge(facts: Facts): { score: number | null; band: HealthBand | null; reasons: Reason[] } {
  if (!facts.served) return { score: null, band: null, reasons: [] };
  const reasons = reasonCodes
    .map((code) => {
      const [points, text] = judgements[code](facts);
      // Negating a zero makes a negative one.
      return { code, points: points || 0, text };
    })
    .filter(({ points }) => points !== 0)
    .sort((a, b) => a.points - b.points);
  const score = Math.max(0, Math.min(100, 100 + reasons.reduce((sum, { points }) => sum + points, 0)));
  return { score, band: bandOf(score), reasons };
}
