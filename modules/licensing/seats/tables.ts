import { index, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { SeatType } from '#modules/licensing/catalogue/contract.ts';

/** Who of an ISP's staff holds which seat. A revoked seat stays on record, so that its former holder is kept out. */
export const accountSeat = tenantTable(
  'account_seat',
  {
    memberId: uuid().notNull(),
    type: text().notNull().$type<SeatType>(),
    status: text().notNull().$type<'held' | 'revoked'>(),
    givenBy: text().notNull(),
    changedAt: instantColumn().notNull(),
  },
  (t) => [
    primaryKey({ name: 'account_seat_pkey', columns: [t.tenantId, t.memberId] }),
    index('account_seat_status').on(t.tenantId, t.status, t.type),
  ],
  { ownKey: true },
);
