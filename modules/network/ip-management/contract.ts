import { z } from 'zod';
import { contract } from '#kernel/contract/contract.ts';
import { open } from '#kernel/contract/fields.ts';
import { lifecycleOperations } from './lifecycle-operations.ts';
import { poolOperations } from './pool-operations.ts';
import { relatedOperations } from './related-operations.ts';
import { reservationOperations } from './reservation-operations.ts';
import { alarmLevels, lifecycles } from './resources.ts';

// Other modules meet this one at its contract alone.
export * from './resources.ts';

const about = { poolId: open(z.uuid()) };
const assigned = {
  ...about,
  reservationId: open(z.uuid()),
  subscriptionId: open(z.uuid().nullable()),
  customerId: open(z.uuid().nullable()),
};
const threshold = { ...about, level: open(z.enum(alarmLevels)), percent: open(z.int()) };

export const ipManagement = contract({
  name: 'ip-management',
  title: 'IP management',
  events: {
    'ip-pool.created': about,
    'ip-pool.updated': about,
    'ip-pool.removed': about,
    'ip-pool.depleted': about,
    'ip-pool.replenished': about,
    /** Once when use rises above a threshold, and once when it has fallen below it again. */
    'ip-pool.threshold-crossed': threshold,
    'ip-pool.threshold-cleared': threshold,
    'ip-address.assigned': assigned,
    'ip-address.released': assigned,
    /** Moved along its lifecycle, short of being released. */
    'ip-address.changed': { ...assigned, lifecycle: open(z.enum(lifecycles)) },
    'ip-range.reserved': { ...about, rangeId: open(z.uuid()), addresses: open(z.int()) },
  },
  realtime: {
    'ip-pools': {
      events: [
        'ip-pool.created',
        'ip-pool.updated',
        'ip-pool.removed',
        'ip-pool.depleted',
        'ip-pool.replenished',
        'ip-pool.threshold-crossed',
        'ip-pool.threshold-cleared',
        'ip-address.assigned',
        'ip-address.released',
        'ip-address.changed',
        'ip-range.reserved',
      ],
      for: ['isp'],
      can: 'network.ip:read',
    },
  },
  operations: { ...poolOperations, ...reservationOperations, ...lifecycleOperations, ...relatedOperations },
});
