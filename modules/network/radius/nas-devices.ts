import { randomBytes } from 'node:crypto';
import { and, asc, eq, getTableColumns, gt, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { conflictOf } from '#kernel/db/pools.ts';
import { AppError, conflict, invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { ipv6Octets, ipv6Text } from '#protocols/radius/addresses.ts';
import { certificateIdentity } from '#protocols/radius/peer-certificate.ts';
import type { nasChange, nasInput, radius } from './contract.ts';
import { nas, nasLoad, radiusSession } from './tables.ts';

type Context = Ctx<EventsOf<typeof radius>, 'radius.nas-changed'>;
type Row = typeof nas.$inferSelect;
type Load = typeof nasLoad.$inferSelect | null;
type NasView = Returned<(typeof radius)['operations']['createNas']['out']>;

const secretBytes = 24;
export const newSharedSecret = (): string => randomBytes(secretBytes).toString('base64url');

/** One spelling of an address: packets are looked up by it. */
function canonical(address: string): string {
  const octets = ipv6Octets(address);
  if (octets === undefined) return address;
  if (octets.subarray(0, 10).every((octet) => octet === 0) && octets.readUInt16BE(10) === 0xffff)
    throw invalid('Give the IPv4 address itself.', 'address');
  return ipv6Text(octets);
}

/** One spelling here too. */
const identity = (text: string | null): string | null => (text === null ? null : (certificateIdentity(text) ?? null));

const view = (row: Row, load: Load): NasView => ({
  id: row.id,
  name: row.name,
  address: row.address,
  vendor: row.vendor,
  coaPort: row.coaPort,
  requireMessageAuthenticator: row.requireMessageAuthenticator,
  radsecIdentity: row.radsecIdentity,
  description: row.description,
  liveSessions: load?.liveSessions ?? 0,
  lastSeenAt: load?.lastSeenAt ?? null,
  lastProblem: load?.lastProblem ?? null,
  lastProblemAt: load?.lastProblemAt ?? null,
  createdAt: row.createdAt,
});

/** Whose the other NAS is stays unsaid: it may be another provider's. */
function explained(error: unknown): unknown {
  const broken = conflictOf(error);
  if (broken?.constraint === 'nas_address')
    return conflict('This address cannot be used: a NAS is known by it already.', 'address');
  if (broken?.constraint === 'nas_radsec_identity')
    return conflict('This certificate cannot be used: a NAS is known by it already.', 'radsecIdentity');
  if (broken?.constraint === 'nas_name') return conflict('Another NAS has this name.', 'name');
  return error;
}

const withLoad = (ctx: Pick<Ctx, 'db'>) =>
  ctx.db
    .select({ nas: getTableColumns(nas), load: getTableColumns(nasLoad) })
    .from(nas)
    .leftJoin(nasLoad, eq(nasLoad.nasId, nas.id));

async function find(ctx: Pick<Ctx, 'db'>, id: string) {
  const [found] = await withLoad(ctx).where(eq(nas.id, id));
  if (!found) throw notFound('NAS');
  return found;
}

const Position = z.tuple([z.string()]);
export async function listNas(ctx: Pick<Ctx, 'db'>, { cursor, limit }: { cursor?: string | undefined; limit: number }) {
  const after = readCursor(cursor, Position);
  const rows = await withLoad(ctx)
    .where(after ? gt(nas.name, after[0]) : undefined)
    .orderBy(asc(nas.name))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => view(row.nas, row.load),
    (row) => [row.nas.name],
  );
}

export async function getNas(ctx: Pick<Ctx, 'db'>, id: string): Promise<NasView> {
  const found = await find(ctx, id);
  return view(found.nas, found.load);
}

export async function createNas(ctx: Context, input: z.output<typeof nasInput>): Promise<NasView> {
  const secret = input.sharedSecret ?? newSharedSecret();
  const row = {
    ...input,
    id: ctx.newId(),
    address: canonical(input.address),
    radsecIdentity: identity(input.radsecIdentity),
    sharedSecret: ctx.secrets.seal(ctx.tenant.id, secret),
    createdAt: ctx.nowIso,
  };
  const [made] = await ctx.db
    .insert(nas)
    .values(row)
    .returning()
    .catch((error) => {
      throw explained(error);
    });
  await ctx.db.insert(nasLoad).values({ nasId: row.id });
  const result = view(made!, null);
  ctx.changed({ type: 'nas', id: row.id, before: null, after: result });
  await ctx.emit('radius.nas-changed', { nasId: row.id });
  return { ...result, newSecret: secret };
}

export async function updateNas(
  ctx: Context,
  { id, ...input }: { id: string } & z.output<typeof nasChange>,
): Promise<NasView> {
  const before = await find(ctx, id);
  const { sharedSecret, address, radsecIdentity, ...rest } = input;
  const change = {
    ...rest,
    ...(address === undefined ? {} : { address: canonical(address) }),
    ...(radsecIdentity === undefined ? {} : { radsecIdentity: identity(radsecIdentity) }),
    ...(sharedSecret === undefined ? {} : { sharedSecret: ctx.secrets.seal(ctx.tenant.id, sharedSecret) }),
  };
  if (Object.keys(change).length === 0) return view(before.nas, before.load);
  const [row] = await ctx.db
    .update(nas)
    .set(change)
    .where(eq(nas.id, id))
    .returning()
    .catch((error) => {
      throw explained(error);
    });
  if (!row) throw notFound('NAS');
  const result = view(row, before.load);
  ctx.changed({
    type: 'nas',
    id,
    before: view(before.nas, before.load),
    after: { ...result, ...(sharedSecret === undefined ? {} : { secretReplaced: true }) },
  });
  await ctx.emit('radius.nas-changed', { nasId: id });
  return sharedSecret === undefined ? result : { ...result, newSecret: sharedSecret };
}

export async function removeNas(ctx: Context, id: string): Promise<void> {
  const before = await find(ctx, id);
  const [live] = await ctx.db
    .select({ id: radiusSession.id })
    .from(radiusSession)
    .where(and(eq(radiusSession.nasId, id), sql`${radiusSession.stoppedAt} is null`))
    .limit(1);
  if (live) throw new AppError('conflict', 'This NAS carries live sessions; disconnect them or wait until they end.');
  await ctx.db.delete(nasLoad).where(eq(nasLoad.nasId, id));
  await ctx.db.delete(nas).where(eq(nas.id, id));
  ctx.changed({ type: 'nas', id, before: view(before.nas, before.load), after: null });
  await ctx.emit('radius.nas-changed', { nasId: id });
}
