import { Gauge } from 'prom-client';
import type { Row } from '#kernel/contract/fields.ts';
import type { Kernel } from '#kernel/kernel.ts';
import { metrics } from '#kernel/metrics.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { ipManagement } from './contract.ts';
import type { IpOverview } from './resources.ts';
import { familyOf } from './rules.ts';

type Overview = Row<typeof IpOverview>;
/** Prometheus asks every 15 seconds, often from several places. */
const freshMs = 15_000;

/**
 * Registers what is told of each provider's addresses: how full they are, and how many lines have IPv4, IPv6 or both. Read
 * from the database when somebody asks, at most every 15 seconds; numbers only, nothing that says whose they are.
 */
export function registerAddressMetrics(kernel: Kernel, tenants: TenantDirectory): void {
  let readAtMs = Number.NEGATIVE_INFINITY;
  let known: Promise<{ tenant: string; of: Overview }[]> = Promise.resolve([]);

  async function read() {
    const all: { tenant: string; of: Overview }[] = [];
    for (const id of await tenants.activeIds()) {
      const tenant = await tenants.byId(id);
      if (tenant)
        all.push({
          tenant: tenant.slug,
          of: await kernel.asSystem('metrics', tenant, (ctx) => ctx.call(ipManagement, 'overview', {})),
        });
    }
    return all;
  }
  /** One reading for all gauges of a scrape; a database that is away leaves them empty and does not fail the scrape. */
  function current() {
    const nowMs = kernel.clock.nowMs();
    if (nowMs - readAtMs >= freshMs) {
      readAtMs = nowMs;
      known = read().catch((error: unknown) => {
        kernel.log.warn({ err: error }, 'address metrics could not be read');
        return [];
      });
    }
    return known;
  }
  function gauge(
    name: string,
    help: string,
    labels: string[],
    values: (of: Overview) => { labels: Record<string, string>; value: number }[],
  ): void {
    new Gauge({
      name,
      help,
      labelNames: ['tenant', ...labels],
      registers: [metrics],
      async collect() {
        this.reset();
        for (const { tenant, of } of await current())
          for (const row of values(of)) this.set({ tenant, ...row.labels }, row.value);
      },
    });
  }
  const byType = (read_: (type: Overview['types'][number]) => number) => (of: Overview) =>
    of.types.map((type) => ({ labels: { type: type.type, family: familyOf(type.type) }, value: read_(type) }));

  gauge(
    'dotmac_ip_pools',
    'Address pools by type.',
    ['type', 'family'],
    byType((t) => t.pools),
  );
  gauge(
    'dotmac_ip_pool_size',
    'Addresses or prefixes that the pools hold.',
    ['type', 'family'],
    byType((t) => t.size),
  );
  gauge(
    'dotmac_ip_pool_used',
    'Addresses or prefixes in use.',
    ['type', 'family'],
    byType((t) => t.assigned),
  );
  gauge(
    'dotmac_ip_pool_resting',
    'Released and not given out again yet.',
    ['type', 'family'],
    byType((t) => t.resting),
  );
  gauge('dotmac_ip_pools_alarming', 'Pools above a threshold or empty.', [], (of) => [
    { labels: {}, value: of.poolsAlarming },
  ]);
  gauge('dotmac_ip_subscribers', 'Subscriptions by what they hold: ipv4, ipv6 or dual.', ['stack'], (of) => [
    { labels: { stack: 'ipv4' }, value: of.ipv4Only },
    { labels: { stack: 'ipv6' }, value: of.ipv6Only },
    { labels: { stack: 'dual' }, value: of.dualStack },
  ]);
  gauge('dotmac_ip_delegated_prefixes', 'IPv6 prefixes delegated to subscriptions.', [], (of) => [
    { labels: {}, value: of.delegatedPrefixes },
  ]);
  gauge('dotmac_ip_addresses', 'Addresses by family and lifecycle.', ['family', 'lifecycle'], (of) =>
    of.lifecycles.map(({ family, lifecycle, addresses }) => ({ labels: { family, lifecycle }, value: addresses })),
  );
}
