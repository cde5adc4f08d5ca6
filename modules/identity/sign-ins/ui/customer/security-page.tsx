import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { deviceOf } from '#kernel/identity/device.ts';
import { Action, Loaded, Panel, Tag, Title } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { type SubscriberSecurity, signIns } from '../../contract.ts';
import { EmailPanel } from './email-panel.tsx';
import { PasskeysPanel } from './passkeys-panel.tsx';
import { useWhen } from './when.ts';

const api = clientFor(signIns, 'customer');
type Security = View<typeof SubscriberSecurity, 'customer'>;

export default function SecurityPage() {
  const say = useWords();
  const client = useQueryClient();
  const security = useQuery(api.portalSecurity.queryOptions({ input: {} }));
  const refresh = () => client.invalidateQueries({ queryKey: api.portalSecurity.key() });
  return (
    <>
      <Title back="/customer-portal/settings">{say('security.title')}</Title>
      <Loaded query={security}>
        {(data) => (
          <>
            <PasskeysPanel passkeys={data.passkeys} onChange={refresh} />
            <EmailPanel awaited={data.awaitedEmail} onChange={refresh} />
            <Sessions sessions={data.sessions} onChange={refresh} />
            <Devices devices={data.devices} onChange={refresh} />
          </>
        )}
      </Loaded>
    </>
  );
}

const Row = ({ name, note, children }: { name: string; note: string; children: ReactNode }) => (
  <li>
    <span>
      <strong>{name}</strong>
      <br />
      <span className="p-quiet">{note}</span>
    </span>
    {children}
  </li>
);
const Problem = ({ of }: { of: unknown }) =>
  of ? (
    <p role="alert" className="p-problem">
      {toProblem(of).message}
    </p>
  ) : null;

function Sessions({ sessions, onChange }: { sessions: Security['sessions']; onChange: () => Promise<void> }) {
  const say = useWords();
  const when = useWhen();
  const end = useMutation(api.endSession.mutationOptions({ onSuccess: onChange }));
  const endOthers = useMutation(api.endOtherSessions.mutationOptions({ onSuccess: onChange }));
  return (
    <Panel title={say('security.sessions')}>
      <ul className="p-acts">
        {sessions.map((s) => (
          <Row
            key={s.id}
            name={deviceOf(s.userAgent).name}
            note={[s.ipAddress, when(s.lastUsedAt)].filter(Boolean).join(' · ')}
          >
            {s.current ? (
              <Tag tone="ok">{say('security.here')}</Tag>
            ) : (
              <Action busy={end.isPending} onClick={() => end.mutate({ id: s.id })}>
                {say('security.end')}
              </Action>
            )}
          </Row>
        ))}
      </ul>
      <Problem of={end.error ?? endOthers.error} />
      {sessions.length > 1 && (
        <Action busy={endOthers.isPending} onClick={() => endOthers.mutate({})}>
          {say('security.endOthers')}
        </Action>
      )}
    </Panel>
  );
}

function Devices({ devices, onChange }: { devices: Security['devices']; onChange: () => Promise<void> }) {
  const say = useWords();
  const when = useWhen();
  const forget = useMutation(api.forgetDevice.mutationOptions({ onSuccess: onChange }));
  return (
    <Panel title={say('security.devices')}>
      <p className="p-quiet">{say('security.devicesText')}</p>
      <ul className="p-acts">
        {devices.map((d) => (
          <Row
            key={d.id}
            name={deviceOf(d.userAgent).name}
            note={[d.ipAddress, when(d.lastAt)].filter(Boolean).join(' · ')}
          >
            <Action busy={forget.isPending} onClick={() => forget.mutate({ id: d.id })}>
              {say('security.forget')}
            </Action>
          </Row>
        ))}
      </ul>
      <Problem of={forget.error} />
    </Panel>
  );
}
