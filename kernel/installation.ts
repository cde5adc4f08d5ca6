import type { Pool } from 'pg';
import { z } from 'zod';

/** A setting of the whole installation: what it may be, and what it is until somebody changes it. */
export interface InstallationSetting<T> {
  title: string;
  /** What it does, and to whom. */
  help: string;
  kind: 'email' | 'number' | 'text';
  unit?: string;
  schema: z.ZodType<T>;
  fallback: T;
}
const number = (least: number, most: number) =>
  z.int(`Use a whole number.`).min(least, `Use ${least} or more.`).max(most, `Use ${most} or less.`);

export const installationSettings = {
  supportEmail: {
    title: 'Support e-mail',
    help: 'Shown to providers where they are told to ask for help; answers to the platform’s mails go there.',
    kind: 'email',
    schema: z.email('This is not an e-mail address.').max(254).nullable(),
    fallback: null,
  } satisfies InstallationSetting<string | null>,
  passwordLength: {
    title: 'Shortest password',
    help: 'Of passwords that anybody chooses from now on, at every door.',
    kind: 'number',
    unit: 'characters',
    schema: number(12, 64),
    fallback: 12,
  } satisfies InstallationSetting<number>,
  staffSessionHours: {
    title: 'Idle staff session',
    help: 'Hours without use after which staff of providers and of the platform sign in again.',
    kind: 'number',
    unit: 'hours',
    schema: number(1, 168),
    fallback: 12,
  } satisfies InstallationSetting<number>,
  customerSessionDays: {
    title: 'Idle subscriber session',
    help: 'Days without use after which subscribers sign in to the portal again.',
    kind: 'number',
    unit: 'days',
    schema: number(1, 365),
    fallback: 30,
  } satisfies InstallationSetting<number>,
  maintenanceNotice: {
    title: 'Maintenance notice',
    help: 'Shown at the top of every console and portal, also before sign-in. Empty: none.',
    kind: 'text',
    schema: z.string().trim().min(1).max(300, 'Use 300 letters at most.').nullable(),
    fallback: null,
  } satisfies InstallationSetting<string | null>,
} as const;
export type SettingName = keyof typeof installationSettings;
export type SettingValue = string | number | null;
export const settingNames = [
  'supportEmail',
  'passwordLength',
  'staffSessionHours',
  'customerSessionDays',
  'maintenanceNotice',
] as const satisfies readonly SettingName[];

export type Installation = { [K in SettingName]: z.output<(typeof installationSettings)[K]['schema']> };
const defaults: Installation = {
  supportEmail: installationSettings.supportEmail.fallback,
  passwordLength: installationSettings.passwordLength.fallback,
  staffSessionHours: installationSettings.staffSessionHours.fallback,
  customerSessionDays: installationSettings.customerSessionDays.fallback,
  maintenanceNotice: installationSettings.maintenanceNotice.fallback,
};

let current: Installation = defaults;
/** The settings as this process knows them; it is told of every change. */
export const installation = (): Installation => current;

/** Takes over values that stand in the database; what does not fit its rule any more falls back. */
export function applyInstallation(rows: readonly { name: string; value: unknown }[]): void {
  const next: Record<string, unknown> = { ...defaults };
  for (const { name, value } of rows) {
    const parsed =
      name in installationSettings ? installationSettings[name as SettingName].schema.safeParse(value) : null;
    if (parsed?.success) next[name] = parsed.data;
  }
  current = next as Installation;
}

/** Reads the settings. @param system pool of `dotmac_system` */
export async function loadInstallation(system: Pool): Promise<void> {
  const { rows } = await system.query<{ name: string; value: unknown }>(
    'select distinct on (name) name, value from setting_change order by name, id desc',
  );
  applyInstallation(rows);
}
