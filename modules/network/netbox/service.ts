import { and, asc, eq, inArray, lt } from 'drizzle-orm';
import { z } from 'zod';
import { implement } from '#kernel/context.ts';
import { AppError, conflict, invalid } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { netbox } from './contract.ts';
import { noteInUse } from './ours.ts';
import { actionNames, choicesFor } from './rules.ts';
import {
  type ConnectionRow,
  comparisonOf,
  comparisons,
  connectionOf,
  differencesAfter,
  findConnection,
  missing,
  moveTo,
} from './store.ts';
import { netboxComparison, netboxConnection, netboxDifference, netboxLink } from './tables.ts';

const settingsOf = (row: ConnectionRow | undefined) => ({
  configured: row !== undefined,
  missing: row ? null : missing,
  url: row?.url ?? null,
  hasToken: row !== undefined,
  verifyTls: row?.verifyTls ?? true,
  tenantSlug: row?.tenantSlug ?? null,
  vrfs: row?.vrfs ?? [],
  version: row?.version ?? null,
  comparedAt: row?.comparedAt ?? null,
  appliedAt: row?.appliedAt ?? null,
  problem: row?.problem ?? null,
});

const ById = z.tuple([z.uuid()]);
const ByPosition = z.tuple([z.int()]);

export const service = implement(netbox, {
  settings: async (ctx) => settingsOf(await findConnection(ctx)),

  async configure(ctx, { url, token, verifyTls, tenantSlug, vrfs }) {
    const before = await findConnection(ctx);
    if (!before && !token) throw invalid('A token is needed to begin with.', 'token');
    if (before && !token && new URL(before.url).origin !== new URL(url).origin)
      throw invalid('Give the token again: it was meant for another address.', 'token');
    const twice = vrfs.find(({ ours }, at) => ours === '' || vrfs.findIndex((other) => other.ours === ours) !== at);
    if (twice)
      throw invalid(
        twice.ours ? `${twice.ours} is there twice.` : 'The global table needs no VRF; it is the same on both sides.',
        'vrfs',
      );
    const values = {
      url,
      verifyTls,
      tenantSlug: tenantSlug || null,
      vrfs,
      ...(token ? { token: ctx.secrets.seal(ctx.tenant.id, token) } : {}),
      problem: null,
    };
    // Numbers of one NetBox mean nothing in another.
    if (before && before.url !== url) await ctx.db.delete(netboxLink);
    const [row] = before
      ? await ctx.db.update(netboxConnection).set(values).returning()
      : await ctx.db
          .insert(netboxConnection)
          .values({ ...values, token: values.token ?? '' })
          .returning();
    const shown = { url, verifyTls, tenantSlug: values.tenantSlug, vrfs };
    ctx.changed({
      type: 'netbox',
      id: ctx.tenant.id,
      before: before ? { url: before.url, verifyTls: before.verifyTls } : null,
      after: { ...shown, newToken: token !== undefined },
    });
    await ctx.emit('netbox.configured', {});
    return settingsOf(row);
  },

  async disconnect(ctx) {
    const before = await connectionOf(ctx);
    await ctx.db.delete(netboxLink);
    await ctx.db.delete(netboxConnection);
    for (const { ours: vrf } of [{ ours: '' }, ...before.vrfs]) await noteInUse(ctx, vrf, []);
    ctx.changed({ type: 'netbox', id: ctx.tenant.id, before: { url: before.url }, after: null });
    await ctx.emit('netbox.configured', {});
  },

  async compare(ctx) {
    await connectionOf(ctx);
    const busy = await ctx.db
      .select({ id: netboxComparison.id })
      .from(netboxComparison)
      .where(inArray(netboxComparison.status, ['comparing', 'applying']))
      .limit(1);
    if (busy.length > 0) throw conflict('A comparison is running; wait for it to end.');
    const id = ctx.newId();
    await ctx.db.insert(netboxComparison).values({ id, status: 'comparing', createdAt: ctx.nowIso });
    await ctx.emit('netbox.comparison-requested', { comparisonId: id });
    return comparisonOf(ctx, id);
  },

  async listComparisons(ctx, { cursor, limit }) {
    const after = readCursor(cursor, ById);
    const rows = await comparisons(ctx)
      .where(after ? lt(netboxComparison.id, after[0]) : undefined)
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.id],
    );
  },

  getComparison: (ctx, { id }) => comparisonOf(ctx, id),

  async differences(ctx, { id, action, kind, result, cursor, limit }) {
    await comparisonOf(ctx, id);
    const after = readCursor(cursor, ByPosition);
    const rows = await ctx.db
      .select()
      .from(netboxDifference)
      .where(
        and(
          differencesAfter(id, after?.[0]),
          action ? eq(netboxDifference.action, action) : undefined,
          kind ? eq(netboxDifference.kind, kind) : undefined,
          result ? eq(netboxDifference.result, result) : undefined,
        ),
      )
      .orderBy(asc(netboxDifference.position))
      .limit(limit + 1);
    return pageOf(
      rows,
      limit,
      (row) => row,
      (row) => [row.position],
    );
  },

  async choose(ctx, { id, differenceIds, choice }) {
    const { status } = await comparisonOf(ctx, id);
    if (status !== 'ready') throw conflict('Choices are made before applying; compare again.');
    const those = and(eq(netboxDifference.comparisonId, id), inArray(netboxDifference.id, differenceIds));
    const rows = await ctx.db.select().from(netboxDifference).where(those).for('update');
    if (rows.length < new Set(differenceIds).size) throw new AppError('not_found', 'There is no such difference.');
    const wrong = rows.find(({ action }) => !choicesFor(action).includes(choice));
    if (wrong)
      throw invalid(
        `${wrong.address} (${actionNames[wrong.action]}): choose ${choicesFor(wrong.action).join(' or ')}.`,
        'choice',
      );
    await ctx.db.update(netboxDifference).set({ choice }).where(those);
    ctx.changed({ type: 'netbox-comparison', id, after: { choice, differences: rows.length } });
    return comparisonOf(ctx, id);
  },

  async apply(ctx, { id }) {
    await connectionOf(ctx);
    const { chosen, status } = await comparisonOf(ctx, id);
    if (status === 'ready' && chosen === 0) throw conflict('Nothing is chosen; choose what is to be done.');
    if (!(await moveTo(ctx, id, 'ready', { status: 'applying' })))
      throw conflict('This comparison has been applied, or is not ready; compare again.');
    ctx.changed({ type: 'netbox-comparison', id, after: { applying: chosen } });
    await ctx.emit('netbox.apply-requested', { comparisonId: id });
    return comparisonOf(ctx, id);
  },

  async noteProgress(ctx, { id }) {
    await ctx.emit('netbox.progressed', { comparisonId: id });
    return comparisonOf(ctx, id);
  },
});
