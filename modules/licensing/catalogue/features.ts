/** A part of the product that a plan can hold. What no feature names (subscribers, plans, invoices, staff, audit, records) is always on. */
export interface Feature {
  key: FeatureKey;
  name: string;
  description: string;
  /** Modules of the product it opens, by the names of their contracts. */
  modules: readonly string[];
  needs: readonly FeatureKey[];
}

export const featureKeys = [
  'radius',
  'speed-and-data',
  'radius-analytics',
  'freeradius',
  'ip-management',
  'netbox',
  'ticketing',
  'portal',
  'automation',
  'api',
] as const;
export type FeatureKey = (typeof featureKeys)[number];

export const features: readonly Feature[] = [
  {
    key: 'radius',
    name: 'RADIUS',
    description: 'Logins, sessions, NAS devices and disconnects',
    modules: ['radius', 'radius-logins'],
    needs: [],
  },
  {
    key: 'speed-and-data',
    name: 'Bandwidth and data caps',
    description: 'Bandwidth profiles, data caps, changes of speed without a break',
    modules: ['bandwidth-profiles', 'speed-rollouts', 'quota'],
    needs: ['radius'],
  },
  {
    key: 'radius-analytics',
    name: 'RADIUS analytics',
    description: 'Traffic, concurrency and failed logins over time',
    modules: ['radius-analytics'],
    needs: ['radius'],
  },
  {
    key: 'freeradius',
    name: 'FreeRADIUS',
    description: 'A FreeRADIUS beside the built-in engine',
    modules: ['freeradius'],
    needs: ['radius'],
  },
  {
    key: 'ip-management',
    name: 'Address management',
    description: 'Pools, reservations and the life of each address',
    modules: ['ip-management'],
    needs: [],
  },
  {
    key: 'netbox',
    name: 'NetBox',
    description: 'Comparison and two-way alignment with NetBox',
    modules: ['netbox'],
    needs: ['ip-management'],
  },
  {
    key: 'ticketing',
    name: 'Service desk',
    description: 'Tickets of subscribers, with messages and files',
    modules: ['tickets'],
    needs: [],
  },
  {
    key: 'portal',
    name: 'Customer portal',
    description: 'The subscribers’ own app',
    modules: ['portal', 'portal-accounts'],
    needs: [],
  },
  {
    key: 'automation',
    name: 'Workflows',
    description: 'Runs of background work: follow them, retry them',
    modules: ['orchestration'],
    needs: [],
  },
  {
    key: 'api',
    name: 'API access',
    description: 'API keys, REST and GraphQL for programs of your own',
    modules: ['api-keys'],
    needs: [],
  },
];

export const featureByKey: ReadonlyMap<string, Feature> = new Map(features.map((f) => [f.key, f]));
/** The feature that a module of the product belongs to; none: the module is always on. */
export const featureOfModule: ReadonlyMap<string, Feature> = new Map(
  features.flatMap((f) => f.modules.map((name) => [name, f] as const)),
);

/** What a set of features needs besides and does not hold, as sentences. */
export function missingNeeds(keys: readonly string[]): string[] {
  const held = new Set(keys);
  return keys.flatMap((key) => {
    const feature = featureByKey.get(key);
    return (feature?.needs ?? [])
      .filter((need) => !held.has(need))
      .map((need) => `${feature!.name} needs ${featureByKey.get(need)!.name}.`);
  });
}
