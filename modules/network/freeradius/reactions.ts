import { durable } from '#kernel/durable.ts';
import { on } from '#kernel/module.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { radius } from '../radius/contract.ts';
import { freeradius } from './contract.ts';
import { copyLogins, copyNas, forgetLogins, passwordFormOf } from './mirror.ts';
import { copyLoginsWorkflow, renewCopy } from './workflows.ts';

export const reactions = [
  on(radius, 'radius.account-changed', 'freeradius.follow-account', (ctx, { accountId }) =>
    copyLogins(ctx, [accountId]),
  ),
  on(radius, 'radius.account-removed', 'freeradius.forget-account', (ctx, { accountId }) =>
    forgetLogins(ctx, [accountId]),
  ),
  on(radius, 'radius.nas-changed', 'freeradius.follow-nas', (ctx, { nasId }) => copyNas(ctx, [nasId])),
  // What suspended logins are told depends on it.
  on(radius, 'radius.policy-changed', 'freeradius.follow-policy', async (ctx, _, event) => {
    if ((await passwordFormOf(ctx)) !== undefined)
      await durable().start(renewCopy, event.id, { tenantId: ctx.tenant.id });
  }),
  // A provider that the platform stopped, or let go on, answers everybody otherwise.
  ...(['tenant.suspended', 'tenant.resumed', 'tenant.closed', 'tenant.reopened'] as const).map((moved) =>
    on(
      tenants,
      moved,
      `freeradius.follow-${moved}`,
      async (ctx, _, event) => {
        if ((await passwordFormOf(ctx)) !== undefined)
          await durable().start(renewCopy, event.id, { tenantId: ctx.tenant.id });
      },
      { inTenant: ({ tenantId }) => tenantId },
    ),
  ),
  on(freeradius, 'freeradius.enabled', 'freeradius.copy-logins', async (ctx, { copyId }) => {
    await durable().start(copyLoginsWorkflow, copyId, { tenantId: ctx.tenant.id, copyId });
  }),
];
