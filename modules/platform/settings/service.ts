import { and, desc, eq } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import {
  applyInstallation,
  type InstallationSetting,
  installation,
  installationSettings,
  type SettingName,
  type SettingValue,
  settingNames,
} from '#kernel/installation.ts';
import { settings } from './contract.ts';
import { settingChange } from './tables.ts';

type Change = typeof settingChange.$inferSelect;
type Place = Pick<Ctx, 'db'>;

const latest = ({ db }: Place) =>
  db.selectDistinctOn([settingChange.name]).from(settingChange).orderBy(settingChange.name, desc(settingChange.id));

function shown(name: SettingName, change: Change | undefined) {
  const { title, help, kind, unit, fallback }: InstallationSetting<SettingValue> = installationSettings[name];
  return {
    name,
    title,
    help,
    kind,
    unit: unit ?? null,
    fallback,
    value: change ? change.value : fallback,
    changedAt: change?.changedAt ?? null,
    changedBy: change?.changedBy ?? null,
  };
}

type ChangeCtx = Ctx<(typeof settings)['events'], 'setting.changed'>;
async function set(ctx: ChangeCtx, name: SettingName, wanted: SettingValue, reason: string | null) {
  const parsed = installationSettings[name].schema.safeParse(wanted === '' ? null : wanted);
  if (!parsed.success) throw invalid(parsed.error.issues[0]?.message ?? 'This value does not fit.', 'value');
  const value = parsed.data;
  const before = (await latest(ctx)).find((row) => row.name === name);
  const was = shown(name, before).value;
  if (was === value) throw conflict('This is the value already.', 'value');
  const [row] = await ctx.db
    .insert(settingChange)
    .values({ id: ctx.newId(), name, before: was, value, reason, changedBy: ctx.actor.name, changedAt: ctx.nowIso })
    .returning();
  ctx.changed({ type: 'setting', id: row!.id, before: { [name]: was }, after: { [name]: value, reason } });
  await ctx.emit('setting.changed', { name });
  const all = await latest(ctx);
  // Other processes are told by the event; this one need not wait for it.
  ctx.afterCommit(() => applyInstallation(all));
  return shown(name, row);
}

export const service = implement(settings, {
  public: async () => {
    const { supportEmail, maintenanceNotice, passwordLength } = installation();
    return { supportEmail, maintenanceNotice, passwordLength };
  },

  async list(ctx) {
    const rows = await latest(ctx);
    return {
      items: settingNames.map((name) =>
        shown(
          name,
          rows.find((row) => row.name === name),
        ),
      ),
    };
  },

  async history(ctx, { name }) {
    const items = await ctx.db
      .select()
      .from(settingChange)
      .where(eq(settingChange.name, name))
      .orderBy(desc(settingChange.id))
      .limit(100);
    return { items };
  },

  change: (ctx, { name, value, reason }) => set(ctx, name, value, reason),

  async restore(ctx, { name, changeId }) {
    const [row] = await ctx.db
      .select()
      .from(settingChange)
      .where(and(eq(settingChange.name, name), eq(settingChange.id, changeId)));
    if (!row) throw notFound('earlier value');
    const day = row.changedAt.slice(0, 10);
    return set(ctx, name, row.before, `As before ${day}.`);
  },
});
