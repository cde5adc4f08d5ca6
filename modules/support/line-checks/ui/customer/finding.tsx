import { usePortalFormat } from '#ui/portal/format.ts';
import { useWords, type WordKey } from '#ui/portal/words.ts';
import type { Check } from './checks-api.ts';

const marks = { ok: '✓', info: 'i', warn: '!', bad: '✕' } as const;
const causes: Record<string, WordKey> = {
  'User-Request': 'check.cause.user',
  'Lost-Carrier': 'check.cause.carrier',
  'Lost-Service': 'check.cause.carrier',
  'Idle-Timeout': 'check.cause.idle',
  'Session-Timeout': 'check.cause.timeout',
  'Admin-Reset': 'check.cause.us',
  'Admin-Reboot': 'check.cause.us',
  'NAS-Reboot': 'check.cause.us',
  'NAS-Error': 'check.cause.us',
  'Port-Error': 'check.cause.carrier',
};
const refusals: Record<string, WordKey> = {
  password: 'check.refused.password',
  line: 'check.refused.line',
  device: 'check.refused.device',
  elsewhere: 'check.refused.elsewhere',
  closed: 'check.refused.closed',
};

/** One thing that was looked at, in the subscriber's words. */
export function FindingLine({ finding: { code, tone, values } }: { finding: Check['findings'][number] }) {
  const say = useWords();
  const format = usePortalFormat();
  const moment = (key: string) => (values[key] ? format.moment(values[key]) : '');
  const cause = values['cause'] ? causes[values['cause']] : undefined;
  const more =
    code === 'refused'
      ? say(refusals[values['kind'] ?? ''] ?? 'check.refused.other')
      : cause
        ? say(cause)
        : code === 'outage' && values['until']
          ? say('notice.until', { when: moment('until') })
          : '';
  return (
    <li className="p-found">
      <i className={`p-mark p-tag-${tone}`} aria-hidden>
        {marks[tone]}
      </i>
      <span>
        {say(`check.${code}`, {
          when: moment('since') || moment('at'),
          title: values['title'] ?? '',
          times: values['times'] ?? '',
          percent: values['percent'] ?? '',
          speed: values['kbps'] ? format.bps(Number(values['kbps']) * 1000) : '',
        })}
        {more && <small>{more}</small>}
      </span>
    </li>
  );
}
