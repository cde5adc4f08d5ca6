import { bigint, boolean, integer, jsonb, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, tenantTable } from '#kernel/db/tables.ts';
import type { PasswordForm } from './contract.ts';
import type { Item } from './items.ts';

/** A provider that has a FreeRADIUS read and write here. Without a row its role sees nothing. */
export const freeradiusAccess = tenantTable(
  'freeradius_access',
  {
    passwordForm: text('password_form').notNull().$type<PasswordForm>(),
    enabledAt: instantColumn('enabled_at').notNull(),
    /** Names the run that copies all logins; a copy of another run stops. */
    copyId: uuid('copy_id').notNull(),
    /** When all logins had been copied. */
    copiedAt: instantColumn('copied_at'),
    lastLoginAt: instantColumn('last_login_at'),
    lastAccountingAt: instantColumn('last_accounting_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId] })],
  { ownKey: true, systemAccess: 'write' },
);

/** A login as FreeRADIUS reads it: what its password is compared with, and what it is answered. */
export const freeradiusLogin = tenantTable(
  'freeradius_login',
  {
    accountId: uuid('account_id').notNull(),
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    username: text('username').notNull(),
    state: text('state').notNull(),
    /** The provider keeps this password as a hash that FreeRADIUS cannot compare: this login works in DotMac only. */
    unusable: boolean('unusable').notNull(),
    checks: jsonb('checks').notNull().$type<Item[]>(),
    /** Told by every make of NAS alike. */
    replies: jsonb('replies').notNull().$type<Item[]>(),
    /** Names in `freeradius_group`, one for each make that is told something of its own. */
    groups: text('groups').array().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.accountId] })],
  { ownKey: true },
);

/** What one make of NAS is told beyond the rest; shared by all logins that are told the same. */
export const freeradiusGroup = tenantTable(
  'freeradius_group',
  {
    name: text('name').notNull(),
    number: bigint('number', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    vendor: text('vendor').notNull(),
    rejects: boolean('rejects').notNull(),
    replies: jsonb('replies').notNull().$type<Item[]>(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.name] })],
  { ownKey: true },
);

/** The secret of a NAS in clear, as FreeRADIUS needs it. */
export const freeradiusNas = tenantTable(
  'freeradius_nas',
  {
    nasId: uuid('nas_id').notNull(),
    number: integer('number').notNull().generatedAlwaysAsIdentity(),
    secret: text('secret').notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.nasId] })],
  { ownKey: true },
);

/** What FreeRADIUS wrote, until it is moved to where the engine's own records are. */
export const freeradiusInbox = tenantTable(
  'freeradius_inbox',
  {
    at: instantColumn('at').notNull(),
    kind: text('kind').notNull().$type<'accounting' | 'login'>(),
    nasId: uuid('nas_id').notNull(),
    accountId: uuid('account_id'),
    record: jsonb('record').notNull().$type<Record<string, string | null>>(),
  },
  undefined,
  { systemAccess: 'write' },
);
