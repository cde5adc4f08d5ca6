import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Panel, Tag } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { notices } from '../../contract.ts';

const api = clientFor(notices, 'customer');
export type MyNotice = Awaited<ReturnType<typeof api.mine.call>>['items'][number];
/** What concerns this subscriber; asked again every half minute. */
export const useNotices = () => useQuery({ ...api.mine.queryOptions({ input: {} }), refetchInterval: 30_000 });

/** Outages and planned work, with the latest word on each. */
export function Notices() {
  const { data } = useNotices();
  return (
    <>
      {(data?.items ?? []).map((notice) => (
        <NoticePanel key={notice.id} notice={notice} />
      ))}
    </>
  );
}

function NoticePanel({ notice }: { notice: MyNotice }) {
  const say = useWords();
  const format = usePortalFormat();
  const { kind, state, startsAt, endsAt, resolvedAt, updates, text } = notice;
  const [latest] = updates;
  const when =
    state === 'over'
      ? say('notice.over', { when: format.moment(resolvedAt ?? startsAt) })
      : state === 'coming'
        ? say('notice.between', { from: format.moment(startsAt), to: endsAt ? format.moment(endsAt) : '…' })
        : endsAt
          ? say('notice.until', { when: format.moment(endsAt) })
          : say('notice.since', { when: format.moment(startsAt) });
  const tone = state === 'over' ? 'ok' : kind === 'outage' ? 'bad' : state === 'current' ? 'warn' : 'info';
  return (
    <Panel {...(tone === 'bad' || tone === 'warn' ? { tone } : {})} title={notice.title}>
      <p>
        <Tag tone={tone}>{say(state === 'over' ? 'notice.mended' : `notice.${kind}`)}</Tag>{' '}
        <span className="p-quiet">{when}</span>
      </p>
      {text && <p className="p-lines">{text}</p>}
      {latest && (
        <p className="p-lines">
          <b>{format.moment(latest.at)}:</b> {latest.text}
        </p>
      )}
    </Panel>
  );
}
