import { useHome } from '#modules/customers/portal/ui/customer/portal-api.ts';
import { usePortalFormat } from '#ui/portal/format.ts';
import { ActionLink, Panel } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';

/** What helps most often, with what can be seen of the line from our side. */
export function FirstAid() {
  const say = useWords();
  const format = usePortalFormat();
  const { connection } = useHome().data ?? {};
  return (
    <Panel title={say('help.firstAid')} tone="warn">
      <ol>
        <li>{say('help.firstAid1')}</li>
        <li>{say('help.firstAid2')}</li>
      </ol>
      {connection && (
        <p>
          {say(connection.online ? 'help.firstAidOnline' : 'help.firstAidOffline', {
            when: format.moment(connection.since),
          })}
        </p>
      )}
      <ActionLink to="/customer-portal/support/check">{say('check.start')}</ActionLink>
    </Panel>
  );
}
