import { sql } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { AppError, forbidden } from '#kernel/errors.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { records } from '#modules/platform/records/contract.ts';
import { signUp } from './contract.ts';
import { coverage, isStrong, mailboxOf, type Person, phoneDigits, signsOf } from './rules.ts';

interface Candidate {
  id: string;
  number: string;
  name: string;
  email: string | null;
  phone: string | null;
  status: string;
  address_line1: string;
  postcode: string;
  city: string;
}
const most = 8;

/** Who comes into question, each by an index; the rules then judge them. */
async function candidates(ctx: Pick<Ctx, 'db'>, typed: Person & { except?: string | undefined }): Promise<Candidate[]> {
  const wanted = [];
  if (typed.email?.includes('@')) {
    const box = mailboxOf(typed.email);
    wanted.push(sql`email = ${typed.email.trim().toLowerCase()}`, sql`email = ${box}`);
    wanted.push(sql`search like ${`% ${box.split('@')[0]?.replace(/[\\%_]/g, '\\$&')}+%`}`);
  }
  const digits = typed.phone ? phoneDigits(typed.phone) : '';
  if (digits.length >= 7) wanted.push(sql`phone = ${`+${digits}`}`, sql`search like ${`%${digits}%`}`);
  const found = wanted.map(
    (where) =>
      sql`(select id, number, name, email, phone, status, address_line1, postcode, city from customer_identity where ${where} limit 20)`,
  );
  const name = typed.name?.trim() ?? '';
  if ([...name].length >= 4) {
    await ctx.db.execute(sql`select set_config('pg_trgm.word_similarity_threshold', '0.5', true)`);
    const words = name
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => [...word].length >= 3);
    const near = words.map((word) => sql`${word} <% search`);
    if (near.length > 0)
      found.push(
        sql`(select id, number, name, email, phone, status, address_line1, postcode, city from customer_identity
          where ${sql.join(near, sql` and `)} order by word_similarity(${name.toLowerCase()}, search) desc limit 40)`,
      );
  }
  if (found.length === 0) return [];
  const { rows } = await ctx.db.execute<{ [K in keyof Candidate]: Candidate[K] }>(sql.join(found, sql` union `));
  return rows.filter((row) => row.id !== typed.except);
}

async function duplicatesOf(ctx: Pick<Ctx, 'db'>, typed: Person & { except?: string | undefined }) {
  const judged = (await candidates(ctx, typed)).map((row) => ({
    row,
    signs: signsOf(typed, { ...row, line1: row.address_line1 }),
  }));
  return judged
    .filter(({ signs }) => signs.length > 0)
    .sort((a, b) => Number(isStrong(b.signs)) - Number(isStrong(a.signs)) || b.signs.length - a.signs.length)
    .slice(0, most)
    .map(({ row, signs }) => ({
      customerId: row.id,
      number: row.number,
      name: row.name,
      email: row.email,
      phone: row.phone,
      status: row.status,
      address: [row.address_line1, [row.postcode, row.city].filter(Boolean).join(' ')].join(', '),
      signs,
      strong: isStrong(signs),
    }));
}

export const service = implement(signUp, {
  duplicates: async (ctx, input) => ({ items: await duplicatesOf(ctx, input) }),

  async serviceability(ctx, { city, postcode, country = ctx.tenant.country }) {
    const connected = sql`status in ('active', 'suspended')`;
    const { rows } = await ctx.db.execute<{ in_town: number; in_postcode: number }>(sql`
      select (select count(*)::int from customer_identity where city = ${city} and country = ${country} and ${connected}) as in_town,
        (select count(*)::int from customer_identity
          where country = ${country} and postcode = ${postcode ?? ''} and ${postcode ?? ''} <> '' and ${connected}) as in_postcode`);
    const { in_town: inTown = 0, in_postcode: inPostcode = 0 } = rows[0] ?? {};
    const near = inPostcode > 0 ? sql`postcode = ${postcode ?? ''}` : sql`city = ${city}`;
    const { rows: plans } = await ctx.db.execute<{ planId: string; planName: string; customers: number }>(sql`
      select plan_id as "planId", max(plan_name) as "planName", count(*)::int as customers from customer_identity
      where country = ${country} and ${near} and ${connected} and plan_id is not null group by 1 order by 3 desc, 2 limit 5`);
    const pools = await ctx.call(ipManagement, 'listPools', { status: 'active', limit: 200 });
    const fallback = pools.items.find((pool) => pool.isDefault && pool.type.startsWith('ipv4'));
    return {
      ...coverage({ city, postcode }, inPostcode, inTown),
      connectedInPostcode: inPostcode,
      connectedInTown: inTown,
      plans,
      freeAddresses: fallback ? fallback.available : null,
    };
  },

  async signUp(ctx, { customer: input, planId, duplicateReason }) {
    if (planId && !ctx.actor.permissions.has('billing.subscription:write'))
      throw forbidden(
        'Selling a plan needs the permission billing.subscription:write; create the customer without one.',
      );
    const { name, email, phone, serviceAddress } = input;
    const alike = (await duplicatesOf(ctx, { name, email, phone, ...serviceAddress })).filter((other) => other.strong);
    if (alike.length > 0 && !duplicateReason)
      throw new AppError(
        'conflict',
        `${alike.map((other) => other.number).join(', ')} may be the same person. Use that account, or say why another is needed.`,
        { field: 'duplicateReason' },
      );
    const customer = await ctx.call(customers, 'create', input);
    if (duplicateReason && alike.length > 0)
      await ctx.call(records, 'addNote', {
        subjectType: 'customer',
        subjectId: customer.id,
        text: `Created although ${alike.map((other) => other.number).join(', ')} is alike: ${duplicateReason}`,
      });
    ctx.changed({ type: 'customer', id: customer.id, after: { number: customer.number, planId, duplicateReason } });
    const subscription = planId ? await ctx.call(subscriptions, 'order', { customerId: customer.id, planId }) : null;
    return { customer, subscription };
  },
});
