/**
 * What must not compile. Each line below an expect-error comment is a mistake somebody could make; when one of them begins
 * to compile, the comment itself becomes the error. This file is the kit's specification; nothing runs it.
 */

import { z } from 'zod';
import type { DoorClient } from '#kernel/client.ts';
import { type AnyCtx, implement } from '#kernel/context.ts';
import { command, contract, one, page, query } from '#kernel/contract/contract.ts';
import { Id, open, personal, type Row, resource, secret, type View } from '#kernel/contract/fields.ts';
import { on } from '#kernel/module.ts';
import type { Customer, customers } from '#modules/customers/customers/contract.ts';
import type { tickets } from '#modules/support/tickets/contract.ts';
import type { VendorTicketMessage } from '#modules/tenancy/vendor-tickets/resources.ts';

const Person = resource('Person', {
  id: open(z.uuid()),
  name: personal('subscriber', z.string()),
  employee: personal('staff', z.string()),
  pin: secret(z.string()),
});

// A field without a data class.
// @ts-expect-error a bare schema has no class
resource('Unclassified', { id: open(z.uuid()), name: z.string() });

// A subscriber's field at the tenant's and the platform's door; a secret at any.
declare const atTenant: View<typeof Person, 'tenant'>;
declare const atPlatform: View<typeof Person, 'platform'>;
declare const atIsp: View<typeof Person, 'isp'>;
atIsp.name satisfies string;
atTenant.employee satisfies string;
// @ts-expect-error the tenant door never sees a subscriber's name
atTenant.name;
// @ts-expect-error nor does the platform door
atPlatform.name;
// @ts-expect-error a secret leaves by no door
atIsp.pin;

const people = contract({
  name: 'people',
  title: 'People',
  events: { 'person.moved': { personId: open(z.uuid()), city: open(z.string()) } },
  operations: {
    list: query('GET /people', {
      summary: 'List',
      for: ['isp'],
      can: 'people.person:read',
      in: z.object({}),
      out: page(Person),
      ui: '/people',
    }),
    get: query('GET /people/{id}', {
      summary: 'Get',
      for: ['isp', 'tenant'],
      can: 'people.person:read',
      in: Id,
      out: one(Person),
      ui: '/people',
    }),
    move: command('POST /people/{id}/move', {
      summary: 'Move',
      for: ['isp'],
      can: 'people.person:write',
      in: Id,
      out: one(Person),
      emits: ['person.moved'],
      ui: '/people',
    }),
    rename: command('POST /people/{id}/rename', {
      summary: 'Rename',
      for: ['isp'],
      can: 'people.person:write',
      in: Id,
      out: one(Person),
      ui: '/people',
    }),
  },
});
declare const row: Row<typeof Person>;

// An operation without an implementation.
// @ts-expect-error `rename` is missing
implement(people, { list: async () => ({ items: [], next: null }), get: async () => row, move: async () => row });

implement(people, {
  list: async () => ({ items: [row], next: null }),
  get: async (ctx) => {
    // @ts-expect-error a query emits nothing
    await ctx.emit('person.moved', { personId: '', city: '' });
    return row;
  },
  move: async (ctx, { id }) => {
    await ctx.emit('person.moved', { personId: id, city: 'Lagos' });
    // @ts-expect-error an event that the operation does not declare
    await ctx.emit('person.renamed', { personId: id });
    // @ts-expect-error a payload without its fields
    await ctx.emit('person.moved', { personId: id });
    return row;
  },
  // @ts-expect-error an answer that is not the declared resource
  rename: async () => ({ id: 'x' }),
});

// An implementation of something that the contract does not have.
const all = { list: async () => ({ items: [], next: null }), get: async () => row, move: async () => row };
// @ts-expect-error no operation `remove`
implement(people, { ...all, rename: async () => row, remove: async () => row });

