import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import type { pairSigns } from './contract.ts';

const most = 100;
interface Row extends Record<string, unknown> {
  customerId: string;
  number: string;
  name: string;
  otherId: string;
  otherNumber: string;
  otherName: string;
  signs: (typeof pairSigns)[number][];
}

/** By what two are the same, normalised; each is grouped by itself, so that no two are compared that share nothing. */
const signs: Record<(typeof pairSigns)[number], string> = {
  'e-mail': `regexp_replace(split_part(lower(email), '@', 1), '\\+.*$', '') || '@' || split_part(lower(email), '@', 2)`,
  phone: `nullif(regexp_replace(coalesce(phone, ''), '\\D', '', 'g'), '')`,
  'tax number': `nullif(upper(regexp_replace(coalesce(tax_number, ''), '[^A-Za-z0-9]', '', 'g')), '')`,
  'name and address': `lower(regexp_replace(name || '|' || address_line1 || '|' || postcode || '|' || city, '[^[:alnum:]|]', '', 'g'))`,
};

export async function likelyPairs({ db }: Pick<Ctx, 'db'>, customerId: string | undefined): Promise<Row[]> {
  const keys = Object.entries(signs).map(
    ([sign, key]) => sql`select ${sign}::text as sign, id, number, ${sql.raw(key)} as key from customer_identity`,
  );
  const about = customerId ? sql`where a.id = ${customerId} or b.id = ${customerId}` : sql``;
  const { rows } = await db.execute<Row>(sql`
    with keyed as materialized (${sql.join(keys, sql` union all `)}),
    shared as (select sign, key from keyed where key is not null group by 1, 2 having count(*) between 2 and 5),
    found as (
      select x.id as first, y.id as second, array_agg(distinct x.sign order by x.sign) as signs
      from shared s join keyed x on x.sign = s.sign and x.key = s.key join keyed y on y.sign = s.sign and y.key = s.key and x.number < y.number
      group by 1, 2
    )
    select a.id as "customerId", a.number, a.name, b.id as "otherId", b.number as "otherNumber", b.name as "otherName", f.signs
    from found f join customer_identity a on a.id = f.first join customer_identity b on b.id = f.second ${about}
    order by cardinality(f.signs) desc, a.number limit ${most}`);
  return rows;
}
