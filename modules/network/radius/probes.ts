import { desc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { notFound } from '#kernel/errors.ts';
import { uuidv7 } from '#kernel/ids.ts';
import type { radius } from './contract.ts';
import { nas, nasProbe } from './tables.ts';

type Events = EventsOf<typeof radius>;
type Row = typeof nasProbe.$inferSelect;
type ProbeView = Returned<(typeof radius)['operations']['probeNas']['out']>;
type Input<K extends keyof (typeof radius)['operations']> = z.output<(typeof radius)['operations'][K]['in']>;

const view = ({ tenantId: _tenant, ...row }: Row): ProbeView => row;
const shown = 20;
/** A check that is under way is not begun again. */
const underWayMs = 20_000;

export async function probeNas(ctx: Ctx<Events, 'radius.probe-requested'>, id: string): Promise<ProbeView> {
  const [device] = await ctx.db.select({ id: nas.id }).from(nas).where(eq(nas.id, id));
  if (!device) throw notFound('NAS');
  const [last] = await ctx.db.select().from(nasProbe).where(eq(nasProbe.nasId, id)).orderBy(desc(nasProbe.id)).limit(1);
  if (last?.outcome === 'pending' && Date.parse(last.requestedAt) > ctx.now.epochMilliseconds - underWayMs)
    return view(last);
  const [row] = await ctx.db
    .insert(nasProbe)
    .values({ id: uuidv7(ctx.now.epochMilliseconds), nasId: id, requestedAt: ctx.nowIso })
    .returning();
  ctx.changed({ type: 'nas', id, after: { probeId: row!.id } });
  await ctx.emit('radius.probe-requested', { probeId: row!.id, nasId: id });
  return view(row!);
}

export async function listProbes(ctx: Pick<Ctx, 'db'>, id: string) {
  const [device] = await ctx.db.select({ id: nas.id }).from(nas).where(eq(nas.id, id));
  if (!device) throw notFound('NAS');
  const rows = await ctx.db
    .select()
    .from(nasProbe)
    .where(eq(nasProbe.nasId, id))
    .orderBy(desc(nasProbe.id))
    .limit(shown);
  return { items: rows.map(view) };
}

export async function answerProbe(
  ctx: Ctx<Events, 'radius.nas-probed'>,
  { id, ...answer }: Input<'answerProbe'>,
): Promise<ProbeView> {
  const [row] = await ctx.db
    .update(nasProbe)
    .set({ ...answer, answeredAt: ctx.nowIso })
    .where(eq(nasProbe.id, id))
    .returning();
  if (!row) throw notFound('check');
  ctx.changed({ type: 'nas', id: row.nasId, after: { probeId: id, outcome: row.outcome } });
  await ctx.emit('radius.nas-probed', { probeId: id, nasId: row.nasId, outcome: row.outcome });
  return view(row);
}

export interface ProbeTarget {
  address: string;
  port: number;
  sharedSecret: string;
}
/** Where to ask, with the secret in clear: for the packet, not for any record. */
export async function probeTarget(
  ctx: Pick<Ctx, 'db' | 'secrets' | 'tenant'>,
  nasId: string,
): Promise<ProbeTarget | undefined> {
  const [device] = await ctx.db.select().from(nas).where(eq(nas.id, nasId));
  if (!device) return undefined;
  return {
    address: device.address,
    port: device.coaPort,
    sharedSecret: ctx.secrets.open(ctx.tenant.id, device.sharedSecret),
  };
}
