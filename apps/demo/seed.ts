import { setTimeout as sleep } from 'node:timers/promises';
import type { Caller, Tenant } from '#kernel/context.ts';
import { permissionSet } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/pools.ts';
import { AppError } from '#kernel/errors.ts';
import type { Relay } from '#kernel/events/relay.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { systemActor } from '#kernel/kernel.ts';
import { invoices } from '#modules/billing/invoices/contract.ts';
import { payments } from '#modules/billing/payments/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { ensureDemoSubscriber } from '#modules/identity/portal-accounts/demo.ts';
import { demoPassword, demoPeople, ensureDemoAccounts } from '#modules/identity/staff/demo.ts';
import { ensureDemoTeams } from '#modules/identity/teams/demo.ts';
import { ensureDemoContract } from '#modules/licensing/account-billing/demo.ts';
import { ipManagement } from '#modules/network/ip-management/contract.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { ensureDemoNotice } from '#modules/support/notices/demo.ts';
import { ensureDemoManagers } from '#modules/tenancy/account-managers/demo.ts';
import { tenants as tenantsContract } from '#modules/tenancy/tenants/contract.ts';
import type { Assembly } from '../server/assemble.ts';
import { type DemoIsp, demoIsps, demoSecret } from './isps.ts';
import { dice, person } from './people.ts';

const dayMs = 86_400_000;
/** History begins this long ago. */
const historyDays = 420;

export interface SeedProgress {
  isp: string;
  done: number;
  of: number;
}

/**
 * Builds the demo through the product's own services, with a moved clock: two ISPs, their plans, pools and NASes, then a
 * life of sales, payments, suspensions and cancellations. Every part is skipped when it is there, so that a seed that was
 * killed goes on where it was.
 * @param relay hands out events, so that each sale is provisioned before history goes on
 */
export async function seedDemo(
  { kernel, tenants, clock, log, config }: Pick<Assembly, 'kernel' | 'tenants' | 'clock' | 'log' | 'config'>,
  relay: Pick<Relay, 'settled'>,
  onProgress: (progress: SeedProgress) => void = () => {},
): Promise<void> {
  const startMs = clock.nowMs() - historyDays * dayMs;
  const platform: Caller = {
    door: 'platform',
    tenant: null,
    actor: { kind: 'platform', id: 'demo-seed', name: 'Demo', permissions: permissionSet(['*']) },
    requestId: uuidv7(clock.nowMs()),
  };
  await ensureDemoAccounts(kernel, null);
  const made: { isp: DemoIsp; tenant: Tenant }[] = [];
  for (const isp of demoIsps) {
    if (!(await tenants.bySlug(isp.slug))) {
      const { slug, name, country, currency, timeZone, locale, adminName } = isp;
      await kernel.run({ ...platform, atMs: startMs }, tenantsContract, 'create', {
        slug,
        name,
        country,
        currency,
        timeZone,
        locale,
        adminName,
        adminEmail: `admin@${slug}.example`,
      });
      tenants.forget();
      await relay.settled();
    }
    const tenant = (await tenants.bySlug(isp.slug))!;
    await ensureDemoAccounts(kernel, tenant);
    await ensureDemoTeams(kernel, tenant);
    await ensureDemoManagers(kernel, tenant, demoPeople, demoPassword);
    await relay.settled();
    await ensureDemoContract(kernel, tenant, isp.contract, startMs);
    made.push({ isp, tenant });
  }
  // The small one first: it is complete within seconds.
  for (const { isp, tenant } of made.toSorted((a, b) => a.isp.size - b.isp.size)) {
    const started = performance.now();
    const subscribers = Math.max(2, Math.round(config.demoSubscribers * isp.size));
    await seedIsp(
      { kernel, log, relay },
      { ...isp, subscribers, coaPort: config.demoCoaPort },
      tenant,
      startMs,
      clock.nowMs(),
      onProgress,
    );
    log.info({ isp: isp.slug, seconds: Math.round((performance.now() - started) / 1000) }, 'demo history is complete');
  }
}

type Parts = Pick<Assembly, 'kernel' | 'log'> & { relay: Pick<Relay, 'settled'> };

