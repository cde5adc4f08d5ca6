import { and, asc, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Ctx, EventsOf } from '#kernel/context.ts';
import type { FileBody } from '#kernel/contract/contract.ts';
import { readCsv, toCsv } from '#kernel/csv.ts';
import { AppError, invalid } from '#kernel/errors.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { type Pool, takeThese } from './allocation.ts';
import { book } from './booking.ts';
import type { ipManagement } from './contract.ts';
import { followLogins, lockLines } from './login.ts';
import type { reservationOperations } from './reservation-operations.ts';
import { about, matching, type Reservation, reservations } from './reservations.ts';
import { atSlot, rangeOf, slotOf, slotOfAddress, whyNotGive } from './rules.ts';
import { ipPool, ipReservation } from './tables.ts';

type Events = EventsOf<typeof ipManagement>;
type Input<K extends keyof typeof reservationOperations> = z.output<(typeof reservationOperations)[K]['in']>;
type Importing = Ctx<Events, 'ip-range.reserved' | 'ip-address.assigned'>;

/** What the import reads; the export has these first, so that its file can be read again. */
const inputColumns = ['pool', 'address', 'login', 'reason', 'expiresAt'] as const;
const exportColumns: readonly { name: string; read: (row: Reservation, login: string) => string }[] = [
  { name: 'pool', read: (row) => row.poolName },
  { name: 'address', read: (row) => row.address },
  { name: 'login', read: (_, login) => login },
  { name: 'reason', read: (row) => row.reason },
  { name: 'expiresAt', read: (row) => row.expiresAt ?? '' },
  { name: 'vrf', read: (row) => row.vrf },
  { name: 'state', read: (row) => row.state },
  { name: 'lifecycle', read: (row) => row.lifecycle },
  { name: 'customer', read: (row) => row.customerName ?? '' },
  { name: 'assignedAt', read: (row) => row.assignedAt },
  { name: 'assignedBy', read: (row) => row.assignedBy },
  { name: 'releasedAt', read: (row) => row.releasedAt ?? '' },
];
const mostExported = 200_000;
const portion = 2000;
const mostImported = 5000;
/** More would not be read; the count says how many there are. */
const mostProblems = 500;

export async function exportReservations(
  ctx: Pick<Ctx, 'db' | 'call' | 'today'>,
  filters: Input<'exportReservations'>,
): Promise<FileBody> {
  const lines: string[][] = [exportColumns.map((column) => column.name)];
  for (let after: Reservation | undefined; ; ) {
    const rows: Reservation[] = await reservations(ctx)
      .where(
        and(
          matching(filters),
          after && sql`(${ipReservation.address}, ${ipReservation.id}) > (${after.address}::inet, ${after.id}::uuid)`,
        ),
      )
      .orderBy(asc(ipReservation.address), asc(ipReservation.id))
      .limit(portion);
    const subscriptionIds = [...new Set(rows.flatMap((row) => row.subscriptionId ?? []))];
    const { items } = await ctx.call(radius, 'lineLogins', { subscriptionIds });
    const loginOf = new Map(items.map((login) => [login.subscriptionId, login.username]));
    for (const row of rows)
      lines.push(exportColumns.map(({ read }) => read(row, loginOf.get(row.subscriptionId ?? '') ?? '')));
    if (lines.length > mostExported)
      throw new AppError(
        'limit',
        `More than ${mostExported} reservations match; narrow the filters and export in parts.`,
      );
    after = rows.at(-1);
    if (rows.length < portion) break;
  }
  return { filename: `ip-reservations-${ctx.today}.csv`, body: toCsv(lines) };
}

interface Wanted {
  line: number;
  pool: Pool;
  address: string;
  slot: number;
  login: string;
  reason: string;
  expiresAt: string | null;
}
interface Problem {
  line: number;
  field: string;
  message: string;
}

function readHeading(cells: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  const known = new Set(exportColumns.map((column) => column.name));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw invalid(`csv: The column “${unknown}” is not known. Known are ${inputColumns.join(', ')}.`, 'csv');
  for (const name of ['pool', 'address'])
    if (!names.includes(name))
      throw invalid(`csv: The column “${name}” is missing; the first line must name the columns.`, 'csv');
  return names;
}

