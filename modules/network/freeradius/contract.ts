import { z } from 'zod';
import { command, contract, nothing, one, query } from '#kernel/contract/contract.ts';
import { instant, internal, once, open, resource } from '#kernel/contract/fields.ts';

/** How passwords lie where FreeRADIUS reads them. */
export const passwordForms = ['nt_hash', 'salted_hash', 'cleartext'] as const;
export type PasswordForm = (typeof passwordForms)[number];

/** How it stands with a FreeRADIUS beside the engine. */
export const FreeradiusStatus = resource('FreeradiusStatus', {
  enabled: open(z.boolean()),
  /** Database role it logs in as. */
  role: internal(z.string()),
  /** Only in the answer of the command that set it. */
  newPassword: once(z.string()),
  passwordForm: internal(z.enum(passwordForms).nullable()),
  enabledAt: open(instant().nullable()),
  /** When every login had been copied; null while that is under way. */
  copiedAt: open(instant().nullable()),
  /** Logins FreeRADIUS can answer. */
  loginsCopied: open(z.int()),
  logins: open(z.int()),
  /** Copied, but their passwords are kept as hashes that FreeRADIUS cannot compare. */
  loginsUnusable: open(z.int()),
  nasDevices: open(z.int()),
  /** Records it wrote that have not been moved yet. */
  waiting: open(z.int()),
  lastLoginAt: open(instant().nullable()),
  lastAccountingAt: open(instant().nullable()),
});

const page = '/dashboard/radius/freeradius';
const shared = { for: ['isp'], can: 'network.freeradius:manage', ui: page } as const;

export const freeradius = contract({
  name: 'freeradius',
  title: 'FreeRADIUS',
  events: {
    'freeradius.enabled': { copyId: open(z.uuid()) },
    'freeradius.disabled': {},
  },
  realtime: {
    freeradius: { events: ['freeradius.enabled', 'freeradius.disabled'], for: ['isp'], can: 'network.freeradius:read' },
  },
  operations: {
    status: query('GET /radius/freeradius', {
      summary: 'How it stands with a FreeRADIUS beside the engine',
      for: ['isp'],
      can: 'network.freeradius:read',
      in: z.object({}),
      out: one(FreeradiusStatus),
      ui: page,
    }),
    enable: command('POST /radius/freeradius/enable', {
      ...shared,
      summary: 'Let a FreeRADIUS read logins and write accounting; its password is shown once',
      description:
        'Copies what FreeRADIUS needs, passwords and NAS secrets included, to where a database role of its own can read it. Enabled already: the form of the passwords is changed and a new password is set.',
      in: z.object({ passwordForm: z.enum(passwordForms).default('nt_hash') }),
      out: one(FreeradiusStatus),
      emits: ['freeradius.enabled'],
    }),
    rotatePassword: command('POST /radius/freeradius/rotate-password', {
      ...shared,
      summary: 'Set a new password for FreeRADIUS; it is shown once',
      in: z.object({}),
      out: one(FreeradiusStatus),
    }),
    disable: command('POST /radius/freeradius/disable', {
      ...shared,
      summary: 'Shut FreeRADIUS out and remove what was copied for it',
      in: z.object({}),
      out: nothing(),
      emits: ['freeradius.disabled'],
    }),
  },
});
