import { eq } from 'drizzle-orm';
import { type AnyCtx, type Ctx, implement, type Tenant } from '#kernel/context.ts';
import { invalid, notFound } from '#kernel/errors.ts';
import { files } from '#kernel/files.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { type BrandImage, brandImages, branding } from './contract.ts';
import { checkedImage } from './images.ts';
import { accentRefusal, inkOn, ownAccent } from './rules.ts';
import { brand, brandImage } from './tables.ts';

type Place = Pick<Ctx, 'db' | 'tenant'>;
const unset = {
  productName: null,
  companyName: null,
  supportEmail: null,
  supportPhone: null,
  colourLight: null,
  colourDark: null,
  termsUrl: null,
  privacyUrl: null,
  updatedAt: null,
};
/** Under the content's own hash, so that browsers may keep it for ever. */
const pathOf = (tenant: Tenant, image: { which: BrandImage; sha256: string }) =>
  `/brand/${tenant.slug}/${image.which}/${image.sha256.slice(0, 16)}`;

async function read({ db, tenant }: Place) {
  // The platform's own pages are not branded.
  if (tenant.id === platformTenantId) return { set: unset, images: [] };
  const [set] = await db.select().from(brand);
  return { set: set ?? unset, images: await db.select().from(brandImage) };
}

async function look(ctx: Place) {
  const { set, images } = await read(ctx);
  const paths = Object.fromEntries(images.map((image) => [image.which, pathOf(ctx.tenant, image)]));
  const image = (which: BrandImage) => paths[which] ?? null;
  return {
    ...set,
    slug: ctx.tenant.slug,
    tenantName: ctx.tenant.name,
    logoLight: image('logoLight'),
    logoDark: image('logoDark'),
    favicon: image('favicon'),
  };
}

/** The platform's pages carry the product's name. */
const nameOf = (tenant: Tenant) => (tenant.id === platformTenantId ? 'DotMac' : tenant.name);

async function changed(ctx: Pick<AnyCtx, 'db' | 'tenant' | 'nowIso'>) {
  await ctx.db
    .insert(brand)
    .values({ updatedAt: ctx.nowIso })
    .onConflictDoUpdate({ target: [brand.tenantId], set: { updatedAt: ctx.nowIso } });
}

export const service = implement(branding, {
  async public(ctx) {
    const { productName, companyName, ...set } = await look(ctx);
    const { name, locale, status } = { ...ctx.tenant, name: nameOf(ctx.tenant) };
    return {
      ...set,
      productName: productName ?? companyName ?? name,
      companyName: companyName ?? name,
      inkLight: set.colourLight && inkOn(set.colourLight),
      inkDark: set.colourDark && inkOn(set.colourDark),
      locale,
      status,
    };
  },

  get: (ctx) => look(ctx),

  async update(ctx, input) {
    for (const [field, theme] of [
      ['colourLight', 'light'],
      ['colourDark', 'dark'],
    ] as const) {
      const refusal = input[field] && accentRefusal(input[field], theme);
      if (refusal) throw invalid(refusal, field);
    }
    const { set: before } = await read(ctx);
    const after = { ...input, updatedAt: ctx.nowIso };
    await ctx.db
      .insert(brand)
      .values(after)
      .onConflictDoUpdate({ target: [brand.tenantId], set: after });
    const { updatedAt: _, ...was } = before;
    ctx.changed({ type: 'tenant', id: ctx.tenant.id, before: { ...was }, after: input });
    await ctx.emit('branding.changed', { slug: ctx.tenant.slug });
    return look(ctx);
  },

  async upload(ctx, { which, contentBase64 }) {
    const content = Buffer.from(contentBase64, 'base64');
    const mediaType = checkedImage(which, content);
    const put = await files().put(ctx.tenant.id, content);
    await ctx.db
      .insert(brandImage)
      .values({ which, mediaType, ...put })
      .onConflictDoUpdate({ target: [brandImage.tenantId, brandImage.which], set: { mediaType, ...put } });
    await changed(ctx);
    ctx.changed({ type: 'tenant', id: ctx.tenant.id, after: { [which]: put.sha256 } });
    await ctx.emit('branding.changed', { slug: ctx.tenant.slug });
    return look(ctx);
  },

  async removeImage(ctx, { which }) {
    const [gone] = await ctx.db.delete(brandImage).where(eq(brandImage.which, which)).returning();
    if (!gone) throw notFound('picture');
    await changed(ctx);
    ctx.changed({ type: 'tenant', id: ctx.tenant.id, before: { [which]: gone.sha256 }, after: { [which]: null } });
    await ctx.emit('branding.changed', { slug: ctx.tenant.slug });
    return look(ctx);
  },

  async brandingOf(ctx) {
    const { set, images } = await read(ctx);
    const logo = brandImages.map((which) => images.find((image) => image.which === which)).find(Boolean);
    const colour = set.colourLight ?? ownAccent.light;
    const { supportEmail, supportPhone, termsUrl, privacyUrl } = set;
    const companyName = set.companyName ?? nameOf(ctx.tenant);
    return {
      productName: set.productName ?? companyName,
      companyName,
      supportEmail,
      supportPhone,
      termsUrl,
      privacyUrl,
      colour,
      onColour: inkOn(colour),
      logo:
        logo && logo.which !== 'favicon'
          ? { which: logo.which, mediaType: logo.mediaType, path: pathOf(ctx.tenant, logo) }
          : null,
    };
  },

  async image(ctx, { which }) {
    const [found] = await ctx.db.select().from(brandImage).where(eq(brandImage.which, which));
    if (!found) throw notFound('picture');
    return { filename: which, body: await files().get(ctx.tenant.id, found.sha256) };
  },
});
