import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { MailChoicesPart } from '#modules/communications/mail/ui/customer/choices-part.tsx';
import { customers } from '#modules/customers/customers/contract.ts';
import { Action, ActionLink, Facts, Labelled, Loaded, Panel, Title } from '#ui/portal/parts.tsx';
import { goTo } from '#ui/portal/router.tsx';
import { changePortalPassword, portalSignOut } from '#ui/portal/session.ts';
import { type PortalLanguage, portalLanguages, speak, usePortalLanguage, useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';

const customersApi = clientFor(customers, 'customer');

export default function SettingsPage() {
  const say = useWords();
  const language = usePortalLanguage();
  const client = useQueryClient();
  const me = useQuery(customersApi.me.queryOptions({ input: {} }));
  const leave = async () => {
    await portalSignOut();
    goTo('/customer-portal', { replace: true });
    client.clear();
  };
  return (
    <>
      <Title>{say('me.title')}</Title>
      <Loaded query={me}>
        {(data) => (
          <Panel title={data.name}>
            <Facts
              rows={[
                [say('me.number'), data.number],
                [say('me.email'), data.email],
                [say('me.phone'), data.phone],
                [
                  say('me.address'),
                  [
                    data.serviceAddress.line1,
                    `${data.serviceAddress.postcode} ${data.serviceAddress.city}`.trim(),
                  ].join(', '),
                ],
              ]}
            />
            <ActionLink to="/customer-portal/support/new">{say('me.wrong')}</ActionLink>
          </Panel>
        )}
      </Loaded>
      <Panel>
        <Labelled label={say('me.language')}>
          {(id) => (
            <select
              id={id}
              value={language}
              onChange={(event) => void speak(event.target.value as PortalLanguage, true)}
            >
              {portalLanguages.map(({ id: value, name }) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Labelled>
      </Panel>
      <MailChoicesPart />
      <ActionLink to="/customer-portal/security">{say('security.title')}</ActionLink>
      <Password />
      <Action onClick={leave}>{say('me.signOut')}</Action>
    </>
  );
}

function Password() {
  const say = useWords();
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [problem, setProblem] = useState('');
  const change = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const entered = new FormData(form);
    setState('busy');
    setProblem('');
    try {
      await changePortalPassword(String(entered.get('current')), String(entered.get('next')));
      form.reset();
      setState('done');
    } catch (error) {
      setProblem(toProblem(error).message);
      setState('idle');
    }
  };
  return (
    <Panel title={say('me.password')}>
      <form onSubmit={change}>
        <Labelled label={say('me.current')}>
          {(id) => <input id={id} name="current" type="password" required autoComplete="current-password" />}
        </Labelled>
        <Labelled label={say('me.next')}>
          {(id) => <input id={id} name="next" type="password" required minLength={12} autoComplete="new-password" />}
        </Labelled>
        {problem && (
          <p role="alert" className="p-problem">
            {problem}
          </p>
        )}
        {state === 'done' && <p role="status">{say('me.changed')}</p>}
        <Action type="submit" busy={state === 'busy'}>
          {say('me.password')}
        </Action>
      </form>
    </Panel>
  );
}
