import { useQuery } from '@tanstack/react-query';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Loaded, Panel } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { portalApi } from './portal-api.ts';

type Data = Awaited<ReturnType<typeof portalApi.data.call>>['items'][number];

/** How much of the plan's data is used, and whether it lasts. */
export function DataPart() {
  const { data } = useQuery(portalApi.data.queryOptions({ input: {} }));
  return (
    <>
      {(data?.items ?? []).map((line) => (
        <OfPlan key={line.subscriptionId} line={line} />
      ))}
    </>
  );
}

function OfPlan({ line }: { line: Data }) {
  const say = useWords();
  const format = usePortalFormat();
  const { capBytes, usedBytes, state, policy, throttledKbps, reachedOn, periodEnd } = line;
  const used = format.bytes(usedBytes);
  if (capBytes === null)
    return (
      <Panel title={line.planName}>
        <p>{say('data.unlimited', { used, date: format.day(periodEnd) })}</p>
      </Panel>
    );
  const share = Math.min(1, usedBytes / capBytes);
  const text = say('data.used', { used, cap: format.bytes(capBytes) });
  const speed = throttledKbps === null ? '' : format.bps(throttledKbps * 1000);
  const tone = state !== 'within' ? 'bad' : reachedOn ? 'warn' : undefined;
  return (
    <Panel title={line.planName} {...(tone ? { tone } : {})}>
      <p>{text}</p>
      <div className="p-meter" role="img" aria-label={text}>
        <i className="p-meter-fill" style={{ width: `${share * 100}%` }} />
      </div>
      <p>
        {state === 'throttled'
          ? say('check.throttled', { speed })
          : state === 'blocked'
            ? say('check.blocked')
            : reachedOn
              ? say('data.reached', { date: format.day(reachedOn) })
              : say('data.lasts')}{' '}
        {state === 'within' && say(`data.${policy}`, { speed })}
      </p>
      <p className="p-quiet">{say('data.renews', { date: format.day(periodEnd) })}</p>
    </Panel>
  );
}

/** When the line was up, and what went over it. */
export function SessionsPart() {
  const say = useWords();
  const format = usePortalFormat();
  const sessions = useQuery(portalApi.sessions.queryOptions({ input: {} }));
  return (
    <Loaded query={sessions}>
      {({ items }) => (
        <Panel title={say('data.sessions')}>
          {items.length === 0 && <p className="p-quiet">{say('home.never')}</p>}
          <ul>
            {items.map((session) => (
              <li key={session.id} className="p-item">
                <span>
                  {format.moment(session.startedAt)}
                  <small>
                    {session.stoppedAt
                      ? say('data.to', { when: format.moment(session.stoppedAt) })
                      : say('home.online')}
                    {session.ipAddress && ` · ${session.ipAddress}`}
                  </small>
                </span>
                <span className="p-end">{format.bytes(session.downloadBytes + session.uploadBytes)}</span>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </Loaded>
  );
}
