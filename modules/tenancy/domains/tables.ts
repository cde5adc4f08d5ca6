import { boolean, index, integer, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, platformTable, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { DomainStatus, Outcome, ProofMethod } from './rules.ts';

export const domain = tenantTable(
  'domain',
  {
    domain: text().notNull(),
    status: text().notNull().$type<DomainStatus>(),
    method: text().notNull().$type<ProofMethod>(),
    token: text().notNull(),
    tokenExpiresAt: instantColumn().notNull(),
    verifiedAt: instantColumn(),
    checkedAt: instantColumn(),
    checking: boolean().notNull().default(false),
    failedChecks: integer().notNull().default(0),
    createdAt: instantColumn().notNull(),
  },
  (t) => [uniqueIndex('domain_name').on(t.tenantId, t.domain)],
);

export const domainAttempt = tenantTable(
  'domain_attempt',
  {
    domainId: uuid().notNull(),
    at: instantColumn().notNull(),
    method: text().notNull().$type<ProofMethod>(),
    outcome: text().notNull().$type<Outcome>(),
    finding: text().notNull(),
  },
  (t) => [
    index('domain_attempt_domain').on(t.tenantId, t.domainId, t.at),
    tenantReference(t, t.domainId, domain, 'cascade'),
  ],
);

/** Whose a proven domain is; that it is only one provider's is this key. Providers reach it by two functions. */
export const verifiedDomain = platformTable(
  'verified_domain',
  { domain: text('domain').primaryKey(), ownerId: uuid('owner_id').notNull() },
  undefined,
  { dotmac_system: ['select'] },
);
