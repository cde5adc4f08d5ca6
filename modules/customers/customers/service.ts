import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { type AnyCtx, implement } from '#kernel/context.ts';
import { conflict, invalid, notFound } from '#kernel/errors.ts';
import { chooseCustomers, countMatching, pin, setStanding, similarCustomers, unpinAll } from './chosen.ts';
import { customers } from './contract.ts';
import { exportCsv } from './csv-export.ts';
import { importCsv } from './csv-import.ts';
import { type CustomerRow, customerColumns, listCustomers, toCustomer } from './list.ts';
import { metrics, tallied } from './metrics.ts';
import { type CustomerStatus, isRunning, statusFrom, whyNotClose, whyNotReopen } from './rules.ts';
import { servicesOf } from './status.ts';
import { customer, customerContact } from './tables.ts';
import { insertValues, takeSerials } from './values.ts';

type Db = AnyCtx['db'];
const tagLimit = 20;
/** Those who look at lists are told of so many; a nightly run of thousands is seen when a list is asked for again. */
const toldOf = 500;

async function find(db: Db, id: string, options: { lock?: boolean } = {}): Promise<CustomerRow> {
  const query = db.select(customerColumns).from(customer).where(eq(customer.id, id));
  const [row] = await (options.lock ? query.for('update') : query);
  if (!row) throw notFound('customer');
  return row;
}

/** Who an id leads to: links and events of before a merge name who is no more. */
async function whoIsNow(db: Db, id: string): Promise<string> {
  const { rows } = await db.execute<{ id: string }>(sql`
    select customer_id as id from customer_by_former_number where id = ${id}`);
  if (!rows[0]) throw notFound('customer');
  return rows[0].id;
}

async function lookUp(db: Db, id: string): Promise<CustomerRow | undefined> {
  return (await db.select(customerColumns).from(customer).where(eq(customer.id, id)))[0];
}

async function moveTo(db: Db, id: string, to: CustomerStatus, nowIso: string) {
  const [row] = await db
    .update(customer)
    .set({ status: to, updatedAt: nowIso })
    .where(eq(customer.id, id))
    .returning(customerColumns);
  return toCustomer(row!);
}

/** The fields that differ, before and after, for the audit. */
function difference(before: Record<string, unknown>, after: Record<string, unknown>) {
  const differs = (key: string) => JSON.stringify(before[key]) !== JSON.stringify(after[key]);
  const fields = Object.keys(after).filter((key) => key !== 'updatedAt' && differs(key));
  const pick = (from: Record<string, unknown>) => Object.fromEntries(fields.map((key) => [key, from[key]]));
  return { fields, before: pick(before), after: pick(after) };
}

