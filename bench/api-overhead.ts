import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import { apiBed } from './api/bed.ts';
import { type Answered, httpClient, percentile } from './api/client.ts';
import { type Bench, median, table } from './bench.ts';

const connections = 32;
const goal = 0.4;
/** A key may write 600 times at once and ten times a second; so many that none comes to that. */
const requestsPerKey = 500;
const expectedPerSecond = 6000;

interface Load {
  perSecond: number;
  p50: number;
  p99: number;
}

/** So many connections, each asking again as soon as it was answered. Every answer must be a created row. */
async function load(seconds: number, ask: (turn: number) => Promise<Answered>): Promise<Load> {
  const latencies: number[] = [];
  let turn = 0;
  const run = async (untilMs: number, keep: boolean) => {
    while (performance.now() < untilMs) {
      const begin = performance.now();
      turn += 1;
      const { status, body } = await ask(turn);
      if (status !== 201) throw new Error(`${status} ${body}`);
      if (keep) latencies.push(performance.now() - begin);
    }
  };
  const together = (untilMs: number, keep: boolean) =>
    Promise.all(Array.from({ length: connections }, () => run(untilMs, keep)));
  await together(performance.now() + Math.min(2, seconds) * 1000, false);
  const began = performance.now();
  await together(began + seconds * 1000, true);
  return {
    perSecond: latencies.length / ((performance.now() - began) / 1000),
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
  };
}

export const apiOverhead: Bench = {
  about:
    'commands a second through every layer (key, permission, row-level security, events, audit) beside Fastify + pg by hand',
  async run({ short, duration, runs, say }) {
    const seconds = short ? 0.5 : Math.min(duration, 10);
    const times = short ? 1 : runs;
    const bed = await apiBed(short);
    try {
      const keys = await bed.keys(
        Math.ceil((times * 2 * (seconds + 2) * expectedPerSecond) / requestsPerKey / (short ? 4 : 1)),
        ['platform.note:write'],
      );
      await bed.owner.query('create table hand_note (like note including all)');
      const body = () =>
        JSON.stringify({
          subjectType: 'plan',
          subjectId: randomUUID(),
          text: 'A note of a usual length, as people write them.',
        });

      const ours = httpClient(await bed.serve(), connections);
      const hand = httpClient(
        await bed.start(path.join(import.meta.dirname, 'api/by-hand.ts'), {
          HAND_DATABASE_URL: bed.ownerUrl,
          HAND_TENANT: bed.tenant.id,
          HAND_KEYS: JSON.stringify(keys.map((key) => [createHash('sha256').update(key).digest('hex'), randomUUID()])),
        }),
        connections,
      );
      const keyed = (turn: number) => ({ 'x-api-key': keys[turn % keys.length]! });
      const measured: Record<'ours' | 'once' | 'hand', Load[]> = { ours: [], once: [], hand: [] };
      for (let run = 0; run < times; run += 1) {
        measured.hand.push(await load(seconds, (turn) => hand.ask('POST', '/notes', keyed(turn), body())));
        measured.ours.push(await load(seconds, (turn) => ours.ask('POST', '/api/v1/notes', keyed(turn), body())));
        measured.once.push(
          await load(seconds, (turn) =>
            ours.ask('POST', '/api/v1/notes', { ...keyed(turn), 'idempotency-key': randomUUID() }, body()),
          ),
        );
      }
      ours.close();
      hand.close();
      const { rows } = await bed.owner.query<{ notes: number; audited: number; told: number }>(
        `select (select count(*)::int from note) as notes, (select count(*)::int from audit_entry where operation = 'records.addNote' and outcome = 'ok') as audited,
           (select count(*)::int from outbox where name = 'note.added') as told`,
      );
      const complete = rows[0]!.notes === rows[0]!.audited && rows[0]!.notes === rows[0]!.told;

      const of = (loads: Load[], what: keyof Load) => median(loads.map((l) => l[what]));
      const base = of(measured.hand, 'perSecond');
      const line = (name: string, loads: Load[]) => [
        name,
        of(loads, 'perSecond'),
        of(loads, 'perSecond') / base,
        of(loads, 'p50'),
        of(loads, 'p99'),
      ];
      say(`\nOne note a request, ${connections} connections, ${times} × ${seconds} s, medians\n`);
      say(
        table(
          ['', 'per s', 'times', 'p50 ms', 'p99 ms'],
          [
            line('Fastify + pg by hand: one insert in a transaction', measured.hand),
            line('DotMac: key, permission, RLS, event, audit', measured.ours),
            line('the same with an Idempotency-Key', measured.once),
          ],
        ),
      );
      say(
        `\n${rows[0]!.notes} notes written, ${complete ? 'each with its event and its audit entry' : 'NOT each with its event and its audit entry'}.\n`,
      );
      const value = of(measured.ours, 'perSecond');
      return {
        bench: 'api-overhead',
        value: Math.round(value),
        unit: 'req/s',
        baseline: Math.round(base),
        baselineName: 'Fastify + pg by hand',
        ratio: Number((value / base).toFixed(2)),
        ok: complete && (short || value / base >= goal),
        withIdempotencyKey: Number((of(measured.once, 'perSecond') / base).toFixed(2)),
      };
    } finally {
      await bed.remove();
    }
  },
};
