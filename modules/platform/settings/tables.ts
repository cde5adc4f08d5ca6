import { index, jsonb, text, uuid } from 'drizzle-orm/pg-core';
import { instantColumn, platformTable } from '#kernel/db/tables.ts';
import type { SettingName, SettingValue } from '#kernel/installation.ts';

/** Every value a setting of the installation was given; the last one counts. */
export const settingChange = platformTable(
  'setting_change',
  {
    id: uuid('id').primaryKey(),
    name: text('name').notNull().$type<SettingName>(),
    before: jsonb('before').$type<SettingValue>(),
    value: jsonb('value').$type<SettingValue>(),
    reason: text('reason'),
    changedBy: text('changed_by').notNull(),
    changedAt: instantColumn('changed_at').notNull(),
  },
  (t) => [index('setting_change_name').on(t.name, t.id)],
  { dotmac_platform: ['select', 'insert'], dotmac_system: ['select'] },
);