async function read(ctx: Importing, csv: string): Promise<{ rows: number; wanted: Wanted[]; problems: Problem[] }> {
  const [heading, ...body] = readCsv(csv);
  if (!heading || body.length === 0) throw invalid('csv: The file has no rows.', 'csv');
  if (body.length > mostImported)
    throw invalid(`csv: ${body.length} rows are too many; import ${mostImported} at a time.`, 'csv');
  const names = readHeading(heading.cells);
  const pools = new Map((await ctx.db.select().from(ipPool)).map((pool) => [pool.name.toLowerCase(), pool]));
  const wanted: Wanted[] = [];
  const problems: Problem[] = [];
  const seen = new Map<string, number>();
  for (const { line, cells } of body) {
    const value = (name: string) => (cells[names.indexOf(name)] ?? '').trim();
    const problem = (field: string, message: string) => void problems.push({ line, field, message });
    const pool = pools.get(value('pool').toLowerCase());
    if (!pool) {
      problem('pool', value('pool') ? `There is no pool named ${value('pool')}.` : 'Name the pool.');
      continue;
    }
    const place = slotOf(rangeOf(pool), value('address'));
    const refusal = whyNotGive({ ...pool, status: pool.mode }, 'manual');
    const expiresAt = value('expiresAt');
    const earlier = place.slot === null ? undefined : seen.get(`${pool.id} ${place.slot}`);
    if (refusal) problem('pool', refusal);
    else if (place.slot === null) problem('address', place.reason);
    else if (place.slot === pool.gatewaySlot) problem('address', `${value('address')} is the gateway of this pool.`);
    else if (earlier !== undefined) problem('address', `${value('address')} stands in line ${earlier} already.`);
    else if (value('reason').length > 300) problem('reason', 'At most 300 characters.');
    else if (expiresAt && !z.iso.datetime({ offset: true }).safeParse(expiresAt).success)
      problem('expiresAt', 'Give an instant such as 2026-12-31T12:00:00Z.');
    else if (expiresAt && Date.parse(expiresAt) <= ctx.now.epochMilliseconds)
      problem('expiresAt', 'This instant is over already.');
    else {
      seen.set(`${pool.id} ${place.slot}`, line);
      wanted.push({
        line,
        pool,
        address: atSlot(rangeOf(pool), place.slot),
        slot: place.slot,
        login: value('login'),
        reason: value('reason'),
        expiresAt: expiresAt || null,
      });
    }
  }
  return { rows: body.length, wanted, problems };
}

/** Lines whose login does not exist, or has an address of the family already. */
async function logins(ctx: Importing, wanted: readonly Wanted[], problems: Problem[]) {
  const usernames = [...new Set(wanted.flatMap(({ login }) => login || []))];
  const found = [];
  for (let at = 0; at < usernames.length; at += portion)
    found.push(...(await ctx.call(radius, 'lineLogins', { usernames: usernames.slice(at, at + portion) })).items);
  const byName = new Map(found.map((login) => [login.username, login]));
  const used = new Set<string>();
  for (const { line, login, address } of wanted) {
    if (!login) continue;
    const key = `${login} ${slotOfAddress(address)}`;
    if (!byName.get(login)?.subscriptionId)
      problems.push({ line, field: 'login', message: `No subscription has the login ${login}.` });
    else if (used.has(key)) problems.push({ line, field: 'login', message: `${login} stands in the file twice.` });
    used.add(key);
  }
  return byName;
}

/** Takes all addresses of the file, pool by pool in one order, so that two imports cannot wait for each other. */
async function take(ctx: Importing, wanted: readonly Wanted[], problems: Problem[]): Promise<void> {
  const pools = new Map(wanted.map(({ pool }) => [pool.id, pool]));
  for (const pool of [...pools.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
    const theirs = wanted.filter((row) => row.pool.id === pool.id);
    const taken = await takeThese(
      ctx,
      pool,
      theirs.map((row) => row.slot),
    );
    for (const { line, slot, address } of theirs)
      if (!taken.has(slot)) problems.push({ line, field: 'address', message: `${address} is in use.` });
  }
}

/** Undone by its caller's transaction when it was only to be tried, or when a line is wrong. */
class NotKept extends Error {}

export async function importReservations(ctx: Importing, { csv, dryRun }: Input<'importReservations'>) {
  const { rows, wanted, problems } = await read(ctx, csv);
  const byName = await logins(ctx, wanted, problems);
  await lockLines(
    ctx,
    [...byName.values()].map((login) => login.subscriptionId),
  );
  const kept = await ctx.db
    .transaction(async () => {
      await take(ctx, wanted, problems);
      if (dryRun || problems.length > 0) throw new NotKept();
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof NotKept) return false;
      throw error;
    });
  const failed = new Set(problems.map((p) => p.line)).size;
  problems.sort((a, b) => a.line - b.line);
  const outcome = { rows, created: dryRun ? rows - failed : 0, failed, problems: problems.slice(0, mostProblems) };
  if (!kept) return outcome;
  const rangeId = ctx.newId();
  const lines: string[] = [];
  for (const { pool, address, slot, login, reason, expiresAt } of wanted) {
    const { subscriptionId = null, customerId = null } = byName.get(login) ?? {};
    const whose = { subscriptionId, customerId, reason, expiresAt, rangeId };
    for (const made of await book(ctx, pool, [{ address, slot }], whose))
      if (subscriptionId) {
        lines.push(subscriptionId);
        await ctx.emit('ip-address.assigned', about(made));
      }
  }
  for (const poolId of new Set(wanted.map((row) => row.pool.id)))
    await ctx.emit('ip-range.reserved', {
      poolId,
      rangeId,
      addresses: wanted.filter((row) => row.pool.id === poolId).length,
    });
  await followLogins(ctx, lines, []);
  return { ...outcome, created: wanted.length };
}
