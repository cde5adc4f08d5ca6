import { and, desc, eq, isNull } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import type { Returned } from '#kernel/contract/contract.ts';
import { decodeAttributeOctets, encodeAttributes } from '#protocols/radius/attributes.ts';
import { accessAcceptAttributes, unenforcedLimits } from '#protocols/radius/vendor-reply.ts';
import { gardenGrantOf, grantOf, interimIntervalSeconds, rejectSentence } from './aaa/replies.ts';
import { findAccount } from './accounts.ts';
import { explained } from './attribute-meanings.ts';
import { coaView } from './coa.ts';
import { asAnswered } from './coa-rules.ts';
import type { NasVendor, radius } from './contract.ts';
import { findingsOf } from './findings.ts';
import { policyOf } from './policy.ts';
import type { PolicyValues } from './policy-rules.ts';
import { loginView, sessionView, staleBefore } from './sessions.ts';
import { aaaNode, authLog, coaRequest, nas, type radiusAccount, radiusSession } from './tables.ts';

type View = Returned<(typeof radius)['operations']['diagnostics']['out']>;
type Input = z.output<(typeof radius)['operations']['diagnostics']['in']>;
const shownAttempts = 50;

/** Everything that explains how a login is doing, as this moment has it. */
export async function diagnostics(ctx: Pick<Ctx, 'db' | 'now'>, { id, vendor }: Input): Promise<View> {
  const { account } = await findAccount(ctx, id);
  const policy = await policyOf(ctx);
  const attempts = await ctx.db
    .select()
    .from(authLog)
    .where(eq(authLog.accountId, id))
    .orderBy(desc(authLog.id))
    .limit(shownAttempts);
  const sessions = await ctx.db
    .select({ session: radiusSession, vendor: nas.vendor })
    .from(radiusSession)
    .leftJoin(nas, eq(nas.id, radiusSession.nasId))
    .where(and(eq(radiusSession.accountId, id), isNull(radiusSession.stoppedAt)))
    .orderBy(desc(radiusSession.startedAt))
    .limit(20);
  const [lastCoa] = await ctx.db
    .select()
    .from(coaRequest)
    .where(eq(coaRequest.accountId, id))
    .orderBy(desc(coaRequest.id))
    .limit(1);
  const made = vendor ?? sessions[0]?.vendor ?? (await vendorOf(ctx, attempts[0]?.nasId ?? null));
  const interimSeconds = await interimOf(ctx);
  const { accepted, answer } = answerFor(asAnswered(account), policy, made, interimSeconds);
  const live = sessions.map(({ session }) => session);
  const staleSince = await staleBefore(ctx);
  return {
    id,
    findings: [
      ...findingsOf({ account, policy, attempts, sessions: live, interimSeconds, nowMs: ctx.now.epochMilliseconds }),
      ...unenforced(account, made),
    ],
    attempts: attempts.map(loginView),
    sessions: live.map((row) => sessionView(row, staleSince)),
    lastCoa: lastCoa ? coaView(lastCoa) : null,
    vendor: made,
    accepted,
    answer,
  };
}

async function vendorOf(ctx: Pick<Ctx, 'db'>, nasId: string | null): Promise<NasVendor> {
  const [found] =
    nasId === null
      ? await ctx.db.select({ vendor: nas.vendor }).from(nas).orderBy(nas.name).limit(1)
      : await ctx.db.select({ vendor: nas.vendor }).from(nas).where(eq(nas.id, nasId));
  return found?.vendor ?? 'generic';
}

/** How often the newest AAA process asks for reports. */
export async function interimOf(ctx: Pick<Ctx, 'db'>): Promise<number> {
  const [node] = await ctx.db
    .select({ interimSeconds: aaaNode.interimSeconds })
    .from(aaaNode)
    .orderBy(desc(aaaNode.seenAt))
    .limit(1);
  return node?.interimSeconds ?? interimIntervalSeconds;
}

type Account = typeof radiusAccount.$inferSelect;
/** What the NAS would be told, made by what the engine makes it by. */
function answerFor(account: Account, policy: PolicyValues, vendor: NasVendor, interimSeconds: number) {
  const inGarden = account.state === 'suspended' && policy.suspendedAccess === 'walled_garden';
  if (account.state !== 'active' && !inGarden) {
    const message = rejectSentence(account, account.state);
    return { accepted: false, answer: shown(encodeAttributes([{ name: 'Reply-Message', value: message }])) };
  }
  const grant = inGarden ? gardenGrantOf(account, interimSeconds, policy) : grantOf(account, interimSeconds);
  return { accepted: true, answer: shown(encodeAttributes(accessAcceptAttributes(vendor, grant))) };
}

const shown = (octets: Buffer) => decodeAttributeOctets(octets).map(explained);

function unenforced(account: Account, vendor: NasVendor) {
  const limits = unenforcedLimits(vendor, { downloadKbps: account.downloadKbps, uploadKbps: account.uploadKbps });
  return limits.map((limit) => ({
    tone: 'warn' as const,
    text: `A NAS of this make cannot be told the ${limit} limit by RADIUS alone; set it up on the router.`,
  }));
}
