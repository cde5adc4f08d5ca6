import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Tenant } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Identify } from '#kernel/http/rest.ts';
import type { Kernel } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { type BrandImage, brandImages, branding } from './contract.ts';
import { mediaTypeOf } from './images.ts';

interface Parts {
  kernel: Kernel;
  tenants: TenantDirectory;
  identify: Identify;
}
const portal = '/customer-portal';
/** What stands in the built portal where a provider has nothing of its own. */
const own = { icon: `${portal}/icon.svg`, background: '#f6f7f9' };

/**
 * What browsers fetch of a provider's branding without an operation: its pictures, for ever under their hash, and the
 * manifest the portal is installed by.
 */
export function brandingRoutes(app: FastifyInstance, { kernel, tenants, identify }: Parts): void {
  const isImage = (which: string): which is BrandImage => brandImages.some((name) => name === which);

  app.get<{ Params: { slug: string; which: string; hash: string } }>(
    '/brand/:slug/:which/:hash',
    async (request, reply) => {
      const { slug, which } = request.params;
      const tenant = await tenants.bySlug(slug.slice(0, 60));
      if (!tenant || !isImage(which)) throw notFound('picture');
      const { body } = await kernel.asSystem('branding.show', tenant, (ctx) => ctx.call(branding, 'image', { which }));
      const content = typeof body === 'string' ? Buffer.from(body) : body;
      return (
        reply
          .header('cache-control', 'public, max-age=31536000, immutable')
          .header('x-content-type-options', 'nosniff')
          // Opened by itself, a picture runs nothing and loads nothing.
          .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
          .type(mediaTypeOf(content) ?? 'application/octet-stream')
          .send(Buffer.from(content))
      );
    },
  );

  const brandFor = async (request: FastifyRequest, tenant: Tenant | null) => {
    const { actor } = await identify('customer', request);
    const anyone = { ...actor, kind: 'anonymous' as const };
    const caller = { door: 'customer' as const, actor: anyone, tenant, requestId: request.id };
    return kernel.run(caller, branding, 'public', {});
  };
  app.get(`${portal}/manifest.webmanifest`, async (request, reply) => {
    const { tenant } = await identify('customer', request);
    if (!tenant) throw new AppError('not_found', 'Say which provider’s portal it is.');
    const look = await brandFor(request, tenant);
    const icon = look.favicon ?? own.icon;
    return reply
      .header('cache-control', 'no-cache')
      .type('application/manifest+json')
      .send({
        name: look.productName,
        short_name: look.productName.slice(0, 12),
        lang: look.locale,
        id: `${portal}?provider=${look.slug}`,
        start_url: `${portal}?provider=${look.slug}`,
        scope: portal,
        display: 'standalone',
        background_color: own.background,
        theme_color: look.colourLight ?? own.background,
        icons: [{ src: icon, sizes: 'any', purpose: 'any' }],
      });
  });
}
