import { z } from 'zod';
import { command, contract, one, query } from '#kernel/contract/contract.ts';
import { currencyCode, open, resource } from '#kernel/contract/fields.ts';

export const generalLocales = [
  'en',
  'en-GB',
  'en-NG',
  'en-KE',
  'en-ZA',
  'fr',
  'fr-FR',
  'pt',
  'pt-BR',
  'ar',
  'de',
  'es',
] as const;
const zones = new Set(Intl.supportedValuesOf('timeZone'));
/** The basics that everything else of a provider is written with. */
export const General = resource('General', {
  name: open(z.string()),
  slug: open(z.string()),
  country: open(z.string()),
  currency: open(currencyCode()),
  timeZone: open(z.string()),
  locale: open(z.string()),
  /** Why the currency stays; null: it may still change. */
  currencyLocked: open(z.string().nullable()),
});

const page = '/dashboard/settings/general';
export const general = contract({
  name: 'general',
  title: 'General settings',
  events: {
    'general.changed': {
      tenantId: open(z.uuid()),
      name: open(z.string()),
      currency: open(z.string()),
      timeZone: open(z.string()),
      locale: open(z.string()),
    },
  },
  operations: {
    get: query('GET /settings/general', {
      summary: 'Name, currency, time zone and language of the provider',
      for: ['isp'],
      can: 'tenancy.general:read',
      in: z.object({}),
      out: one(General),
      ui: [page, '/dashboard/settings'],
    }),
    update: command('PUT /settings/general', {
      summary: 'Change name, currency, time zone and language of the provider',
      description: 'The currency stays once the first invoice is issued: amounts of the past are in it.',
      for: ['isp'],
      can: 'tenancy.general:write',
      in: z.object({
        name: z.string().trim().min(2, 'A name is needed.').max(100),
        currency: currencyCode(),
        timeZone: z
          .string()
          .refine((zone) => zones.has(zone) || zone === 'UTC', 'Use an IANA time zone, such as Europe/Berlin.'),
        locale: z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, 'Use a language tag, such as en or fr-FR.'),
      }),
      out: one(General),
      emits: ['general.changed'],
      ui: page,
    }),
  },
});
