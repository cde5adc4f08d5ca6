import type { AnyCtx } from '#kernel/context.ts';
import { AppError } from '#kernel/errors.ts';
import { platformTenantId } from '#kernel/ids.ts';
import { on } from '#kernel/module.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { licensingAccounts } from '#modules/licensing/accounts/contract.ts';
import { licensingSeats } from './contract.ts';

/** Whatever way a colleague came: from a directory, by the first invitation, by hand. */
async function settle(ctx: AnyCtx, { memberId }: { memberId: string }): Promise<void> {
  if (ctx.tenant.id === platformTenantId) return;
  try {
    await ctx.call(licensingSeats, 'settle', { memberId, strict: false });
  } catch (error) {
    // Gone since: a second invitation of the first administrator replaces the first.
    if (!(error instanceof AppError && error.code === 'not_found')) throw error;
  }
}

export const reactions = [
  on(staff, 'member.invited', 'seats.settle-invited', settle),
  on(staff, 'member.changed', 'seats.settle-changed', settle),
  on(licensingAccounts, 'licence.changed', 'seats.settle-all', async (ctx) => {
    await ctx.call(licensingSeats, 'settleAll', {});
  }),
];
