import { expect, test } from 'vitest';
import { metrics } from '#kernel/metrics.ts';
import { modules } from '#modules/list.ts';
import { testKernel } from '#modules/testing.ts';
import { ipManagement } from './contract.ts';
import { registerAddressMetrics } from './metrics.ts';
import { addressBed } from './testing.ts';

const t = await testKernel(modules);
const { pool, line } = addressBed(t);

test('pools and stacks are told to Prometheus by provider, and nothing that says whose an address is', async () => {
  registerAddressMetrics(t.kernel, t.tenants);
  const [v4, v6, of] = [
    await pool(28),
    await pool(0, { type: 'ipv6_pd', cidr: '2001:db8:1::/48', delegatedLength: 56 }),
    await line(),
  ];
  await t.asSystem(ipManagement, 'allocate', { id: of.subscriptionId, family: 'ipv4', poolId: v4.id });
  const { address } = await t.asSystem(ipManagement, 'allocate', {
    id: of.subscriptionId,
    family: 'ipv6',
    poolId: v6.id,
  });
  const text = await metrics.metrics();
  expect(text).toContain('dotmac_ip_pool_size{tenant="alpha",type="ipv4_private",family="ipv4"} 14');
  expect(text).toContain('dotmac_ip_pool_used{tenant="alpha",type="ipv6_pd",family="ipv6"} 1');
  expect(text).toContain('dotmac_ip_subscribers{tenant="alpha",stack="dual"} 1');
  expect(text).toContain('dotmac_ip_delegated_prefixes{tenant="alpha"} 1');
  expect(text).toContain('dotmac_ip_subscribers{tenant="beta",stack="dual"} 0');
  expect(text).toContain('dotmac_ip_addresses{tenant="alpha",family="ipv6",lifecycle="active"} 1');
  for (const personal of [address, of.username, of.customerId, of.subscriptionId, 'Customer'])
    expect(text.match(/^dotmac_ip.*$/gm)?.join('\n')).not.toContain(personal);
  // A scrape soon after asks nobody.
  await t.asSystem(ipManagement, 'revoke', { id: of.subscriptionId, family: 'ipv6' });
  expect(await metrics.metrics()).toContain('stack="dual"} 1');
  t.clock.advance(16_000);
  expect(await metrics.metrics()).toContain('dotmac_ip_subscribers{tenant="alpha",stack="dual"} 0');
});
