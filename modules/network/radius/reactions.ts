import { and, eq, isNull, ne, or } from 'drizzle-orm';
import { durable } from '#kernel/durable.ts';
import { on } from '#kernel/module.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { radius } from './contract.ts';
import { probeWorkflow } from './probe-workflow.ts';
import { radiusAccount, radiusSession } from './tables.ts';
import { changeSpeed, disconnectSessions, rekeepPasswords } from './workflows.ts';

export const reactions = [
  on(customers, 'customer.updated', 'radius.follow-customer', async (ctx, { customerId }) => {
    const { name } = await ctx.call(customers, 'get', { id: customerId });
    await ctx.db
      .update(radiusAccount)
      .set({ customerName: name })
      .where(
        and(
          eq(radiusAccount.customerId, customerId),
          or(isNull(radiusAccount.customerName), ne(radiusAccount.customerName, name)),
        ),
      );
    await ctx.db
      .update(radiusSession)
      .set({ customerName: name })
      .where(
        and(
          eq(radiusSession.customerId, customerId),
          isNull(radiusSession.stoppedAt),
          ne(radiusSession.customerName, name),
        ),
      );
  }),

  on(
    radius,
    'radius.disconnect-requested',
    'radius.disconnect-sessions',
    async (ctx, { accountId, customerId, sessionId, coaId, reason }, event) => {
      await durable().start(
        disconnectSessions,
        event.id,
        { tenantId: ctx.tenant.id, accountId, sessionId, coaId, reason, requestedAt: event.at },
        customerId ? { customerId } : {},
      );
    },
  ),

  on(
    radius,
    'radius.speed-changed',
    'radius.change-session-speed',
    async (ctx, { accountId, customerId, reason }, event) => {
      await durable().start(
        changeSpeed,
        event.id,
        { tenantId: ctx.tenant.id, accountId, sessionId: null, coaId: null, reason, requestedAt: event.at },
        customerId ? { customerId } : {},
      );
    },
  ),

  on(radius, 'radius.probe-requested', 'radius.probe-nas', async (ctx, { probeId, nasId }, event) => {
    await durable().start(probeWorkflow, event.id, { tenantId: ctx.tenant.id, probeId, nasId });
  }),

  on(radius, 'radius.policy-changed', 'radius.rekeep-passwords', async (ctx, { passwordKeeping }, event) => {
    if (passwordKeeping === 'hashed') await durable().start(rekeepPasswords, event.id, { tenantId: ctx.tenant.id }, {});
  }),

  on(radius, 'radius.speed-requested', 'radius.change-one-session', async (ctx, { coaId, customerId }, event) => {
    await durable().start(
      changeSpeed,
      event.id,
      { tenantId: ctx.tenant.id, accountId: null, sessionId: null, coaId, reason: 'operator', requestedAt: event.at },
      customerId ? { customerId } : {},
    );
  }),
];
