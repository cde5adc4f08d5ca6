import { Badge } from '#ui/base/badge.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatDate } from '#ui/format/time.ts';
import { useT } from '#ui/i18n/i18n.ts';
import type { Tone } from '#ui/tone.ts';
import type { LiveState, LiveStatus } from './live-stream.ts';
import { useOverallLive } from './use-live.ts';

const tones: Record<LiveState, Tone> = { live: 'ok', connecting: 'neutral', reconnecting: 'warn', down: 'bad' };

/** Says whether what is shown changes by itself, and since when it does not. */
export function LiveBadge({ status }: { status: LiveStatus }) {
  const t = useT();
  const { locale, timeZone } = useFormat();
  const when = status.lastSeenAt === null ? '—' : formatDate(status.lastSeenAt, 'time', locale, timeZone);
  const tip = {
    live: t('live.liveText'),
    connecting: t('live.connecting'),
    reconnecting: t('live.reconnectingText', { when }),
    down: t('live.downText', { reason: status.reason ?? '', when }),
  }[status.state];
  return (
    <Tooltip tip={tip} side="bottom">
      <button type="button" className="rounded-full">
        <Badge tone={tones[status.state]} pulse={status.state === 'reconnecting'}>
          {t(`live.${status.state}`)}
        </Badge>
      </button>
    </Tooltip>
  );
}

/** For the top bar: speaks for everything the page follows; nothing to say, nothing shown. */
export function OverallLiveBadge() {
  const status = useOverallLive();
  return status && <LiveBadge status={status} />;
}
