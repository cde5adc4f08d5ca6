import type { Module } from '#kernel/module.ts';
import { apiKeysModule } from './identity/api-keys/module.ts';
import { staffModule } from './identity/staff/module.ts';
import { tenantsModule } from './tenancy/tenants/module.ts';

/** The one registry of modules. Order matters only for extra.sql: a module stands after those whose tables it names. */
export const modules: readonly Module[] = [
  tenantsModule,
  staffModule,
  apiKeysModule,
];
