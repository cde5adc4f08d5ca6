import type { Burst, SpeedGrant } from './vendor-reply.ts';

/** How a line may burst, and its router's own profile, as rows keep it: null where there is none. */
export interface StoredShaping {
  readonly burstDownloadKbps: number | null;
  readonly burstUploadKbps: number | null;
  readonly burstDownloadThresholdKbps: number | null;
  readonly burstUploadThresholdKbps: number | null;
  readonly burstSeconds: number | null;
  readonly qosProfileName: string | null;
}

/** A stored speed as a grant, which leaves out what is not there. */
export function speedGrant(downloadKbps: number, uploadKbps: number, shaping: StoredShaping | null): SpeedGrant {
  const burst = burstOf(shaping);
  const qosProfileName = shaping?.qosProfileName ?? null;
  return {
    downloadKbps,
    uploadKbps,
    ...(burst ? { burst } : {}),
    ...(qosProfileName === null ? {} : { qosProfileName }),
  };
}

function burstOf(shaping: StoredShaping | null): Burst | undefined {
  if (shaping === null) return undefined;
  const { burstDownloadKbps, burstUploadKbps, burstDownloadThresholdKbps, burstUploadThresholdKbps, burstSeconds } =
    shaping;
  if (burstDownloadKbps === null || burstUploadKbps === null) return undefined;
  return {
    downloadKbps: burstDownloadKbps,
    uploadKbps: burstUploadKbps,
    ...(burstDownloadThresholdKbps === null ? {} : { downloadThresholdKbps: burstDownloadThresholdKbps }),
    ...(burstUploadThresholdKbps === null ? {} : { uploadThresholdKbps: burstUploadThresholdKbps }),
    ...(burstSeconds === null ? {} : { seconds: burstSeconds }),
  };
}
