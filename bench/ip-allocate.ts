import pg from 'pg';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { type ApiBed, apiBed } from './api/bed.ts';
import { percentile } from './api/client.ts';
import { type Bench, median, table } from './bench.ts';

const callers = 200;
const goal = 0.5;
/** Four million: never used up, so that every answer must be an address. */
const range = '100.64.0.0/10';
const bareRows = 400_000;

interface Load {
  perSecond: number;
  p50: number;
  p99: number;
}

/** So many callers at once, each asking again as soon as it was answered. */
async function load(seconds: number, ask: () => Promise<void>): Promise<Load> {
  const latencies: number[] = [];
  const run = async (untilMs: number, keep: boolean) => {
    while (performance.now() < untilMs) {
      const begin = performance.now();
      await ask();
      if (keep) latencies.push(performance.now() - begin);
    }
  };
  const together = (untilMs: number, keep: boolean) =>
    Promise.all(Array.from({ length: callers }, () => run(untilMs, keep)));
  await together(performance.now() + Math.min(1, seconds) * 1000, false);
  const began = performance.now();
  await together(began + seconds * 1000, true);
  return {
    perSecond: latencies.length / ((performance.now() - began) / 1000),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

/** The pattern by hand, on as many connections as the product has: take a free row, write who has it, commit. */
async function bareLoop(bed: ApiBed) {
  await bed.owner.query('create table bare_address (address inet primary key, taken_by uuid)');
  await bed.owner.query(
    `insert into bare_address select '10.0.0.0'::inet + n, null from generate_series(1, ${bareRows}) n`,
  );
  await bed.owner.query('create index bare_free on bare_address (address) where taken_by is null');
  await bed.owner.query('vacuum analyze bare_address');
  const pool = new pg.Pool({ connectionString: bed.ownerUrl, max: 4 });
  const take = async () => {
    const client = await pool.connect();
    try {
      await client.query('begin');
      const { rows } = await client.query({
        name: 'take',
        text: 'select address from bare_address where taken_by is null order by address limit 1 for update skip locked',
      });
      if (rows.length === 0) throw new Error('The bare table is used up; let the benchmark run shorter.');
      await client.query({
        name: 'keep',
        text: 'update bare_address set taken_by = uuidv7() where address = $1',
        values: [rows[0].address],
      });
      await client.query('commit');
    } finally {
      client.release();
    }
  };
  return { take, end: () => pool.end() };
}

export const ipAllocate: Bench = {
  about: '200 callers at once take addresses of one pool: none twice, beside a bare SKIP LOCKED loop',
  async run({ short, duration, runs, say }) {
    const seconds = short ? 0.3 : Math.min(duration, 8);
    const times = short ? 1 : runs;
    const bed = await apiBed(short);
    try {
      const pool = await bed.kernel.run(bed.as(), ipManagement, 'createPool', {
        name: 'Bench',
        type: 'ipv4_private',
        cidr: range,
      });
      const bare = await bareLoop(bed);
      const caller = bed.as();
      const ours = async () => {
        await bed.kernel.run(caller, ipManagement, 'autoAssign', { poolId: pool.id, reason: 'Bench' });
      };
      const measured: Record<'ours' | 'bare', Load[]> = { ours: [], bare: [] };
      for (let run = 0; run < times; run += 1) {
        measured.bare.push(await load(seconds, bare.take));
        measured.ours.push(await load(seconds, ours));
      }
      await bare.end();
      const { rows } = await bed.owner.query<{ taken: number; different: number; audited: number; told: number }>(
        `select count(*)::int as taken, count(distinct address)::int as different,
           (select count(*)::int from audit_entry where operation = 'ip-management.autoAssign' and outcome = 'ok') as audited,
           (select count(*)::int from outbox where name = 'ip-address.assigned') as told
         from ip_reservation where released_at is null`,
      );
      const { taken, different, audited, told } = rows[0]!;
      const right = taken === different && taken === audited && taken === told;
      const of = (loads: Load[], what: keyof Load) => median(loads.map((l) => l[what]));
      const base = of(measured.bare, 'perSecond');
      const value = of(measured.ours, 'perSecond');
      const line = (name: string, loads: Load[]) => [
        name,
        of(loads, 'perSecond'),
        of(loads, 'perSecond') / base,
        of(loads, 'p50'),
        of(loads, 'p99'),
      ];
      say(`\nOne pool, ${callers} callers on 4 connections, ${times} × ${seconds} s, medians\n`);
      say(
        table(
          ['', 'per s', 'times', 'p50 ms', 'p99 ms'],
          [
            line('by hand: begin, SKIP LOCKED, update, commit', measured.bare),
            line('DotMac: pool rules, reservation, event, audit', measured.ours),
          ],
        ),
      );
      say(
        `\n${taken} addresses taken, ${different} different; ${right ? 'each with its event and its audit entry' : 'NOT each with its event and its audit entry'}.\n`,
      );
      return {
        bench: 'ip-allocate',
        value: Math.round(value),
        unit: 'addresses/s',
        baseline: Math.round(base),
        baselineName: 'bare SKIP LOCKED loop',
        ratio: Number((value / base).toFixed(2)),
        ok: right && (short || value / base >= goal),
        taken,
      };
    } finally {
      await bed.remove();
    }
  },
};
