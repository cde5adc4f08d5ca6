import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { apiBed } from './api/bed.ts';
import { percentile } from './api/client.ts';
import { type Bench, table } from './bench.ts';

const goalMs = 200;
const portion = 50_000;

/** A pool of a million addresses in use as a busy provider's: six in ten are held, one in ten rests. */
export const ipMap: Bench = {
  about: 'the map of a pool of a million addresses, most of them in use: the whole, and a part of it',
  async run({ short, say }) {
    const bed = await apiBed(short);
    try {
      const pool = await bed.kernel.run(bed.as(), ipManagement, 'createPool', {
        name: 'A million',
        type: 'ipv4_private',
        cidr: short ? '10.16.0.0/16' : '10.16.0.0/12',
      });
      const last = pool.size - 1;
      const fill = async (table: string, columns: string, values: string, which: string) => {
        for (let from = 0; from <= last; from += portion)
          await bed.owner.query(
            `insert into ${table} (tenant_id, pool_id, address, slot, ${columns})
             select $1, $2, '10.16.0.1'::inet + slot, slot, ${values} from generate_series($3::bigint, $4) slot where ${which}`,
            [bed.tenant.id, pool.id, from, Math.min(last, from + portion - 1)],
          );
      };
      const held = `'reserved', 'pending', '', now(), now()`;
      await fill('ip_reservation', 'state, lifecycle, reason, assigned_at, changed_at', held, 'slot % 10 < 6');
      await fill('ip_free', 'free_at', `now() + interval '1 hour'`, 'slot % 10 = 6');
      await fill('ip_free', 'free_at', `'epoch'`, 'slot % 10 > 6');
      await bed.owner.query('update ip_pool set next_slot = capacity');
      const owner = await bed.owner.connect();
      await owner.query('set statement_timeout = 0');
      await owner.query('vacuum (analyze) ip_reservation');
      await owner.query('vacuum (analyze) ip_free');
      owner.release(true);
      const draw = async (part: { from?: number; span?: number }) => {
        const took: number[] = [];
        for (let turn = 0; turn < 30; turn += 1) {
          const began = performance.now();
          await bed.kernel.run(bed.as(), ipManagement, 'addressMap', { id: pool.id, ...part });
          took.push(performance.now() - began);
        }
        return { p50: percentile(took, 0.5), p95: percentile(took, 0.95) };
      };
      const gap = async () => {
        const began = performance.now();
        await bed.kernel.run(bed.as(), ipManagement, 'nextFree', { id: pool.id, prefixLength: 29 });
        return performance.now() - began;
      };
      const gapMs = percentile([await gap(), await gap(), await gap()], 0.5);
      const whole = await draw({});
      const part = await draw({ from: 2 ** 15, span: 1024 });
      const { cells } = await bed.kernel.run(bed.as(), ipManagement, 'addressMap', { id: pool.id });
      const drawn = cells.reduce((sum, cell) => sum + cell.assigned, 0);
      const { rows } = await bed.owner.query<{ held: number }>(
        'select count(*)::int as held from ip_reservation where released_at is null',
      );
      const right = drawn === rows[0]!.held;
      say(`\n${pool.size} addresses, ${drawn} held\n`);
      say(
        table(
          ['', 'p50 ms', 'p95 ms'],
          [
            ['the whole pool, 1024 cells', whole.p50, whole.p95],
            ['one of its cells, 1024 addresses', part.p50, part.p95],
            ['a free /29, of which there is none', gapMs, gapMs],
          ],
        ),
      );
      return {
        bench: 'ip-map',
        value: Number(whole.p95.toFixed(1)),
        unit: 'ms',
        baseline: goalMs,
        baselineName: 'what a person takes for at once',
        ratio: Number((goalMs / whole.p95).toFixed(2)),
        ok: right && (short || whole.p95 < goalMs),
        part: Number(part.p95.toFixed(1)),
      };
    } finally {
      await bed.remove();
    }
  },
};
