import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Loaded, Panel, Title } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { DataPart, SessionsPart } from './data-part.tsx';
import { portalApi } from './portal-api.ts';

const hourMs = 3_600_000;
const spans = { day: { hours: 24, bucket: 'hour' }, month: { hours: 30 * 24, bucket: 'day' } } as const;

interface Point {
  at: string;
  downloadBytes: number;
  uploadBytes: number;
}

/** Every hour or day of the span, those without traffic too, so that a bar stands where its time is. */
function filled(points: readonly Point[], from: number, to: number, stepMs: number): Point[] {
  const all: Point[] = [];
  for (let at = from; at < to; at += stepMs) {
    const here = points.filter((point) => Date.parse(point.at) >= at && Date.parse(point.at) < at + stepMs);
    all.push({
      at: new Date(at).toISOString(),
      downloadBytes: here.reduce((sum, point) => sum + point.downloadBytes, 0),
      uploadBytes: here.reduce((sum, point) => sum + point.uploadBytes, 0),
    });
  }
  return all;
}

export default function UsagePage() {
  const say = useWords();
  const [span, setSpan] = useState<keyof typeof spans>('month');
  const [to] = useState(() => Math.ceil(Date.now() / hourMs) * hourMs);
  const { hours, bucket } = spans[span];
  const from = to - hours * hourMs;
  const usage = useQuery(
    portalApi.usage.queryOptions({
      input: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), bucket },
    }),
  );
  return (
    <>
      <Title>{say('usage.title')}</Title>
      <Panel>
        <div className="p-segments">
          {(['day', 'month'] as const).map((which) => (
            <button key={which} type="button" aria-pressed={span === which} onClick={() => setSpan(which)}>
              {say(`usage.${which}`)}
            </button>
          ))}
        </div>
        <Loaded query={usage}>
          {({ items }) => (
            <Bars points={filled(items, from, to, span === 'day' ? hourMs : 24 * hourMs)} hourly={span === 'day'} />
          )}
        </Loaded>
      </Panel>
      <DataPart />
      <SessionsPart />
    </>
  );
}

function Bars({ points, hourly }: { points: readonly Point[]; hourly: boolean }) {
  const say = useWords();
  const format = usePortalFormat();
  const sum = (read: (point: Point) => number) => points.reduce((total, point) => total + read(point), 0);
  const [down, up] = [sum((p) => p.downloadBytes), sum((p) => p.uploadBytes)];
  if (down + up === 0) return <p className="p-quiet">{say('usage.none')}</p>;
  const most = Math.max(...points.map((p) => p.downloadBytes + p.uploadBytes));
  const total = say('usage.total', { down: format.bytes(down), up: format.bytes(up) });
  const share = (bytes: number) => `${(bytes / most) * 100}%`;
  return (
    <>
      <p className="p-big">{format.bytes(down + up)}</p>
      <p className="p-quiet">{total}</p>
      <div className="p-bars" role="img" aria-label={total}>
        {points.map((p) => (
          <span key={p.at} title={`${format.short(p.at, hourly)}: ${format.bytes(p.downloadBytes + p.uploadBytes)}`}>
            <i style={{ height: share(p.uploadBytes) }} />
            <i style={{ height: share(p.downloadBytes) }} />
          </span>
        ))}
      </div>
      <div className="p-axis" aria-hidden>
        <span>{format.short(points[0]?.at ?? '', hourly)}</span>
        <span>{format.short(points.at(-1)?.at ?? '', hourly)}</span>
      </div>
    </>
  );
}
