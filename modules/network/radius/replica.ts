import { and, asc, gt, inArray } from 'drizzle-orm';
import type { z } from 'zod';
import type { Ctx } from '#kernel/context.ts';
import { code } from '#protocols/radius/codes.ts';
import type { Reply } from '#protocols/radius/reply.ts';
import { Directory, type KnownAccount } from './aaa/directory.ts';
import type { PolicyRecord } from './aaa/policies.ts';
import { acceptOf, gardenOf, rejectOf, stoppedReject } from './aaa/replies.ts';
import { asAnswered } from './coa-rules.ts';
import { type NasVendor, nasVendors } from './contract.ts';
import { policyOf } from './policy.ts';
import type { replicaOperations } from './replica-operations.ts';
import { nas, radiusAccount } from './tables.ts';

type Context = Pick<Ctx, 'db' | 'secrets' | 'tenant'>;
type Input<K extends keyof typeof replicaOperations> = z.output<(typeof replicaOperations)[K]['in']>;

/** The engine's own answer to who knows the password, so that no second server can drift from it. */
function answerOf(account: KnownAccount, vendor: NasVendor, policy: PolicyRecord): Reply {
  const { state } = account.record;
  if (policy.stopped) return stoppedReject;
  if (state === 'active') return acceptOf(account, vendor);
  if (state === 'suspended' && policy.suspendedAccess === 'walled_garden') return gardenOf(account, vendor, policy);
  return rejectOf(account, state);
}

export async function answers(ctx: Context, { accountIds, after, limit }: Input<'answers'>) {
  const rows = await ctx.db
    .select()
    .from(radiusAccount)
    .where(
      and(
        accountIds ? inArray(radiusAccount.id, accountIds) : undefined,
        after ? gt(radiusAccount.id, after) : undefined,
      ),
    )
    .orderBy(asc(radiusAccount.id))
    .limit(limit);
  const policy: PolicyRecord = { tenantId: ctx.tenant.id, stopped: !ctx.tenant.networkOn, ...(await policyOf(ctx)) };
  const directory = new Directory();
  for (const row of rows)
    directory.putAccount({ ...asAnswered(row), password: ctx.secrets.open(ctx.tenant.id, row.password) });
  const items = [...directory.accounts()].map((account) => {
    const { id, username, state, password, passwordKeeping } = account.record;
    return {
      id,
      username,
      state,
      ...(passwordKeeping === 'reversible' ? { password } : {}),
      answers: nasVendors.map((vendor) => {
        const reply = answerOf(account, vendor, policy);
        return {
          vendor,
          accepted: reply.code === code['Access-Accept'],
          octets: Buffer.from(reply.attributes).toString('hex'),
        };
      }),
    };
  });
  return { items };
}

export async function nasSecrets(ctx: Context, { nasIds }: Input<'nasSecrets'>) {
  const rows = await ctx.db
    .select({ id: nas.id, sealed: nas.sharedSecret })
    .from(nas)
    .where(nasIds ? inArray(nas.id, nasIds) : undefined);
  return { items: rows.map(({ id, sealed }) => ({ id, sharedSecret: ctx.secrets.open(ctx.tenant.id, sealed) })) };
}
