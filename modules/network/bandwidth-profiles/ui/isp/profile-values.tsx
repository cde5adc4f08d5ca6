import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatBps } from '#ui/format/quantity.ts';
import { type BandwidthProfile, bandwidthProfiles } from '../../contract.ts';

export type ProfileView = View<typeof BandwidthProfile, 'isp'>;
export const profileApi = clientFor(bandwidthProfiles, 'isp');

export const None = () => <span className="text-ink-3">—</span>;

/** Download and upload as people compare them. */
export function SpeedPair({ download, upload }: { download: number; upload: number }) {
  const { locale } = useFormat();
  return (
    <span className="num" title="Download and upload">
      {formatBps(download * 1000, locale)} <span className="text-ink-3">/</span> {formatBps(upload * 1000, locale)}
    </span>
  );
}

export function Burst({ profile: p }: { profile: ProfileView }) {
  if (p.burstDownloadKbps === null || p.burstUploadKbps === null) return <None />;
  return (
    <>
      <SpeedPair download={p.burstDownloadKbps} upload={p.burstUploadKbps} />
      {p.burstSeconds !== null && <span className="text-ink-3"> over {p.burstSeconds} s</span>}
    </>
  );
}
