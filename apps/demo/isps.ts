import type { z } from 'zod';
import type { planInput } from '#modules/catalog/internet-plans/contract.ts';
import { brandenburg, lagos, type Region } from './people.ts';

type Plan = z.input<typeof planInput>;
export interface DemoNas {
  name: string;
  address: string;
  vendor: 'mikrotik' | 'cisco' | 'huawei' | 'juniper' | 'generic';
}
export interface DemoIsp {
  slug: string;
  /** Plan of the platform that it is on. */
  contract: string;
  name: string;
  country: string;
  currency: string;
  timeZone: string;
  locale: string;
  adminName: string;
  /** Of the number of subscribers that the demo is to have. */
  size: number;
  region: Region;
  /** With the share of new subscribers who choose it. */
  plans: { plan: Plan; share: number }[];
  pools: {
    name: string;
    type: 'ipv4_public' | 'ipv4_private' | 'ipv6_pd';
    cidr: string;
    vrf?: string;
    purpose?: 'static' | 'cgnat' | 'management';
    gateway?: string;
    isDefault?: boolean;
    delegatedLength?: number;
  }[];
  nases: DemoNas[];
}

const gib = 1024 ** 3;

/** Addresses are those set aside for documentation and private use (RFC 5737, 1918, 3849); the BNGs live on loopback. */
export const demoIsps: readonly DemoIsp[] = [
  {
    slug: 'fastfiber',
    contract: 'enterprise',
    name: 'Fast Fiber',
    country: 'DE',
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    locale: 'en',
    adminName: 'Amelie Brandt',
    size: 1,
    region: brandenburg,
    plans: [
      {
        share: 0.3,
        plan: {
          code: 'fiber-50',
          name: 'Fiber 50',
          downloadKbps: 50_000,
          uploadKbps: 10_000,
          priceMinor: 2900,
          setupFeeMinor: 4900,
          cycle: 'monthly',
        },
      },
      {
        share: 0.42,
        plan: {
          code: 'fiber-100',
          name: 'Fiber 100',
          downloadKbps: 100_000,
          uploadKbps: 20_000,
          priceMinor: 3900,
          setupFeeMinor: 4900,
          cycle: 'monthly',
        },
      },
      {
        share: 0.2,
        plan: {
          code: 'fiber-500',
          name: 'Fiber 500',
          downloadKbps: 500_000,
          uploadKbps: 100_000,
          priceMinor: 5900,
          setupFeeMinor: 0,
          cycle: 'monthly',
        },
      },
      {
        share: 0.08,
        plan: {
          code: 'business-1000',
          name: 'Business 1000',
          downloadKbps: 1_000_000,
          uploadKbps: 500_000,
          priceMinor: 19_900,
          setupFeeMinor: 0,
          cycle: 'monthly',
        },
      },
    ],
    pools: [
      {
        name: 'Subscribers IPv4',
        type: 'ipv4_private',
        cidr: '100.64.0.0/18',
        gateway: '100.64.0.1',
        purpose: 'cgnat',
        isDefault: true,
      },
      { name: 'Static IPv4', type: 'ipv4_public', cidr: '203.0.113.0/24', gateway: '203.0.113.1', purpose: 'static' },
      { name: 'Subscribers IPv6', type: 'ipv6_pd', cidr: '2001:db8:4000::/36', delegatedLength: 56, isDefault: true },
      {
        name: 'Device management',
        type: 'ipv4_private',
        cidr: '10.10.0.0/24',
        gateway: '10.10.0.1',
        vrf: 'mgmt',
        purpose: 'management',
      },
    ],
    nases: [
      { name: 'bng-1', address: '127.0.1.1', vendor: 'juniper' },
      { name: 'bng-2', address: '127.0.1.2', vendor: 'mikrotik' },
    ],
  },
  {
    slug: 'hillwireless',
    contract: 'professional',
    name: 'Hill Wireless',
    country: 'NG',
    currency: 'NGN',
    timeZone: 'Africa/Lagos',
    locale: 'en',
    adminName: 'Tola Adewale',
    size: 0.1,
    region: lagos,
    plans: [
      {
        share: 0.6,
        plan: {
          code: 'hill-10',
          name: 'Hill 10',
          downloadKbps: 10_000,
          uploadKbps: 3_000,
          priceMinor: 1_250_000,
          setupFeeMinor: 2_000_000,
          cycle: 'monthly',
          dataCapBytes: 300 * gib,
          capPolicy: 'throttle',
          throttledKbps: 2_000,
        },
      },
      {
        share: 0.4,
        plan: {
          code: 'hill-25',
          name: 'Hill 25',
          downloadKbps: 25_000,
          uploadKbps: 8_000,
          priceMinor: 2_400_000,
          setupFeeMinor: 2_000_000,
          cycle: 'monthly',
        },
      },
    ],
    pools: [{ name: 'Lekki masts', type: 'ipv4_private', cidr: '10.40.0.0/22', gateway: '10.40.0.1', isDefault: true }],
    nases: [{ name: 'mast-lekki', address: '127.0.2.1', vendor: 'mikrotik' }],
  },
];

/** The shared secret of a demo BNG; the simulator knows it because it plays the BNG. */
export const demoSecret = (nas: DemoNas) => `demo-secret-${nas.name}`;
