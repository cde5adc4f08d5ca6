import { durable } from '#kernel/durable.ts';
import { accountsIfRunning } from '#kernel/identity/accounts.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { on } from '#kernel/module.ts';
import { closure } from './contract.ts';
import { sendLink } from './service.ts';
import { tenantExport } from './tables.ts';
import { exportTenant } from './workflows.ts';

const there = { inTenant: ({ tenantId }: { tenantId: string }) => tenantId };
const atPlatform = { inTenant: () => platformTenantId };

export const reactions = [
  on(
    closure,
    'closure.begun',
    'closure.export',
    async (ctx, { mailTo, graceDays }, event) => {
      const begun = {
        mailTo,
        graceDays,
        begunAt: ctx.nowIso,
        sha256: null,
        tokenHash: null,
        madeAt: null,
        expiresAt: null,
        eraseAfter: null,
      };
      await ctx.db
        .insert(tenantExport)
        .values(begun)
        .onConflictDoUpdate({ target: [tenantExport.tenantId], set: begun });
      await accountsIfRunning()?.endTenantSessions(ctx.tenant.id);
      await durable().start(exportTenant, event.id, { tenantId: ctx.tenant.id });
    },
    there,
  ),
  on(closure, 'closure.link-asked', 'closure.send-link', (ctx) => sendLink(ctx), there),
  on(
    closure,
    'closure.reopened',
    'closure.forget-export',
    async (ctx) => {
      await ctx.db.delete(tenantExport);
    },
    there,
  ),
  on(
    closure,
    'closure.exported',
    'closure.finish',
    async (ctx, { tenantId, ...size }) => {
      await ctx.call(closure, 'finish', { id: tenantId, ...size });
    },
    atPlatform,
  ),
  on(
    closure,
    'closure.erased',
    'closure.note-erased',
    async (ctx, { tenantId }) => {
      await ctx.call(closure, 'noteErased', { id: tenantId });
    },
    atPlatform,
  ),
];
