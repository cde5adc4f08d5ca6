import type { FastifyInstance } from 'fastify';
import type { Caller } from '#kernel/context.ts';
import { AppError, notFound } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/kernel.ts';
import { systemActor } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { payments } from '#modules/billing/payments/contract.ts';

/**
 * Where payment gateways call back. They deliver and receive nothing: the signature over the very bytes says whether they
 * are who they say, in the module, with the key of the provider the address names.
 */
export async function paymentCallbacks(
  app: FastifyInstance,
  { kernel, tenants }: { kernel: Kernel; tenants: TenantDirectory },
): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 65_536 }, (_request, body, done) => done(null, body));
  app.post<{ Params: { tenant: string } }>('/api/callbacks/payments/sandbox/:tenant', async (request, reply) => {
    const tenant = await tenants.bySlug(request.params.tenant);
    if (!tenant) throw notFound('provider');
    const signature = request.headers['sandbox-signature'];
    if (typeof signature !== 'string' || typeof request.body !== 'string')
      throw new AppError('forbidden', 'The callback is not signed.');
    const caller: Caller = {
      door: 'isp',
      tenant,
      actor: systemActor('Payment gateway'),
      requestId: request.id,
      ipAddress: request.ip,
    };
    await kernel.run(caller, payments, 'callback', { gateway: 'sandbox', secretBody: request.body, signature });
    return reply.send({ received: true });
  });
}
