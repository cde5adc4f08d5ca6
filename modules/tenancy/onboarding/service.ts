import { eq } from 'drizzle-orm';
import { pgSchema, pgTable, uuid } from 'drizzle-orm/pg-core';
import { implement } from '#kernel/context.ts';
import { instantColumn } from '#kernel/db/tables.ts';
import { notFound } from '#kernel/errors.ts';
import { onboarding } from './contract.ts';

const columns = () => ({
  adminSignedInAt: instantColumn('admin_signed_in_at'),
  brandingAt: instantColumn('branding_at'),
  planAt: instantColumn('plan_at'),
  poolAt: instantColumn('pool_at'),
  nasSeenAt: instantColumn('nas_seen_at'),
  mailAt: instantColumn('mail_at'),
  firstOnlineAt: instantColumn('first_online_at'),
});
const ownProgress = pgTable('own_progress', columns());
const progress = pgSchema('platform_view').table('tenant_progress', {
  provider: uuid('provider_id').notNull(),
  ...columns(),
});

export const service = implement(onboarding, {
  async mine(ctx) {
    const [row] = await ctx.db.select().from(ownProgress);
    return row!;
  },
  async ofTenant(ctx, { id }) {
    const [row] = await ctx.db.select().from(progress).where(eq(progress.provider, id));
    if (!row) throw notFound('internet provider');
    const { provider: _, ...steps } = row;
    return steps;
  },
});