async function seedIsp(
  { kernel, relay }: Parts,
  isp: DemoIsp & { subscribers: number; coaPort: number },
  tenant: Tenant,
  startMs: number,
  nowMs: number,
  onProgress: (p: SeedProgress) => void,
): Promise<void> {
  const at = (atMs: number): Caller => ({
    door: 'isp',
    tenant,
    actor: systemActor('Demo history'),
    requestId: uuidv7(atMs),
    atMs,
  });
  const early = at(startMs + 3_600_000);

  const paying = await kernel.run(early, payments, 'settings', {});
  if (!paying.gateway && paying.offered.includes('sandbox'))
    await kernel.run(early, payments, 'updateSettings', {
      gateway: 'sandbox',
      instructions: `By bank transfer to ${tenant.name}, giving the number of the bill, or at our counter.`,
    });

  const known = await kernel.run(early, internetPlans, 'list', { limit: 200 });
  const plans: { id: string; share: number; priceMinor: number }[] = [];
  for (const { plan, share } of isp.plans) {
    let row = known.items.find((p) => p.code === plan.code);
    row ??= await kernel.run(early, internetPlans, 'create', plan);
    if (row.status === 'draft') row = await kernel.run(early, internetPlans, 'activate', { id: row.id });
    plans.push({ id: row.id, share, priceMinor: row.priceMinor });
  }
  const pools = await kernel.run(early, ipManagement, 'listPools', { limit: 200 });
  for (const pool of isp.pools)
    if (!pools.items.some((p) => p.name === pool.name))
      await kernel.run(early, ipManagement, 'createPool', { ...pool, dnsServers: ['9.9.9.9', '149.112.112.112'] });
  const nases = await kernel.run(early, radius, 'listNas', { limit: 200 });
  for (const nas of isp.nases)
    if (!nases.items.some((n) => n.name === nas.name))
      await kernel.run(early, radius, 'createNas', {
        name: nas.name,
        address: nas.address,
        vendor: nas.vendor,
        sharedSecret: demoSecret(nas),
        coaPort: isp.coaPort,
        description: 'Played by the simulator',
      });

  const d = dice(isp.subscribers);
  const choosePlan = () => {
    let roll = d.next();
    for (const plan of plans) {
      roll -= plan.share;
      if (roll <= 0) return plan;
    }
    return plans[0]!;
  };
  const done = (await kernel.run(early, customers, 'metrics', {})).total;
  const batch = 40;
  for (let n = 0; n < isp.subscribers; n += batch) {
    const sales = Array.from({ length: Math.min(batch, isp.subscribers - n) }, (_, k) => {
      const index = n + k;
      // Growth slows a little over time, as it does.
      const soldMs = startMs + dayMs + Math.floor((nowMs - startMs - 2 * dayMs) * (index / isp.subscribers) ** 0.9);
      return {
        index,
        soldMs,
        who: person(isp.region, d, index),
        plan: choosePlan(),
        fate: d.next(),
        pays: d.next(),
        prospect: d.chance(0.02),
      };
    });
    if (n + sales.length <= done) continue; // the dice have rolled on; the rows are there
    await Promise.all(
      sales.slice(Math.max(0, done - n)).map(async ({ soldMs, who, plan, prospect }) => {
        const customer = await kernel.run(at(soldMs), customers, 'create', {
          ...who,
          tier: plan.priceMinor > 10_000_00 ? 'premium' : 'standard',
          tags: who.kind === 'business' ? ['business'] : [],
        });
        if (!prospect)
          await kernel.run(at(soldMs + 600_000), subscriptions, 'order', { customerId: customer.id, planId: plan.id });
      }),
    );
    await relay.settled();
    // The first can enter the portal while the others are still being sold to.
    if (n === 0) await ensureDemoSubscriber(kernel, tenant, demoPassword);
    if (n === 0) await ensureDemoNotice(kernel, tenant, nowMs);
    onProgress({ isp: isp.slug, done: n + sales.length, of: isp.subscribers });
  }
  await ensureDemoSubscriber(kernel, tenant, demoPassword);
  await liveOn({ kernel, relay }, tenant, d, nowMs);
}

/** What happened after the sales: most invoices were paid, some subscribers are suspended for not paying, a few left. */
async function liveOn(
  { kernel, relay }: Pick<Parts, 'kernel' | 'relay'>,
  tenant: Tenant,
  d: ReturnType<typeof dice>,
  nowMs: number,
): Promise<void> {
  const at = (atMs: number): Caller => ({
    door: 'isp',
    tenant,
    actor: systemActor('Demo history'),
    requestId: uuidv7(atMs),
    atMs,
  });
  const now = at(nowMs);
  // The last sales are still being provisioned.
  for (let tries = 0; tries < 240 && (await kernel.run(now, subscriptions, 'metrics', {})).pending > 0; tries += 1)
    await sleep(250);
  for (let cursor: string | undefined; ; ) {
    const page = await kernel.run(now, invoices, 'list', { limit: 200, status: 'open', ...(cursor ? { cursor } : {}) });
    for (const invoice of page.items) {
      const issuedMs = Date.parse(invoice.issuedAt);
      const paysAfterMs = (1 + d.below(20)) * dayMs;
      if (issuedMs + paysAfterMs > nowMs || !d.chance(0.96)) continue;
      await tolerant(
        kernel.run(at(issuedMs + paysAfterMs), payments, 'record', {
          customerId: invoice.customerId,
          invoiceIds: [invoice.id],
          amountMinor: invoice.totalMinor - invoice.paidMinor,
          method: d.pick(['bank_transfer', 'bank_transfer', 'card', 'mobile_money', 'cash'] as const),
          reference: `B${100_000 + d.below(899_999)}`,
        }),
      );
    }
    if (!page.next) break;
    cursor = page.next;
  }
  for (let cursor: string | undefined; ; ) {
    const page = await kernel.run(now, subscriptions, 'list', {
      limit: 200,
      status: 'active',
      ...(cursor ? { cursor } : {}),
    });
    for (const subscription of page.items) {
      const roll = d.next();
      const activatedMs = Date.parse(subscription.activatedAt ?? subscription.orderedAt);
      const laterMs = activatedMs + Math.floor((nowMs - activatedMs) * (0.5 + d.next() / 2));
      if (roll < 0.02)
        await tolerant(
          kernel.run(at(laterMs), subscriptions, 'suspend', { id: subscription.id, reason: 'non_payment' }),
        );
      else if (roll < 0.04)
        await tolerant(
          kernel.run(at(laterMs), subscriptions, 'cancel', {
            id: subscription.id,
            reason: d.pick(['Moved away', 'Price', 'Went to a competitor']),
          }),
        );
    }
    if (!page.next) break;
    cursor = page.next;
  }
  await relay.settled();
}

/** A seed that goes on after it was killed meets what it has done already. */
async function tolerant(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AppError && error.code === 'conflict') && !conflictOf(error)) throw error;
  }
}