// What a service reaches: its transaction and other modules' operations, with their inputs; no pool, no tenant's id in SQL.
declare const ctx: AnyCtx;
await ctx.call(people, 'get', { id: '' });
// @ts-expect-error no such operation
await ctx.call(people, 'vanish', {});
// @ts-expect-error an input without its field
await ctx.call(people, 'get', {});
// @ts-expect-error a service never holds a pool
ctx.pools;

// An event is published, so a secret cannot be in it.
// @ts-expect-error a secret in an event
contract({ name: 'leaky', title: 'Leaky', operations: {}, events: { 'person.told': { pin: secret(z.string()) } } });

// An operation that emits what its contract does not declare.
contract({
  name: 'silent',
  title: 'Silent',
  operations: {
    // @ts-expect-error no such event in this contract
    shout: command('POST /shout', {
      summary: 'Shout',
      for: ['isp'],
      can: 'a.b:c',
      in: z.object({}),
      out: one(Person),
      emits: ['person.shouted'],
      ui: '/x',
    }),
  },
});

// A command as a GET, a query as a POST.
// @ts-expect-error commands are not GET
command('GET /people', { summary: 'x', for: ['isp'], can: 'a.b:c', in: Id, out: one(Person), ui: '/x' });
// @ts-expect-error queries are GET
query('POST /people', { summary: 'x', for: ['isp'], can: 'a.b:c', in: Id, out: one(Person), ui: '/x' });
const loose = z.object({ name: z.string() });
// @ts-expect-error an answer that is no resource has no view
query('GET /people', { summary: 'x', for: ['isp'], can: 'a.b:c', in: Id, out: loose, ui: '/x' });
// @ts-expect-error a permission is `area.thing:verb`
query('GET /people', { summary: 'x', for: ['isp'], can: 'people', in: Id, out: one(Person), ui: '/x' });
// @ts-expect-error a door that does not exist
query('GET /people', { summary: 'x', for: ['staff'], can: 'a.b:c', in: Id, out: one(Person), ui: '/x' });
// @ts-expect-error where it is used is part of the declaration
query('GET /people', { summary: 'x', for: ['isp'], can: 'a.b:c', in: Id, out: one(Person) });

// A client of one door calling another's operation, or reading what the door does not receive.
declare const tenantClient: DoorClient<typeof people, 'tenant'>;
// @ts-expect-error `list` is not offered at the tenant door
tenantClient.list({});
async function reads() {
  const seen = await tenantClient.get({ id: '' });
  seen.employee satisfies string;
  // @ts-expect-error the client's type is the door's view
  return seen.name;
}
void reads;

// A reaction to an event nobody declares.
// @ts-expect-error no such event
on(people, 'person.vanished', 'x.y', async () => {});
on(people, 'person.moved', 'x.y', async (_ctx, { city }) => void city.length);
// @ts-expect-error a field that the event does not carry
on(people, 'person.moved', 'x.y', async (_ctx, { street }) => void street);

// The ISP as the vendor's customer: no client of its door reaches a subscriber, by whichever module.
declare const customersAtTenant: DoorClient<typeof customers, 'tenant'>;
// @ts-expect-error subscribers are listed at no tenant door
customersAtTenant.list({});
// @ts-expect-error nor is one fetched there
customersAtTenant.get({ id: '' });
declare const ticketsAtTenant: DoorClient<typeof tickets, 'tenant'>;
// @ts-expect-error what subscribers ask their provider is the provider's alone
ticketsAtTenant.list({});
declare const customerAtTenant: View<typeof Customer, 'tenant'>;
// @ts-expect-error a customer's name has no view there
customerAtTenant.name;
// @ts-expect-error nor an address
customerAtTenant.serviceAddress;
declare const vendorTicketAtTenant: View<typeof VendorTicketMessage, 'tenant'>;
vendorTicketAtTenant.text satisfies string;
// @ts-expect-error that there are notes among the vendor's staff is not for the ISP
vendorTicketAtTenant.isNote;
