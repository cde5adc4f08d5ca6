import { sql } from 'drizzle-orm';
import { index, text, uniqueIndex } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { ManagerRole, ManagerStatus, NoticeTopic } from './rules.ts';

/** A person of an ISP who deals with DotMac; password and second factor are the tenant realm's, found by `userId`. */
export const accountManager = tenantTable(
  'account_manager',
  {
    userId: text(),
    name: text().notNull(),
    email: text().notNull(),
    role: text().notNull().$type<ManagerRole>(),
    status: text().notNull().$type<ManagerStatus>(),
    /** What they want mails about. */
    notices: text().array().notNull().$type<NoticeTopic[]>(),
    /** SHA-256 of the invitation's token; the token is only in the mail. */
    invitationHash: text(),
    invitationExpiresAt: instantColumn(),
    lastSignInAt: instantColumn(),
    createdAt: instantColumn().notNull().default(sql`now()`),
  },
  (t) => [
    uniqueIndex('account_manager_email').on(t.tenantId, t.email),
    uniqueIndex('account_manager_user').on(t.tenantId, t.userId),
    uniqueIndex('account_manager_invitation').on(t.tenantId, t.invitationHash),
    // At sign-in the tenant is not known yet.
    index('account_manager_by_user').on(t.userId),
  ],
  { systemAccess: 'read', platformAccess: 'shared' },
);
