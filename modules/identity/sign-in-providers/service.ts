import { and, asc, count, eq, gt, isNull, lt } from 'drizzle-orm';
import { type Ctx, implement } from '#kernel/context.ts';
import { conflictOf } from '#kernel/db/errors.ts';
import { AppError, conflict, notFound } from '#kernel/errors.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { signInProviders } from './contract.ts';
import { reach } from './oidc.ts';
import { addresses, domainOf, flowMinutes, hashOf, type OidcSettings, pemOf, type SamlSettings } from './rules.ts';
import { certificateEnd } from './saml.ts';
import { signInFlow, signInIdentity, signInProvider } from './tables.ts';

type Row = typeof signInProvider.$inferSelect;
type Base = Pick<Ctx, 'db' | 'tenant' | 'urls' | 'secrets'>;

function shown(ctx: Base, row: Row, people: number) {
  const oidc = row.kind === 'oidc' ? (row.settings as OidcSettings) : null;
  const saml = row.kind === 'saml' ? (row.settings as SamlSettings) : null;
  const { callbackUrl, entityId } = addresses(ctx.urls.isp, row.kind, row.id);
  return {
    ...row,
    issuer: oidc?.issuer ?? null,
    clientId: oidc?.clientId ?? null,
    clientSecret: row.clientSecret && ctx.secrets.open(ctx.tenant.id, row.clientSecret),
    hasClientSecret: row.clientSecret !== null,
    entityId: saml?.entityId ?? null,
    ssoUrl: saml?.ssoUrl ?? null,
    certificate: saml?.certificate ?? null,
    certificateExpiresAt: saml ? certificateEnd(saml.certificate) : null,
    callbackUrl,
    serviceEntityId: entityId,
    people,
  };
}

const peopleOf = async (ctx: Base, id: string) =>
  (await ctx.db.select({ n: count() }).from(signInIdentity).where(eq(signInIdentity.providerId, id)))[0]!.n;

async function find(ctx: Base, id: string): Promise<Row> {
  const [row] = await ctx.db.select().from(signInProvider).where(eq(signInProvider.id, id));
  if (!row) throw notFound('sign-in provider');
  return row;
}

const nameTaken = (error: unknown): never => {
  if (conflictOf(error)?.constraint === 'sign_in_provider_name')
    throw conflict('Another sign-in provider has this name.', 'name');
  throw error;
};

interface Given {
  issuer?: string | undefined;
  clientId?: string | undefined;
  entityId?: string | undefined;
  ssoUrl?: string | undefined;
  certificate?: string | undefined;
}
/** @throws AppError `invalid`, naming the first setting that this kind of provider needs and that is not there */
function settingsOf(kind: 'oidc' | 'saml', given: Given): OidcSettings | SamlSettings {
  const need = (field: keyof Given, sentence: string): string => {
    const value = given[field];
    if (!value) throw new AppError('invalid', `${field}: ${sentence}`, { field });
    return value;
  };
  if (kind === 'oidc')
    return {
      issuer: need('issuer', 'Give the issuer of the provider.'),
      clientId: need('clientId', 'Give the client id that the provider issued.'),
    };
  const certificate = need('certificate', 'Paste the certificate of the provider.');
  const pem = pemOf(certificate);
  if (!pem || !certificateEnd(pem))
    throw new AppError('invalid', 'certificate: This is not an X.509 certificate.', { field: 'certificate' });
  return {
    entityId: need('entityId', 'Give the entity id of the provider.'),
    ssoUrl: need('ssoUrl', 'Give the address where people sign in.'),
    certificate: pem,
  };
}

/** A role that people are to be given must be one that the person who sets it up could give. */
async function assertMayGive(ctx: Ctx, roleId: string | null | undefined, createsMembers: boolean): Promise<void> {
  if (createsMembers && !roleId)
    throw new AppError('invalid', 'roleId: Choose the role that new colleagues get.', { field: 'roleId' });
  if (roleId) await ctx.call(staff, 'assertMayGive', { roleIds: [roleId] });
}

