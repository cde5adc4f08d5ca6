import { sql } from 'drizzle-orm';
import { z } from 'zod';
import { fixedClock } from '../clock.ts';
import { type Caller, implement, permissionSet, type Tenant } from '../context.ts';
import { command, contract, many, one, page, query } from '../contract/contract.ts';
import { Id, idList, open, Paging, personal, resource, secret } from '../contract/fields.ts';
import type { Workflow } from '../durable.ts';
import { AppError, notFound } from '../errors.ts';
import { uuidv7 } from '../ids.ts';
import { createKernel } from '../kernel.ts';
import { createLog } from '../log.ts';
import type { Module, Reaction } from '../module.ts';
import { envelopeSecrets } from '../secrets.ts';
import { tenantDirectory } from '../tenancy/directory.ts';
import { type TestDatabase, testDatabase } from './database.ts';

/** A module small enough to test the kernel with: notes that carry a subscriber's words and a secret. */
export const Thing = resource('Thing', {
  id: open(z.uuid()),
  name: personal('subscriber', z.string()),
  pin: secret(z.string()),
});
export const things = contract({
  name: 'things',
  title: 'Things',
  events: {
    'thing.made': {
      thingId: open(z.uuid()),
      customerId: open(z.uuid().nullable()),
      name: personal('subscriber', z.string()),
    },
  },
  realtime: {
    things: { events: ['thing.made'], for: ['isp', 'customer'], can: 'test.thing:read' },
    making: { events: ['thing.made'], for: ['isp'], can: 'signed-in' },
    hidden: { events: ['thing.made'], for: ['isp'], can: 'test.hidden:read' },
  },
  operations: {
    list: query('GET /things', {
      summary: 'List things',
      for: ['isp', 'tenant'],
      can: 'test.thing:read',
      in: Paging,
      out: page(Thing),
      ui: { none: 'internal' },
    }),
    get: query('GET /things/{id}', {
      summary: 'Get a thing',
      for: ['isp'],
      can: 'test.thing:read',
      in: Id,
      out: one(Thing),
      ui: { none: 'internal' },
    }),
    byIds: query('GET /things/by-ids', {
      summary: 'Get several things',
      for: ['isp'],
      can: 'test.thing:read',
      in: z.object({ ids: idList() }),
      out: many(Thing),
      ui: { none: 'graph' },
    }),
    make: command('POST /things', {
      summary: 'Make a thing',
      for: ['isp'],
      can: 'test.thing:write',
      in: z.object({
        name: z.string().min(2),
        pin: z.string().default('0000'),
        customerId: z.uuid().nullable().default(null),
        fail: z.boolean().default(false),
        password: z.string().optional(),
      }),
      out: one(Thing),
      emits: ['thing.made'],
      ui: { none: 'internal' },
    }),
    hidden: command('POST /things/hidden', {
      summary: 'For modules only',
      for: [],
      can: 'test.thing:write',
      in: z.object({}),
      out: many(Thing),
      ui: { none: 'internal' },
    }),
  },
});

export const service = implement(things, {
  async list(ctx, { limit }) {
    const { rows } = await ctx.db.execute<{ id: string; name: string; pin: string }>(
      sql`select id, name, pin from sample_thing order by id limit ${limit}`,
    );
    return { items: rows, next: null };
  },
  async get(ctx, { id }) {
    const { rows } = await ctx.db.execute<{ id: string; name: string; pin: string }>(
      sql`select id, name, pin from sample_thing where id = ${id}`,
    );
    if (!rows[0]) throw notFound('thing');
    return rows[0];
  },
  async byIds(ctx, { ids }) {
    const { rows } = await ctx.db.execute<{ id: string; name: string; pin: string }>(
      sql`select id, name, pin from sample_thing where id = any(${sql.param(ids)})`,
    );
    return { items: rows };
  },
  async make(ctx, { name, pin, customerId, fail }) {
    const id = ctx.newId();
    await ctx.db.execute(sql`insert into sample_thing (id, name, pin) values (${id}, ${name}, ${pin})`);
    await ctx.emit('thing.made', { thingId: id, customerId, name });
    if (fail) throw new AppError('conflict', 'This one fails on purpose.');
    return { id, name, pin };
  },
  hidden: async () => ({ items: [] }),
});

/** A kernel with the sample module on a database of the test file's own, and a tenant `alpha` and `beta`. */
export async function sampleKernel(
  extra: { reactions?: Reaction[]; workflows?: Workflow[]; onEvents?: () => void } = {},
) {
  const db: TestDatabase = await testDatabase();
  await db.owner.query(`
    create table sample_thing (tenant_id uuid not null default current_setting('app.tenant_id')::uuid, id uuid not null, name text not null, pin text not null, primary key (tenant_id, id));
    alter table sample_thing enable row level security; alter table sample_thing force row level security;
    create policy tenant_isolation on sample_thing to dotmac_app using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
    grant select, insert, update, delete on sample_thing to dotmac_app;`);
  const clock = fixedClock('2026-03-10T09:00:00.000Z');
  const log = createLog('test', 'silent');
  const tenants = tenantDirectory(db.pools.system, clock);
  const module: Module = {
    contract: things,
    service,
    reactions: extra.reactions ?? [],
    workflows: extra.workflows ?? [],
  };
  const kernel = createKernel({
    modules: [module],
    pools: db.pools,
    clock,
    secrets: envelopeSecrets(db.masterKey),
    log,
    validateOutputs: true,
    ...(extra.onEvents ? { onEvents: extra.onEvents } : {}),
  });
  const made: Tenant[] = [];
  for (const slug of ['alpha', 'beta']) {
    await db.owner.query(
      `insert into tenant (id, slug, name, country, currency, time_zone, admin_email) values ($1, $2, $2, 'DE', 'EUR', 'Europe/Berlin', 'a@b.test')`,
      [uuidv7(clock.nowMs()), slug],
    );
    made.push((await tenants.bySlug(slug))!);
  }
  const as = (over: Partial<Caller> & { permissions?: string[] } = {}): Caller => {
    const { permissions = ['*'], ...rest } = over;
    return {
      door: 'isp',
      tenant: made[0]!,
      actor: { kind: 'staff', id: 'u1', name: 'U', permissions: permissionSet(permissions) },
      requestId: 'r1',
      ...rest,
    };
  };
  return { db, kernel, clock, tenants, log, alpha: made[0]!, beta: made[1]!, as };
}
