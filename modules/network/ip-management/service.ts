import { eq } from 'drizzle-orm';
import { implement } from '#kernel/context.ts';
import { conflict } from '#kernel/errors.ts';
import { expireDue, followLogin, sessionsEnded, settleStale } from './adopting.ts';
import { autoAssign, reserve, reserveRange, updateReservation } from './booking.ts';
import { bulkAssign, bulkRelease } from './bulk.ts';
import { checkConflict } from './conflicts.ts';
import { ipManagement } from './contract.ts';
import { exportReservations, importReservations } from './csv.ts';
import { allocate, followLine, lineAddress, resume, revoke, suspend } from './lines.ts';
import { overview } from './overview.ts';
import {
  availableIps,
  createPool,
  listPools,
  mapOf,
  nextFree,
  noteExternal,
  removePool,
  updatePool,
  utilization,
  watch,
} from './pool-service.ts';
import { findPool, poolRow } from './pools.ts';
import { poolsByIds, reservationsIn, reservationsOf, utilizationsOf } from './related.ts';
import { addressHistory, findReservation, listReservations, ofSubscription } from './reservations.ts';
import { takeBack } from './revoking.ts';
import { ipReservation } from './tables.ts';

export const service = implement(ipManagement, {
  listPools,
  getPool: async (ctx, { id }) => poolRow(await findPool(ctx, id)),
  createPool,
  updatePool,
  removePool,
  addressMap: mapOf,
  availableIps,
  nextFree,
  utilization,
  overview: (ctx) => overview(ctx),
  watch,
  noteExternal,

  listReservations,
  getReservation: (ctx, { id }) => findReservation(ctx, id),
  reserve,
  autoAssign,
  reserveRange,
  updateReservation,
  async release(ctx, { id }) {
    const found = await findReservation(ctx, id);
    if (found.releasedAt) throw conflict(`${found.address} has been released already.`);
    await takeBack(ctx, eq(ipReservation.id, id), { endsAs: 'released', reason: '', quarantine: true });
    return findReservation(ctx, id);
  },
  bulkAssign,
  bulkRelease,
  exportReservations,
  importReservations,
  ofSubscriber: async (ctx, { id }) => ({ items: await ofSubscription(ctx, id) }),
  checkConflict,
  addressHistory,
  async releaseOf(ctx, { subscriptionId, quarantine }) {
    await takeBack(ctx, eq(ipReservation.subscriptionId, subscriptionId), {
      endsAs: 'released',
      reason: quarantine ? 'The subscription has ended.' : 'Provisioning was taken back.',
      quarantine,
    });
  },

  lineAddress,
  allocate,
  suspend,
  resume,
  revoke,
  followLine,
  followLogin,
  sessionsEnded,
  expireDue,
  settleStale,

  poolsByIds,
  utilizationsOf,
  reservationsIn,
  reservationsOf,
});
