import { z } from 'zod';
import { command, contract, many, one, query } from '#kernel/contract/contract.ts';
import { instant, internal, open, personal, resource } from '#kernel/contract/fields.ts';
import { settingNames } from '#kernel/installation.ts';

const value = () => z.union([z.string().max(500), z.number(), z.null()]);
/** A setting of the installation as it stands. */
export const Setting = resource('Setting', {
  name: open(z.enum(settingNames)),
  title: open(z.string()),
  help: open(z.string()),
  kind: open(z.enum(['email', 'number', 'text'])),
  unit: open(z.string().nullable()),
  value: internal(value()),
  fallback: internal(value()),
  changedAt: open(instant().nullable()),
  changedBy: personal('staff', z.string().nullable()),
});
export const SettingChange = resource('SettingChange', {
  id: open(z.uuid()),
  before: internal(value()),
  value: internal(value()),
  /** Why, in the words of who changed it. */
  reason: internal(z.string().nullable()),
  changedAt: open(instant()),
  changedBy: personal('staff', z.string()),
});
/** What anyone may know of the installation. */
export const Installation = resource('Installation', {
  supportEmail: open(z.string().nullable()),
  maintenanceNotice: open(z.string().nullable()),
  passwordLength: open(z.int()),
});

const page = '/dashboard/platform-admin/settings';
const Named = z.object({ name: z.enum(settingNames) });
const reason = z.string().trim().max(200).nullable().default(null);

export const settings = contract({
  name: 'settings',
  title: 'Settings',
  events: { 'setting.changed': { name: open(z.enum(settingNames)) } },
  realtime: { settings: { events: ['setting.changed'], for: ['platform'], can: 'platform.setting:read' } },
  operations: {
    public: query('GET /installation', {
      summary: 'What anyone may know of this installation: notice of maintenance, support',
      for: ['isp', 'customer', 'platform', 'tenant'],
      can: 'anyone',
      in: z.object({}),
      out: one(Installation),
      ui: { none: 'shell' },
    }),
    list: query('GET /installation/settings', {
      summary: 'The settings of the installation',
      for: ['platform'],
      can: 'platform.setting:read',
      in: z.object({}),
      out: many(Setting),
      ui: page,
    }),
    history: query('GET /installation/settings/{name}/history', {
      summary: 'Who changed a setting, when and from what, newest first',
      for: ['platform'],
      can: 'platform.setting:read',
      in: Named,
      out: many(SettingChange),
      ui: page,
    }),
    change: command('PUT /installation/settings/{name}', {
      summary: 'Change a setting; every process knows within a second',
      for: ['platform'],
      can: 'platform.setting:write',
      in: Named.extend({ value: value(), reason }),
      out: one(Setting),
      emits: ['setting.changed'],
      ui: page,
    }),
    restore: command('POST /installation/settings/{name}/restore', {
      summary: 'Set an earlier value again',
      for: ['platform'],
      can: 'platform.setting:write',
      in: Named.extend({ changeId: z.uuid() }),
      out: one(Setting),
      emits: ['setting.changed'],
      ui: page,
    }),
  },
});
