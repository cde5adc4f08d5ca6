import { z } from 'zod';
import { contract, one, query } from '#kernel/contract/contract.ts';
import { Id, instant, open, resource } from '#kernel/contract/fields.ts';

const since = () => open(instant().nullable());
/** What a new provider has to do until it lives; each is the instant at which its own rows first showed it. */
export const Onboarding = resource('Onboarding', {
  /** Somebody of its staff has signed in. */
  adminSignedInAt: since(),
  brandingAt: since(),
  planAt: since(),
  poolAt: since(),
  /** A NAS has sent a packet that was verified. */
  nasSeenAt: since(),
  /** A mail of its own has left. */
  mailAt: since(),
  firstOnlineAt: since(),
});

export const onboarding = contract({
  name: 'onboarding',
  title: 'Onboarding',
  operations: {
    mine: query('GET /onboarding', {
      summary: 'What is left to do until the first subscriber is online',
      for: ['isp'],
      can: 'tenancy.general:read',
      in: z.object({}),
      out: one(Onboarding),
      ui: '/dashboard',
    }),
    ofTenant: query('GET /tenants/{id}/onboarding', {
      summary: 'How far an internet provider has come',
      for: ['platform'],
      can: 'platform.tenant:read',
      in: Id,
      out: one(Onboarding),
      ui: '/dashboard/platform-admin/tenants/$id',
    }),
  },
});
