import pg from 'pg';
import { graphPath } from '#kernel/http/doors.ts';
import { mountGraphql } from '#kernel/http/graphql.ts';
import { believing, calledBy, testFeed, testWeb } from '#kernel/http/testing.ts';
import { customer360Document } from '#modules/customers/customer-360/document.ts';
import { type ApiBed, apiBed } from './api/bed.ts';
import { httpClient, percentile } from './api/client.ts';
import { makeCustomers } from './api/customers.ts';
import { makeLives } from './api/lives.ts';
import { type Bench, table } from './bench.ts';

const goal = 3;
const permissions = [
  'customers.customer:read',
  'billing.subscription:read',
  'billing.invoice:read',
  'network.radius:read',
  'support.ticket:read',
];

/** The same facts in one round trip, as somebody would write it who needs nothing but speed. */
const bare = `select c.id, c.name, c.email, c.status, c.tier,
  (select jsonb_build_object('plan', plan_name, 'total', count(*) over ()) from subscription s where s.tenant_id = c.tenant_id and s.customer_id = c.id order by s.id desc limit 1),
  (select jsonb_build_object('ip', framed_ip_address, 'stopped', stopped_at) from radius_session r where r.tenant_id = c.tenant_id and r.customer_id = c.id order by started_at desc limit 1),
  (select jsonb_agg(d) from (select calling_station_id, bool_or(stopped_at is null) from (select * from radius_session r where r.tenant_id = c.tenant_id and r.customer_id = c.id order by started_at desc limit 300) x group by 1) d),
  (select count(*) filter (where status in ('open', 'waiting')) from ticket t where t.tenant_id = c.tenant_id and t.customer_id = c.id),
  (select jsonb_build_object('n', count(*), 'balance', sum(total_minor - paid_minor) filter (where status = 'open')) from invoice_balance b where b.tenant_id = c.tenant_id and b.customer_id = c.id),
  (select max(received_at) from invoice_payment p where p.tenant_id = c.tenant_id and p.customer_id = c.id),
  (select sum(left_minor) from credit_note n where n.tenant_id = c.tenant_id and n.customer_id = c.id and left_minor > 0)
  from customer c where c.tenant_id = $1 and c.id = $2`;

/** Statements of one request between BEGIN and COMMIT, counted where they are sent, in a process where nothing else is asked. */
async function statementsOf(bed: ApiBed, id: string): Promise<number> {
  const app = testWeb();
  const tenants = { alpha: bed.tenant, beta: bed.other };
  mountGraphql(app, bed.kernel, 'isp', believing(tenants), { feed: testFeed(), system: bed.pools.system });
  await app.ready();
  const payload = { query: customer360Document, variables: { id } };
  const ask = () => app.inject({ method: 'POST', url: graphPath('isp'), headers: calledBy({}), payload });
  // What a process asks for once and keeps is no part of a call.
  await ask();
  const sent: string[] = [];
  const send = pg.Client.prototype.query;
  const counting = function (this: pg.Client, ...args: unknown[]) {
    const [what] = args;
    sent.push(typeof what === 'string' ? what : (what as { text: string }).text);
    return (send as (...all: unknown[]) => unknown).apply(this, args);
  };
  Object.assign(pg.Client.prototype, { query: counting });
  try {
    await ask();
  } finally {
    Object.assign(pg.Client.prototype, { query: send });
    await app.close();
  }
  return sent.filter((text) => !/^(BEGIN|COMMIT|ROLLBACK)/.test(text)).length;
}

export const customer360: Bench = {
  about:
    'p95 of a customer from all sides (one request of the graph) at 100 000 customers, beside the bare SQL in one round trip',
  async run({ short, say }) {
    const customers = short ? 1000 : 100_000;
    const rounds = short ? 20 : 500;
    const bed = await apiBed(short);
    try {
      const began = performance.now();
      await makeCustomers(bed.owner, bed.tenant.id, customers);
      await makeLives(bed.owner, bed.tenant.id);
      await bed.owner.query('vacuum analyze');
      say(
        `${customers} customers with 10 sessions and 6 invoices each made in ${((performance.now() - began) / 1000).toFixed(1)} s.`,
      );
      const base = await bed.serve();
      const keys = await bed.keys(Math.ceil((rounds * 9) / 1000) + 1, permissions);
      const { rows } = await bed.owner.query<{ id: string }>(
        'select id from customer where tenant_id = $1 order by md5(id::text) limit $2',
        [bed.tenant.id, rounds + 30],
      );
      const client = httpClient(base, 1);
      let turn = 0;
      const ask = async () => {
        const { id } = rows[turn % rows.length]!;
        turn += 1;
        const answer = await client.ask(
          'POST',
          '/api/graphql',
          { 'x-api-key': keys[turn % keys.length]!, 'content-type': 'application/json' },
          JSON.stringify({ query: customer360Document, variables: { id } }),
        );
        const body = JSON.parse(answer.body);
        if (answer.status !== 200 || body.errors || body.data.customer360.billing.totalInvoices !== 6)
          throw new Error(`${answer.status} ${answer.body.slice(0, 500)}`);
      };
      const select = await bed.owner.connect();
      const [api, sql]: [number[], number[]] = [[], []];
      try {
        for (let round = -20; round < rounds; round += 1) {
          const { id } = rows[turn % rows.length]!;
          const begin = performance.now();
          await ask();
          const between = performance.now();
          await select.query({ name: 'bare-360', text: bare, values: [bed.tenant.id, id] });
          if (round < 0) continue;
          api.push(between - begin);
          sql.push(performance.now() - between);
        }
      } finally {
        select.release();
      }
      const statements = await statementsOf(bed, rows[0]!.id);
      client.close();
      const p95 = (values: number[]) => percentile(values, 0.95);
      const ratio = p95(api) / p95(sql);
      say(
        table(
          ['', 'p50', 'p95'],
          [
            ['graph', percentile(api, 0.5), p95(api)],
            ['bare SQL', percentile(sql, 0.5), p95(sql)],
          ],
        ),
      );
      say(`\n${ratio.toFixed(2)} times the bare SQL; ${statements} statements a call.\n`);
      return {
        bench: 'customer-360',
        value: Number(p95(api).toFixed(2)),
        unit: 'ms',
        baseline: Number(p95(sql).toFixed(2)),
        baselineName: 'bare SQL in one round trip, prepared, without row-level security',
        ratio: Number(ratio.toFixed(2)),
        ok: short || (ratio <= goal && statements <= 10),
        customers,
        statements,
      };
    } finally {
      await bed.remove();
    }
  },
};
