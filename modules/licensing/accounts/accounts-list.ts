import { and, asc, eq, gt, ilike, isNull, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { operatorTenant } from '#kernel/kernel.ts';
import { pageOf, readCursor } from '#kernel/paging.ts';
import { tenantTableOfPlatform as tenant } from '#kernel/tenancy/tables-tenant.ts';
import { licensingCatalogue } from '#modules/licensing/catalogue/contract.ts';
import type { AccountStatus } from './rules.ts';
import { licensingAccount } from './tables.ts';

const account = alias(licensingAccount, 'account');
const byName = sql<string>`lower(${tenant.name})`;
const Position = z.tuple([z.string(), z.uuid()]);
const escaped = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');

interface Filters {
  q?: string | undefined;
  status?: AccountStatus | 'none' | undefined;
  cursor?: string | undefined;
  limit: number;
}

/** Every provider with its contract, at the platform door: the one place that reads contracts across tenants. */
export async function listAccounts(ctx: Pick<Ctx, 'db' | 'call'>, { q, status, cursor, limit }: Filters) {
  const place = readCursor(cursor, Position);
  const text = q ? `%${escaped(q)}%` : undefined;
  const rows = await ctx.db
    .select({ tenant: { id: tenant.id, name: tenant.name, slug: tenant.slug }, account, byName })
    .from(tenant)
    .leftJoin(account, eq(account.tenantId, tenant.id))
    .where(
      and(
        status === 'none' ? isNull(account.tenantId) : status ? eq(account.status, status) : undefined,
        text ? or(ilike(tenant.name, text), ilike(tenant.slug, text)) : undefined,
        place ? or(gt(byName, place[0]), and(eq(byName, place[0]), gt(tenant.id, place[1]))) : undefined,
      ),
    )
    .orderBy(asc(byName), asc(tenant.id))
    .limit(limit + 1);
  const { items: plans } = await ctx.call(licensingCatalogue, 'plans', { retired: 'true' });
  return pageOf(
    rows,
    limit,
    ({ tenant: t, account: a }) => ({
      tenantId: t.id,
      tenantName: t.name,
      tenantSlug: t.slug,
      status: a?.status ?? ('none' as const),
      versionId: a?.versionId ?? null,
      planName: a?.planName ?? null,
      interval: a?.interval ?? null,
      periodEnd: a?.periodEnd ?? null,
      mrrMinor: a?.mrrMinor ?? 0,
      currency: a?.currency ?? operatorTenant.currency,
      pastDueSince: a?.pastDueSince ?? null,
      cancelAtEnd: a?.cancelAtEnd ?? false,
      nextPlanName: plans.find((p) => p.id === a?.nextVersionId)?.name ?? (a?.nextVersionId ? 'An earlier plan' : null),
    }),
    (row) => [row.byName, row.tenant.id],
  );
}
