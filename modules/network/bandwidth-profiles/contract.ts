import { z } from 'zod';
import { command, contract, nothing, one, page, query } from '#kernel/contract/contract.ts';
import { Id, instant, internal, open, Paging, resource } from '#kernel/contract/fields.ts';

const kbps = z
  .int({ error: 'Give the speed as a number.' })
  .min(64, 'At least 64 kbit/s.')
  .max(400_000_000, 'At most 400 Gbit/s.');

/** A speed with a name, as routers enforce it: what plans are made of. */
export const BandwidthProfile = resource('BandwidthProfile', {
  id: open(z.uuid()),
  name: open(z.string()),
  description: open(z.string()),
  downloadKbps: open(z.int()),
  uploadKbps: open(z.int()),
  /** Rates a line may exceed its speed by for a while; null: none. */
  burstDownloadKbps: open(z.int().nullable()),
  burstUploadKbps: open(z.int().nullable()),
  /** Average below which the burst is allowed; null: the speed itself. */
  burstDownloadThresholdKbps: open(z.int().nullable()),
  burstUploadThresholdKbps: open(z.int().nullable()),
  /** Length of the averaging. */
  burstSeconds: open(z.int().nullable()),
  /** QoS profile or service policy set up on the routers, for makes that limit by name. */
  qosProfileName: open(z.string().nullable()),
  /** Plans that sell it. */
  planCount: internal(z.int()),
  planNames: internal(z.array(z.string())),
  /** The run that carries a change to its users; only in the answer of that change. */
  rolloutId: open(z.uuid().nullable()),
  createdAt: open(instant()),
  updatedAt: open(instant()),
});

// Without defaults: a change that leaves a field out must leave the profile's own value alone.
const values = {
  name: z.string().trim().min(1, 'A name is needed.').max(100),
  description: z.string().trim().max(500),
  downloadKbps: kbps,
  uploadKbps: kbps,
  burstDownloadKbps: kbps.nullable(),
  burstUploadKbps: kbps.nullable(),
  burstDownloadThresholdKbps: kbps.nullable(),
  burstUploadThresholdKbps: kbps.nullable(),
  burstSeconds: z.int({ error: 'Give the time as a number.' }).min(1).max(3600, 'At most an hour.').nullable(),
  qosProfileName: z
    .string()
    .trim()
    .regex(/^[\w.:@/-]{1,63}$/, 'As the router spells it: letters, digits and . : @ / _ - , at most 63.')
    .nullable(),
};
export const profileInput = z.object({
  ...values,
  description: values.description.default(''),
  burstDownloadKbps: values.burstDownloadKbps.default(null),
  burstUploadKbps: values.burstUploadKbps.default(null),
  burstDownloadThresholdKbps: values.burstDownloadThresholdKbps.default(null),
  burstUploadThresholdKbps: values.burstUploadThresholdKbps.default(null),
  burstSeconds: values.burstSeconds.default(null),
  qosProfileName: values.qosProfileName.default(null),
});
export const profileChange = z.object(values).partial();

const list = '/dashboard/radius/bandwidth-profiles';
const about = { bandwidthProfileId: open(z.uuid()) };

export const bandwidthProfiles = contract({
  name: 'bandwidth-profiles',
  title: 'Bandwidth profiles',
  events: {
    'bandwidth-profile.created': about,
    'bandwidth-profile.updated': about,
    'bandwidth-profile.removed': about,
    /** Its plans are to have its speed, and their subscriptions, logins and sessions. */
    'bandwidth-profile.rollout-requested': {
      ...about,
      rolloutId: open(z.uuid()),
      force: open(z.boolean()),
    },
  },
  realtime: {
    'bandwidth-profiles': {
      events: ['bandwidth-profile.created', 'bandwidth-profile.updated', 'bandwidth-profile.removed'],
      for: ['isp'],
      can: 'network.bandwidth-profile:read',
    },
  },
  operations: {
    list: query('GET /radius/bandwidth-profiles', {
      summary: 'List bandwidth profiles and who uses them',
      for: ['isp'],
      can: 'network.bandwidth-profile:read',
      in: Paging.extend({ q: z.string().trim().max(100).optional() }),
      out: page(BandwidthProfile),
      ui: [list, '/dashboard/services/internet-plans/new', '/dashboard/services/internet-plans/$id'],
    }),
    get: query('GET /radius/bandwidth-profiles/{id}', {
      summary: 'Fetch a bandwidth profile',
      for: ['isp'],
      can: 'network.bandwidth-profile:read',
      in: Id,
      out: one(BandwidthProfile),
      ui: [list, '/dashboard/services/internet-plans/$id'],
    }),
    create: command('POST /radius/bandwidth-profiles', {
      summary: 'Create a bandwidth profile',
      for: ['isp'],
      can: 'network.bandwidth-profile:write',
      in: profileInput,
      out: one(BandwidthProfile),
      emits: ['bandwidth-profile.created'],
      ui: list,
    }),
    update: command('PATCH /radius/bandwidth-profiles/{id}', {
      summary: 'Change a bandwidth profile; its plans, their logins and live sessions follow in one run',
      for: ['isp'],
      can: 'network.bandwidth-profile:write',
      in: Id.extend(profileChange.shape),
      out: one(BandwidthProfile),
      emits: ['bandwidth-profile.updated', 'bandwidth-profile.rollout-requested'],
      ui: list,
    }),
    apply: command('POST /radius/bandwidth-profiles/{id}/apply', {
      summary: 'Bring every login and live session of the profile to its speed again',
      for: ['isp'],
      can: 'network.bandwidth-profile:write',
      in: Id,
      out: one(BandwidthProfile),
      emits: ['bandwidth-profile.rollout-requested'],
      ui: list,
    }),
    remove: command('DELETE /radius/bandwidth-profiles/{id}', {
      summary: 'Remove a bandwidth profile that nobody uses',
      for: ['isp'],
      can: 'network.bandwidth-profile:write',
      in: Id,
      out: nothing(),
      emits: ['bandwidth-profile.removed'],
      ui: list,
    }),
  },
});
