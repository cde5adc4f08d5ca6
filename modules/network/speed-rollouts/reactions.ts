import type { AnyCtx } from '#kernel/context.ts';
import { durable } from '#kernel/durable.ts';
import { on } from '#kernel/module.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { bandwidthProfiles } from '#modules/network/bandwidth-profiles/contract.ts';
import { speedRollouts } from './contract.ts';
import { applySpeed } from './workflows.ts';

const planName = async (ctx: AnyCtx, id: string) => (await ctx.call(internetPlans, 'get', { id })).name;
const profileName = async (ctx: AnyCtx, id: string) => (await ctx.call(bandwidthProfiles, 'get', { id })).name;

export const reactions = [
  on(internetPlans, 'plan.updated', 'speed-rollouts.begin-for-plan', async (ctx, { planId, rolloutId }) => {
    if (rolloutId === null) return;
    await ctx.call(speedRollouts, 'begin', {
      id: rolloutId,
      title: `Apply the speed of ${await planName(ctx, planId)}`,
      cause: 'plan',
      causeId: planId,
      planIds: [planId],
    });
  }),

  on(
    bandwidthProfiles,
    'bandwidth-profile.rollout-requested',
    'speed-rollouts.begin-for-profile',
    async (ctx, { bandwidthProfileId, rolloutId, force }) => {
      const { items } = await ctx.call(internetPlans, 'followProfile', { profileId: bandwidthProfileId });
      if (items.length === 0) return;
      await ctx.call(speedRollouts, 'begin', {
        id: rolloutId,
        title: `Apply the bandwidth profile ${await profileName(ctx, bandwidthProfileId)}`,
        cause: 'profile',
        causeId: bandwidthProfileId,
        planIds: items.map(({ id }) => id),
        force,
      });
    },
  ),

  on(speedRollouts, 'speed-rollout.requested', 'speed-rollouts.run', async (ctx, { rolloutId }) => {
    await durable().start(applySpeed, rolloutId, {
      tenantId: ctx.tenant.id,
      rolloutId,
      atMs: ctx.now.epochMilliseconds,
    });
  }),
];
