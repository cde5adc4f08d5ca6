export const metrics = ['subscribers', 'staff_seats', 'storage_bytes', 'api_calls', 'sms'] as const;
export type Metric = (typeof metrics)[number];

/** What is measured, in words. A `peak` is the most at any time of a period; a `sum` adds up over it. */
export const metricInfo: Record<Metric, { name: string; unit: string; kind: 'peak' | 'sum'; source: string }> = {
  subscribers: {
    name: 'Subscribers',
    unit: 'subscribers',
    kind: 'peak',
    source: 'Most active and suspended subscriptions at once',
  },
  staff_seats: { name: 'Staff', unit: 'people', kind: 'peak', source: 'Most colleagues with a seat at once' },
  storage_bytes: { name: 'Storage', unit: 'bytes', kind: 'peak', source: 'Most bytes of files kept at once' },
  api_calls: { name: 'API calls', unit: 'calls', kind: 'sum', source: 'Calls made with an API key' },
  sms: { name: 'SMS', unit: 'messages', kind: 'sum', source: 'No SMS provider is configured, so none are sent' },
};

export const seatTypes = ['admin', 'operator', 'read-only'] as const;
export type SeatType = (typeof seatTypes)[number];
export const seatNames: Record<SeatType, string> = { admin: 'Admin', operator: 'Operator', 'read-only': 'Read-only' };

/** What a plan allows of a metric. */
export interface Allowance {
  /** Null: as much as one likes. */
  included: number | null;
  /** At the limit no more is taken; otherwise what is over is charged. */
  hard: boolean;
  /** Price of `overageUnits` more; fractions are charged in proportion. */
  overageMinor: number;
  overageUnits: number;
}
export type Allowances = Record<Metric, Allowance>;
export type SeatCounts = Record<SeatType, number>;

/**
 * What use over an allowance costs, in minor units, rounded half up.
 * @param used in the metric's unit
 */
export function overageMinor(used: number, allowance: Allowance): number {
  if (allowance.included === null || allowance.hard || used <= allowance.included) return 0;
  const over = BigInt(used) - BigInt(allowance.included);
  const units = BigInt(allowance.overageUnits);
  return Number((over * BigInt(allowance.overageMinor) * 2n + units) / (units * 2n));
}

/** Use as a share of the allowance; null where it has no end. */
export const shareOf = (used: number, { included }: Pick<Allowance, 'included'>): number | null =>
  included === null ? null : included === 0 ? (used > 0 ? 1 : 0) : used / included;
