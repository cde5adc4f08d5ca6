import type { Door } from '../contract/fields.ts';

/** Where each door's REST API begins. */
export const doorPrefix: Record<Door, `/${string}`> = {
  isp: '/api/v1',
  platform: '/api/v1/platform',
  tenant: '/api/v1/tenant',
  customer: '/api/v1/customer',
  partner: '/api/v1/partner',
};

/** Which web port serves which doors. */
export const doorsOf = {
  isp: ['isp', 'customer', 'partner'],
  platform: ['platform', 'tenant'],
} as const satisfies Record<'isp' | 'platform', readonly Door[]>;

/** Where each door's graph is asked. */
export const graphPath = (door: Door): string => (door === 'isp' ? '/api/graphql' : `${doorPrefix[door]}/graphql`);