export const service = implement(signInProviders, {
  async list(ctx) {
    const rows = await ctx.db
      .select({ row: signInProvider, people: count(signInIdentity.memberId) })
      .from(signInProvider)
      .leftJoin(signInIdentity, eq(signInIdentity.providerId, signInProvider.id))
      .groupBy(signInProvider.tenantId, signInProvider.id)
      .orderBy(asc(signInProvider.createdAt), asc(signInProvider.id));
    return { items: rows.map(({ row, people }) => shown(ctx, row, people)) };
  },

  async create(ctx, { kind, name, domains, createsMembers, roleId, clientSecret, ...given }) {
    await assertMayGive(ctx, roleId, createsMembers);
    const [row] = await ctx.db
      .insert(signInProvider)
      .values({
        id: ctx.newId(),
        kind,
        name,
        domains: [...new Set(domains)],
        createsMembers,
        roleId: roleId ?? null,
        isEnabled: false,
        settings: settingsOf(kind, given),
        clientSecret: clientSecret ? ctx.secrets.seal(ctx.tenant.id, clientSecret) : null,
        createdAt: ctx.nowIso,
      })
      .returning()
      .catch(nameTaken);
    ctx.changed({ type: 'sign-in-provider', id: row!.id, after: { kind, name, domains, createsMembers, ...given } });
    await ctx.emit('sign-in-provider.changed', { providerId: row!.id });
    return shown(ctx, row!, 0);
  },

  async update(ctx, { id, clientSecret, name, domains, createsMembers, roleId, isEnabled, ...given }) {
    const before = await find(ctx, id);
    const role = roleId === undefined ? before.roleId : roleId;
    const creates = createsMembers ?? before.createsMembers;
    if (roleId !== undefined || createsMembers !== undefined) await assertMayGive(ctx, role, creates);
    const [row] = await ctx.db
      .update(signInProvider)
      .set({
        name: name ?? before.name,
        domains: domains ? [...new Set(domains)] : before.domains,
        createsMembers: creates,
        roleId: role,
        isEnabled: isEnabled ?? before.isEnabled,
        settings: settingsOf(before.kind, { ...before.settings, ...given }),
        clientSecret: clientSecret ? ctx.secrets.seal(ctx.tenant.id, clientSecret) : before.clientSecret,
        ...(isEnabled ? { lastError: null, lastErrorAt: null } : {}),
      })
      .where(eq(signInProvider.id, id))
      .returning()
      .catch(nameTaken);
    const told = (r: Row) => ({
      name: r.name,
      domains: r.domains,
      isEnabled: r.isEnabled,
      createsMembers: r.createsMembers,
      roleId: r.roleId,
      ...r.settings,
    });
    ctx.changed({
      type: 'sign-in-provider',
      id,
      before: told(before),
      after: { ...told(row!), ...(clientSecret ? { clientSecret: 'changed' } : {}) },
    });
    await ctx.emit('sign-in-provider.changed', { providerId: id });
    return shown(ctx, row!, await peopleOf(ctx, id));
  },

  async remove(ctx, { id }) {
    const before = await find(ctx, id);
    await ctx.db.delete(signInProvider).where(eq(signInProvider.id, id));
    ctx.changed({ type: 'sign-in-provider', id, before: { name: before.name }, after: null });
    await ctx.emit('sign-in-provider.changed', { providerId: id });
  },

  async check(ctx, { id }) {
    const provider = shown(ctx, await find(ctx, id), 0);
    if (provider.kind === 'saml') {
      const end = provider.certificateExpiresAt;
      const isOver = end !== null && end <= ctx.nowIso;
      const finding = isOver
        ? `Its certificate ended on ${end.slice(0, 10)}; paste the new one.`
        : `Its certificate is good until ${end?.slice(0, 10)}. Whether it answers shows when somebody signs in.`;
      return { isReachable: !isOver, finding };
    }
    const client = { issuer: provider.issuer!, clientId: provider.clientId!, clientSecret: provider.clientSecret };
    return reach(client).then(
      (finding) => ({ isReachable: true, finding }),
      (error) => ({
        isReachable: false,
        finding: error instanceof AppError ? error.message : `It did not answer as a provider does: ${error.message}.`,
      }),
    );
  },

  async begin(ctx, { id, state, browser, checks }) {
    const row = await find(ctx, id);
    if (!row.isEnabled) throw conflict('This sign-in provider is switched off.');
    await ctx.db.delete(signInFlow).where(lt(signInFlow.expiresAt, ctx.nowIso));
    await ctx.db.insert(signInFlow).values({
      id: ctx.newId(),
      providerId: id,
      stateHash: hashOf(state),
      browserHash: hashOf(browser),
      checks: ctx.secrets.seal(ctx.tenant.id, checks),
      expiresAt: new Date(ctx.now.add({ minutes: flowMinutes }).epochMilliseconds).toISOString(),
    });
    return shown(ctx, row, 0);
  },

  async take(ctx, { id, state, browser }) {
    const [row] = await ctx.db
      .delete(signInFlow)
      .where(
        and(
          eq(signInFlow.providerId, id),
          eq(signInFlow.stateHash, hashOf(state)),
          gt(signInFlow.expiresAt, ctx.nowIso),
        ),
      )
      .returning();
    if (!row || row.browserHash !== hashOf(browser ?? ''))
      throw new AppError('forbidden', 'This sign-in was not begun in this browser, or it took too long. Begin again.');
    const opened = (sealed: string) => ctx.secrets.open(ctx.tenant.id, sealed);
    return { providerId: id, checks: opened(row.checks), answer: row.answer && opened(row.answer) };
  },

  find: async (ctx, { id }) => shown(ctx, await find(ctx, id), 0),

  async hold(ctx, { id, state, answer }) {
    const held = await ctx.db
      .update(signInFlow)
      .set({ answer: ctx.secrets.seal(ctx.tenant.id, answer) })
      .where(
        and(
          eq(signInFlow.providerId, id),
          eq(signInFlow.stateHash, hashOf(state)),
          gt(signInFlow.expiresAt, ctx.nowIso),
          // Whoever knows the request cannot put another answer in place of the first.
          isNull(signInFlow.answer),
        ),
      )
      .returning({ id: signInFlow.id });
    if (held.length === 0)
      throw new AppError('forbidden', 'This sign-in was not begun here, or it took too long. Begin again.');
  },

  async vouch(ctx, { id, subject, email, name }) {
    const provider = await find(ctx, id);
    if (!provider.isEnabled) throw conflict('This sign-in provider is switched off.');
    if (!provider.domains.includes(domainOf(email)))
      throw new AppError('forbidden', `${provider.name} does not speak for addresses of ${domainOf(email)} here.`);
    const [known] = await ctx.db
      .select()
      .from(signInIdentity)
      .where(and(eq(signInIdentity.providerId, id), eq(signInIdentity.subject, subject)));
    const vouched = await ctx.call(staff, 'vouched', {
      memberId: known?.memberId ?? null,
      email,
      name,
      roleId: provider.createsMembers ? provider.roleId : null,
    });
    if (!known)
      await ctx.db
        .insert(signInIdentity)
        .values({ providerId: id, subject, memberId: vouched.memberId, linkedAt: ctx.nowIso });
    await ctx.db.update(signInProvider).set({ lastUsedAt: ctx.nowIso }).where(eq(signInProvider.id, id));
    ctx.changed({ type: 'member', id: vouched.memberId, after: { signedInBy: provider.name } });
    return vouched;
  },

  async failed(ctx, { id, reason }) {
    await ctx.db
      .update(signInProvider)
      .set({ lastError: reason, lastErrorAt: ctx.nowIso })
      .where(eq(signInProvider.id, id));
  },
});
