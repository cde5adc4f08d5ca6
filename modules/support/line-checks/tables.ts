import { boolean, doublePrecision, index, integer, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { AdviceCode, Finding } from './rules.ts';

export const lineCheck = tenantTable(
  'line_check',
  {
    customerId: uuid().notNull(),
    at: instantColumn().notNull(),
    findings: jsonb().notNull().$type<Finding[]>(),
    advice: text().notNull().$type<AdviceCode>(),
    network: text(),
    measuredAt: instantColumn(),
    downloadBps: doublePrecision(),
    uploadBps: doublePrecision(),
    latencyMs: doublePrecision(),
    jitterMs: doublePrecision(),
    dnsMs: doublePrecision(),
    planDownloadKbps: integer(),
    slow: boolean(),
    overOwnLine: boolean(),
    solvedAt: instantColumn(),
    ticketId: uuid(),
  },
  (t) => [
    index('line_check_customer').on(t.tenantId, t.customerId, t.id),
    tenantReference(t, t.customerId, 'customer', 'cascade'),
  ],
  { customerOwned: 'customerId' },
);
