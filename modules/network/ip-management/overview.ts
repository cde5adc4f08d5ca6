import { sql } from 'drizzle-orm';
import type { Ctx } from '#kernel/context.ts';
import { figures, poolRow, usedPools } from './pools.ts';
import type { Family, Lifecycle } from './resources.ts';

const shown = 8;

/** Everything that is told of a provider's addresses in numbers; none of it says whose they are. */
export async function overview(ctx: Pick<Ctx, 'db' | 'nowIso'>) {
  const { db } = ctx;
  const pools = await usedPools(ctx);
  const types = Object.values(
    pools.reduce<
      Record<
        string,
        { type: (typeof pools)[number]['pool']['type']; pools: number; size: number; assigned: number; resting: number }
      >
    >((sums, used) => {
      const { type } = used.pool;
      const { size, assigned, resting } = figures(used);
      const before = sums[type] ?? { type, pools: 0, size: 0, assigned: 0, resting: 0 };
      sums[type] = {
        type,
        pools: before.pools + 1,
        size: before.size + size,
        assigned: before.assigned + assigned,
        resting: before.resting + resting,
      };
      return sums;
    }, {}),
  );
  const { rows: lifecycles } = await db.execute<{ family: Family; lifecycle: Lifecycle; addresses: number }>(sql`
    select case family(address) when 4 then 'ipv4' else 'ipv6' end as family, lifecycle, count(*)::int as addresses
    from ip_reservation where released_at is null group by 1, 2 order by 1, 2`);
  const { rows: stacks } = await db.execute<Record<'ipv4' | 'ipv6' | 'both' | 'delegated' | 'expiring', number>>(sql`
    select count(*) filter (where v4 and not v6)::int as ipv4, count(*) filter (where v6 and not v4)::int as ipv6,
      count(*) filter (where v4 and v6)::int as both, coalesce(sum(prefixes), 0)::int as delegated,
      (select count(*)::int from ip_reservation where released_at is null and expires_at <= ${ctx.nowIso}::timestamptz + interval '1 day') as expiring
    from (
      select bool_or(family(address) = 4) as v4, bool_or(family(address) = 6) as v6,
        count(*) filter (where family(address) = 6 and masklen(address) < 128) as prefixes
      from ip_reservation where released_at is null and subscription_id is not null group by subscription_id
    ) line`);
  const rows = pools.map(poolRow).toSorted((a, b) => b.assigned / b.size - a.assigned / a.size);
  const alarming = rows.filter((pool) => pool.alarm !== 'none' || pool.status === 'depleted');
  const [stack] = stacks;
  return {
    types,
    lifecycles,
    ipv4Only: stack?.ipv4 ?? 0,
    ipv6Only: stack?.ipv6 ?? 0,
    dualStack: stack?.both ?? 0,
    delegatedPrefixes: stack?.delegated ?? 0,
    expiringSoon: stack?.expiring ?? 0,
    poolsAlarming: alarming.length,
    alarming: alarming.slice(0, shown),
    fullest: rows.filter((pool) => pool.assigned > 0).slice(0, shown),
  };
}