export const service = implement(customers, {
  list: (ctx, input) => listCustomers(ctx, input),
  similar: (ctx, { q }) => similarCustomers(ctx.db, q),
  countMatching: (ctx, { sets }) => countMatching(ctx, sets),
  choose: (ctx, input) => chooseCustomers(ctx, input),
  pin: (ctx, input) => pin(ctx.db, input),
  unpinAll: (ctx, { listId }) => unpinAll(ctx.db, listId),
  async setStanding(ctx, { standings }) {
    const changed = await setStanding(ctx.db, standings);
    if (standings.length <= toldOf)
      for (const customerId of changed) await ctx.emit('customer.standing-changed', { subjectId: customerId });
    return { changed: changed.length };
  },

  async byIds(ctx, { ids }) {
    const rows = await ctx.db.select(customerColumns).from(customer).where(inArray(customer.id, ids));
    return { items: rows.map(toCustomer) };
  },

  metrics: (ctx) => metrics(ctx),

  async get(ctx, { id }) {
    const contacts = ctx.db
      .select()
      .from(customerContact)
      .where(eq(customerContact.customerId, id))
      .orderBy(asc(customerContact.createdAt), asc(customerContact.id));
    const [row, people] = await Promise.all([lookUp(ctx.db, id), contacts]);
    if (row) return { ...toCustomer(row), contacts: people };
    return ctx.call(customers, 'get', { id: await whoIsNow(ctx.db, id) });
  },

  async me(ctx) {
    if (!ctx.actor.customerId) throw notFound('customer');
    return toCustomer(await find(ctx.db, ctx.actor.customerId));
  },

  async create(ctx, input) {
    const serial = await takeSerials(ctx.db, 1);
    const [row] = await ctx.db
      .insert(customer)
      .values(insertValues(ctx, input, serial))
      .returning(customerColumns);
    const created = toCustomer(row!);
    ctx.changed({ type: 'customer', id: created.id, before: null, after: created });
    await ctx.emit('customer.created', { customerId: created.id, number: created.number });
    return created;
  },

  async update(ctx, { id, serviceAddress: address, ...changes }) {
    const before = toCustomer(await find(ctx.db, id, { lock: true }));
    const place = address && {
      addressLine1: address.line1,
      addressLine2: address.line2,
      city: address.city,
      postcode: address.postcode,
      country: address.country ?? ctx.tenant.country,
    };
    const [row] = await ctx.db
      .update(customer)
      .set({ ...changes, ...place, updatedAt: ctx.nowIso })
      .where(eq(customer.id, id))
      .returning(customerColumns);
    const after = toCustomer(row!);
    const change = difference(before, after);
    ctx.changed({ type: 'customer', id, before: change.before, after: change.after });
    if (change.fields.length > 0) await ctx.emit('customer.updated', { customerId: id, fields: change.fields });
    return after;
  },

  async close(ctx, { id, reason }) {
    const { status: from } = await find(ctx.db, id, { lock: true });
    const services = await servicesOf(ctx.db, id);
    const refusal = whyNotClose(from, services.filter(isRunning).length);
    if (refusal) throw conflict(refusal);
    const closed = await moveTo(ctx.db, id, 'closed', ctx.nowIso);
    ctx.changed({ type: 'customer', id, before: { status: from }, after: { status: 'closed', reason } });
    await ctx.emit('customer.status-changed', { customerId: id, from, to: 'closed', reason });
    return closed;
  },

  async reopen(ctx, { id }) {
    const { status: from } = await find(ctx.db, id, { lock: true });
    const refusal = whyNotReopen(from);
    if (refusal) throw conflict(refusal);
    const to = statusFrom('prospect', await servicesOf(ctx.db, id));
    const reopened = await moveTo(ctx.db, id, to, ctx.nowIso);
    ctx.changed({ type: 'customer', id, before: { status: from }, after: { status: to } });
    await ctx.emit('customer.status-changed', { customerId: id, from, to, reason: null });
    return reopened;
  },

  async setStatus(ctx, { id, status: to }) {
    const before = await find(ctx.db, id, { lock: true });
    if (before.status === to) return toCustomer(before);
    const moved = await moveTo(ctx.db, id, to, ctx.nowIso);
    ctx.changed({ type: 'customer', id, before: { status: before.status }, after: { status: to } });
    await ctx.emit('customer.status-changed', { customerId: id, from: before.status, to, reason: null });
    return moved;
  },

  async addContact(ctx, { id, ...contact }) {
    await find(ctx.db, id);
    const [row] = await ctx.db
      .insert(customerContact)
      .values({ ...contact, id: ctx.newId(), customerId: id, createdAt: ctx.nowIso })
      .returning();
    const { createdAt: _, tenantId: __, ...added } = row!;
    ctx.changed({ type: 'customer', id, before: null, after: { contact: added } });
    await ctx.emit('customer.updated', { customerId: id, fields: ['contacts'] });
    return added;
  },

  async removeContact(ctx, { id, contactId }) {
    const [removed] = await ctx.db
      .delete(customerContact)
      .where(and(eq(customerContact.customerId, id), eq(customerContact.id, contactId)))
      .returning();
    if (!removed) throw notFound('contact');
    ctx.changed({ type: 'customer', id, before: { contact: removed }, after: null });
    await ctx.emit('customer.updated', { customerId: id, fields: ['contacts'] });
  },

  async tag(ctx, { ids, add, remove }) {
    if (!add && !remove) throw invalid('add: Name a tag to add or to remove.', 'add');
    const wanted = [...new Set(ids)];
    // Locked in one order, so that two who tag the same customers do not wait for each other.
    const found = await ctx.db
      .select({ id: customer.id, number: customer.number, tags: customer.tags })
      .from(customer)
      .where(inArray(customer.id, wanted))
      .orderBy(asc(customer.id))
      .for('update');
    if (found.length < wanted.length) throw notFound('customer');
    const tagged = (tags: readonly string[]) =>
      [...new Set([...tags.filter((tag) => tag !== remove), ...(add ? [add] : [])])].sort();
    const changed = found.filter(({ tags }) => tagged(tags).join() !== tags.toSorted().join());
    const full = changed.find(({ tags }) => tagged(tags).length > tagLimit);
    if (full) throw conflict(`${full.number} has ${tagLimit} tags already; remove one first.`, 'add');
    if (changed.length === 0) return;
    await ctx.db
      .update(customer)
      .set({
        tags: sql`array(select distinct tag from unnest(array_remove(${customer.tags}, ${remove ?? null}::text) || ${sql.param(add ? [add] : [])}::text[]) tag order by tag)`,
        updatedAt: ctx.nowIso,
      })
      .where(
        inArray(
          customer.id,
          changed.map((c) => c.id),
        ),
      );
    ctx.changed({
      type: 'customer',
      id: changed[0]!.id,
      after: { add, remove, customers: changed.map((c) => c.number) },
    });
    for (const { id } of changed) await ctx.emit('customer.updated', { customerId: id, fields: ['tags'] });
  },

  async tags(ctx) {
    return { items: (await tallied(ctx.db, 'tag')).map(({ value, customers }) => ({ tag: value, customers })) };
  },
  async cities(ctx) {
    return { items: (await tallied(ctx.db, 'city')).map(({ value, customers }) => ({ city: value, customers })) };
  },

  exportCsv,
  importCsv,
});
