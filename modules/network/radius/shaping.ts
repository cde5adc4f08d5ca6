import type { Ctx } from '#kernel/context.ts';
import { bandwidthProfiles } from '#modules/network/bandwidth-profiles/contract.ts';
import type { Shaping } from './resources.ts';

/** How a profile lets a line burst, copied to the login: the AAA engine asks nobody. */
export async function shapingOf(ctx: Pick<Ctx, 'call'>, bandwidthProfileId: string | null): Promise<Shaping | null> {
  if (bandwidthProfileId === null) return null;
  const profile = await ctx.call(bandwidthProfiles, 'get', { id: bandwidthProfileId });
  const { burstDownloadKbps, burstUploadKbps, burstDownloadThresholdKbps, burstUploadThresholdKbps } = profile;
  const { burstSeconds, qosProfileName } = profile;
  return {
    burstDownloadKbps,
    burstUploadKbps,
    burstDownloadThresholdKbps,
    burstUploadThresholdKbps,
    burstSeconds,
    qosProfileName,
  };
}
