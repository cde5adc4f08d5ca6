import { z } from 'zod';
import { command, contract, file, one, query } from '#kernel/contract/contract.ts';
import { instant, open, resource } from '#kernel/contract/fields.ts';

export const brandImages = ['logoLight', 'logoDark', 'favicon'] as const;
export type BrandImage = (typeof brandImages)[number];

/** How a provider looks to anyone who comes to its pages, also before sign-in. */
const look = {
  /** Of the provider; part of the addresses of its images. */
  slug: open(z.string()),
  productName: open(z.string()),
  companyName: open(z.string()),
  supportEmail: open(z.string().nullable()),
  supportPhone: open(z.string().nullable()),
  /** `#rrggbb`; null: the product's own. */
  colourLight: open(z.string().nullable()),
  colourDark: open(z.string().nullable()),
  termsUrl: open(z.string().nullable()),
  privacyUrl: open(z.string().nullable()),
  /** Paths on this server. */
  logoLight: open(z.string().nullable()),
  logoDark: open(z.string().nullable()),
  favicon: open(z.string().nullable()),
};
export const PublicBrand = resource('PublicBrand', {
  ...look,
  /** Colour of text on `colourLight` and `colourDark`. */
  inkLight: open(z.string().nullable()),
  inkDark: open(z.string().nullable()),
  locale: open(z.string()),
  /** Pages of a provider that is not active say so. */
  status: open(z.enum(['active', 'suspended', 'closing', 'closed'])),
});
/** As it was set; what is null takes what `PublicBrand` says. */
export const Branding = resource('Branding', {
  ...look,
  productName: open(z.string().nullable()),
  companyName: open(z.string().nullable()),
  /** What stands for the names as long as they are not set. */
  tenantName: open(z.string()),
  updatedAt: open(instant().nullable()),
});
/** What documents and mails are made with: every value is there. */
export const Letterhead = resource('Letterhead', {
  productName: open(z.string()),
  companyName: open(z.string()),
  supportEmail: open(z.string().nullable()),
  supportPhone: open(z.string().nullable()),
  termsUrl: open(z.string().nullable()),
  privacyUrl: open(z.string().nullable()),
  /** `#rrggbb`, on white paper legible as text. */
  colour: open(z.string()),
  /** `#rrggbb` of text on `colour`. */
  onColour: open(z.string()),
  /** Fetch its content with `image`; null: there is none. PNG and JPEG can be printed, SVG and WebP cannot. */
  logo: open(z.object({ which: z.enum(brandImages), mediaType: z.string(), path: z.string() }).nullable()),
});

const page = '/dashboard/settings/branding';
const name = (what: string) =>
  z.string().trim().min(2, `${what} needs two letters at least.`).max(60).nullable().default(null);
const colour = z
  .string()
  .toLowerCase()
  .regex(/^#[0-9a-f]{6}$/, 'Use a colour such as #2f6bd8.')
  .nullable()
  .default(null);
const webAddress = z
  .url({ protocol: /^https$/, error: 'Use a whole address that begins with https://.' })
  .max(300)
  .nullable()
  .default(null);

export const branding = contract({
  name: 'branding',
  title: 'Branding',
  events: { 'branding.changed': { slug: open(z.string()) } },
  realtime: { branding: { events: ['branding.changed'], for: ['isp'], can: 'tenancy.branding:read' } },
  operations: {
    public: query('GET /branding', {
      summary: 'How the provider of this address looks, for anyone',
      description:
        'The provider is that of the session, of the short name given, or of the host name asked, when the provider has proven that it is theirs.',
      for: ['isp', 'customer'],
      can: 'anyone',
      in: z.object({ provider: z.string().max(60).optional() }),
      out: one(PublicBrand),
      ui: { none: 'shell' },
    }),
    get: query('GET /settings/branding', {
      summary: 'The branding as it is set',
      for: ['isp'],
      can: 'tenancy.branding:read',
      in: z.object({}),
      out: one(Branding),
      ui: page,
    }),
    update: command('PUT /settings/branding', {
      summary: 'Change names, contacts, colours and links of the branding',
      description: 'A colour that could not be read as text on the pages is refused, with one that can.',
      for: ['isp'],
      can: 'tenancy.branding:write',
      in: z.object({
        productName: name('The product’s name'),
        companyName: name('The company’s name'),
        supportEmail: z.email('This is not an e-mail address.').max(254).nullable().default(null),
        supportPhone: z
          .string()
          .trim()
          .regex(/^\+?[0-9 ()/.-]{4,30}$/, 'Use digits, such as +234 800 1234.')
          .nullable()
          .default(null),
        colourLight: colour,
        colourDark: colour,
        termsUrl: webAddress,
        privacyUrl: webAddress,
      }),
      out: one(Branding),
      emits: ['branding.changed'],
      ui: page,
    }),
    upload: command('PUT /settings/branding/images/{which}', {
      summary: 'Upload a logo or the favicon',
      description: 'PNG, JPEG, WebP or an SVG without scripts and outside references; a logo may have 256 KB.',
      for: ['isp'],
      can: 'tenancy.branding:write',
      in: z.object({
        which: z.enum(brandImages),
        contentBase64: z.base64().max(360_000, 'This picture is too large.'),
      }),
      out: one(Branding),
      emits: ['branding.changed'],
      ui: page,
    }),
    removeImage: command('DELETE /settings/branding/images/{which}', {
      summary: 'Remove a logo or the favicon',
      for: ['isp'],
      can: 'tenancy.branding:write',
      in: z.object({ which: z.enum(brandImages) }),
      out: one(Branding),
      emits: ['branding.changed'],
      ui: page,
    }),
    brandingOf: query('GET /branding/letterhead', {
      summary: 'What mails and documents of this provider are made with',
      for: [],
      can: 'tenancy.branding:read',
      in: z.object({}),
      out: one(Letterhead),
      ui: { none: 'internal' },
    }),
    image: query('GET /branding/images/{which}', {
      summary: 'The content of a logo',
      for: [],
      can: 'tenancy.branding:read',
      in: z.object({ which: z.enum(brandImages) }),
      out: file('application/octet-stream'),
      ui: { none: 'internal' },
    }),
  },
});
