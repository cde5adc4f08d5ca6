import { sql } from 'drizzle-orm';
import { boolean, index, jsonb, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantReference, tenantTable } from '#kernel/db/tables.ts';
import type { OidcSettings, SamlSettings } from './rules.ts';

export const signInProvider = tenantTable(
  'sign_in_provider',
  {
    kind: text('kind').notNull().$type<'oidc' | 'saml'>(),
    name: text('name').notNull(),
    isEnabled: boolean('is_enabled').notNull(),
    /** Of the e-mail addresses it speaks for, in lower case. */
    domains: jsonb('domains').notNull().$type<string[]>(),
    settings: jsonb('settings').notNull().$type<OidcSettings | SamlSettings>(),
    /** Sealed. */
    clientSecret: text('client_secret'),
    createsMembers: boolean('creates_members').notNull(),
    roleId: uuid('role_id'),
    lastUsedAt: instantColumn('last_used_at'),
    lastError: text('last_error'),
    lastErrorAt: instantColumn('last_error_at'),
    createdAt: instantColumn('created_at').notNull().default(sql`now()`),
  },
  (t) => [uniqueIndex('sign_in_provider_name').on(t.tenantId, sql`lower(${t.name})`)],
  // Who signs in is not known to any tenant yet.
  { systemAccess: 'read' },
);

/** Which colleague somebody is at a provider, once they have come from there. */
export const signInIdentity = tenantTable(
  'sign_in_identity',
  {
    providerId: uuid('provider_id').notNull(),
    subject: text('subject').notNull(),
    memberId: uuid('member_id').notNull(),
    linkedAt: instantColumn('linked_at').notNull(),
  },
  (t) => [
    primaryKey({ name: 'sign_in_identity_pkey', columns: [t.tenantId, t.providerId, t.subject] }),
    index('sign_in_identity_member').on(t.tenantId, t.memberId),
    tenantReference(t, t.providerId, signInProvider, 'cascade'),
  ],
  { ownKey: true },
);

/** A sign-in that was begun and has not come back. */
export const signInFlow = tenantTable(
  'sign_in_flow',
  {
    providerId: uuid('provider_id').notNull(),
    /** SHA-256 of what the provider gives back: the state of OpenID Connect, the request's id of SAML. */
    stateHash: text('state_hash').notNull(),
    /** SHA-256 of the cookie of the browser that began. */
    browserHash: text('browser_hash').notNull(),
    /** Sealed: what the answer is checked with. */
    checks: text('checks').notNull(),
    /** Sealed: a SAML response, which is posted without the cookie, until the browser comes with it. */
    answer: text('answer'),
    expiresAt: instantColumn('expires_at').notNull(),
  },
  (t) => [
    uniqueIndex('sign_in_flow_state').on(t.tenantId, t.stateHash),
    index('sign_in_flow_expiry').on(t.tenantId, t.expiresAt),
    tenantReference(t, t.providerId, signInProvider, 'cascade'),
  ],
);
