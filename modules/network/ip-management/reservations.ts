import { and, asc, desc, eq, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { invalid, notFound } from '#kernel/errors.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import type { reservationFilters, reservationOperations } from './reservation-operations.ts';
import { parseCidr } from './rules.ts';
import { ipPool, ipReservation } from './tables.ts';

type Reading = Pick<Ctx, 'db'>;
type Input<K extends keyof typeof reservationOperations> = z.output<(typeof reservationOperations)[K]['in']>;

const columns = {
  id: ipReservation.id,
  poolId: ipReservation.poolId,
  poolName: ipPool.name,
  vrf: ipReservation.vrf,
  address: ipReservation.address,
  slot: ipReservation.slot,
  state: ipReservation.state,
  lifecycle: ipReservation.lifecycle,
  withheld: ipReservation.withheld,
  lifecycleReason: ipReservation.lifecycleReason,
  subscriptionId: ipReservation.subscriptionId,
  customerId: ipReservation.customerId,
  customerName: ipReservation.customerName,
  rangeId: ipReservation.rangeId,
  reason: ipReservation.reason,
  expiresAt: ipReservation.expiresAt,
  endsAs: ipReservation.endsAs,
  assignedAt: ipReservation.assignedAt,
  assignedBy: ipReservation.assignedBy,
  activatedAt: ipReservation.activatedAt,
  suspendedAt: ipReservation.suspendedAt,
  revokedAt: ipReservation.revokedAt,
  releasedAt: ipReservation.releasedAt,
  releasedBy: ipReservation.releasedBy,
  changedAt: ipReservation.changedAt,
};
export const reservations = ({ db }: Reading) =>
  db.select(columns).from(ipReservation).innerJoin(ipPool, eq(ipPool.id, ipReservation.poolId));
export type Reservation = Awaited<ReturnType<typeof reservations>>[number];

export const isLive = isNull(ipReservation.releasedAt);
/** What events say of a reservation. */
export const about = ({ id, poolId, subscriptionId, customerId }: Reservation) => ({
  poolId,
  reservationId: id,
  subscriptionId,
  customerId,
});

export async function findReservation(ctx: Reading, id: string): Promise<Reservation> {
  const [found] = await reservations(ctx).where(eq(ipReservation.id, id));
  if (!found) throw notFound('address reservation');
  return found;
}

export const ofSubscription = (ctx: Reading, subscriptionId: string) =>
  reservations(ctx)
    .where(and(eq(ipReservation.subscriptionId, subscriptionId), isLive))
    .orderBy(asc(ipReservation.address));

// ---- lists; the cursor is the sort value and id of the last row shown -------------------------------------------------

export const matching = ({
  poolId,
  vrf,
  family,
  state,
  lifecycle,
  customerId,
  rangeId,
  temporary,
  q,
}: z.output<typeof reservationFilters>): SQL | undefined =>
  and(
    poolId ? eq(ipReservation.poolId, poolId) : undefined,
    vrf === undefined ? undefined : eq(ipReservation.vrf, vrf),
    family ? sql`family(${ipReservation.address}) = ${family === 'ipv4' ? 4 : 6}` : undefined,
    state ? eq(ipReservation.state, state) : undefined,
    lifecycle ? eq(ipReservation.lifecycle, lifecycle) : undefined,
    customerId ? eq(ipReservation.customerId, customerId) : undefined,
    rangeId ? eq(ipReservation.rangeId, rangeId) : undefined,
    temporary === undefined
      ? undefined
      : temporary
        ? isNotNull(ipReservation.expiresAt)
        : isNull(ipReservation.expiresAt),
    q ? sql`${ipReservation.search} like ${`%${q.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`}` : undefined,
  );

const ByAddress = z.tuple([z.union([z.ipv4(), z.ipv6(), z.cidrv6()]), z.uuid()]);
const ByInstant = z.tuple([z.iso.datetime(), z.uuid()]);

export async function listReservations(ctx: Reading, { cursor, limit, sort, ...filters }: Input<'listReservations'>) {
  if (sort === 'changed') return byChange(ctx, matching(filters), cursor, limit);
  const after = readCursor(cursor, ByAddress);
  const rows = await reservations(ctx)
    .where(
      and(
        matching(filters),
        after
          ? sql`(${ipReservation.address}, ${ipReservation.id}) > (${after[0]}::inet, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(asc(ipReservation.address), asc(ipReservation.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => row,
    (row) => [row.address, row.id],
  );
}

/** The latest change first. */
async function byChange(ctx: Reading, where: SQL | undefined, cursor: string | undefined, limit: number) {
  const after = readCursor(cursor, ByInstant);
  const rows = await reservations(ctx)
    .where(
      and(
        where,
        after
          ? sql`(${ipReservation.changedAt}, ${ipReservation.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(ipReservation.changedAt), desc(ipReservation.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => row,
    (row) => [row.changedAt, row.id],
  );
}

/** An address or prefix as text that PostgreSQL takes for one. */
export function exactAddress(text: string): string {
  const whole = text.includes('/') ? text : `${text}/${text.includes(':') ? 128 : 32}`;
  if (!parseCidr(whole)) throw invalid(`${text} is not an address.`, 'address');
  return text;
}

const ById = z.tuple([z.uuid()]);
export async function addressHistory(ctx: Reading, { address, vrf, at, cursor, limit }: Input<'addressHistory'>) {
  const after = readCursor(cursor, ById);
  const rows = await reservations(ctx)
    .where(
      and(
        eq(ipReservation.vrf, vrf),
        sql`${ipReservation.address} = ${exactAddress(address)}::inet`,
        at
          ? sql`${ipReservation.assignedAt} <= ${at}::timestamptz and coalesce(${ipReservation.releasedAt}, 'infinity') > ${at}::timestamptz`
          : undefined,
        after ? sql`${ipReservation.id} < ${after[0]}::uuid` : undefined,
      ),
    )
    .orderBy(desc(ipReservation.id))
    .limit(limit + 1);
  return pageOf(
    rows,
    limit,
    (row) => row,
    (row) => [row.id],
  );
}
