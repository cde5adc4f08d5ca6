import { eq, ilike, or, sql } from 'drizzle-orm';
import { pgSchema, text, uuid } from 'drizzle-orm/pg-core';
import { type Ctx, implement } from '#kernel/context.ts';
import { uuidPattern } from '#kernel/ids.ts';
import { tenantTableOfPlatform as provider } from '#kernel/tenancy/tables-tenant.ts';
import { crossSearch } from './contract.ts';

const views = pgSchema('platform_view');
const directory = views.table('directory', {
  providerId: uuid('provider_id').notNull(),
  kind: text('kind').notNull().$type<'staff' | 'nas' | 'domain' | 'invoice'>(),
  id: uuid('id').notNull(),
  label: text('label').notNull(),
  detail: text('detail').notNull(),
});
const knownIds = views.table('known_id', {
  providerId: uuid('provider_id').notNull(),
  id: uuid('id').notNull(),
  kind: text('kind').notNull(),
});

const most = 25;

/** Any row of any provider, by its id: whose it is and of what kind. */
async function byId({ db }: Pick<Ctx, 'db'>, id: string) {
  const own = await db.select().from(provider).where(eq(provider.id, id));
  if (own[0]) return [asProvider(own[0])];
  const rows = await db
    .select({ id: knownIds.id, kind: knownIds.kind, providerId: provider.id, providerName: provider.name })
    .from(provider)
    .innerJoin(knownIds, eq(knownIds.providerId, provider.id))
    .where(eq(knownIds.id, id))
    .limit(most);
  return rows.map(({ kind, ...row }) => ({
    ...row,
    kind: 'record' as const,
    label: kind.replaceAll('_', ' '),
    detail: null,
    staffEmail: null,
  }));
}

const asProvider = ({ id, name, slug }: { id: string; name: string; slug: string }) => ({
  kind: 'provider' as const,
  id,
  providerId: id,
  providerName: name,
  label: name,
  detail: slug,
  staffEmail: null,
});

export const service = implement(crossSearch, {
  async find(ctx, { q }) {
    if (uuidPattern.test(q)) return { items: await byId(ctx, q) };
    const pattern = `%${q.replaceAll(/[\\%_]/g, '\\$&')}%`;
    const providers = await ctx.db
      .select()
      .from(provider)
      .where(or(ilike(provider.name, pattern), ilike(provider.slug, pattern)))
      .limit(most);
    const rows = await ctx.db
      .select({ row: directory, providerName: provider.name })
      .from(directory)
      .innerJoin(provider, eq(provider.id, directory.providerId))
      .where(
        or(ilike(directory.label, pattern), sql`${directory.kind} = 'nas' and ${directory.detail} ilike ${pattern}`),
      )
      .orderBy(directory.kind, directory.label)
      .limit(most);
    const theirs = rows.map(({ row, providerName }) => {
      const isStaff = row.kind === 'staff';
      return { ...row, providerName, label: isStaff ? 'Staff' : row.label, staffEmail: isStaff ? row.label : null };
    });
    return { items: [...providers.map(asProvider), ...theirs] };
  },
});
