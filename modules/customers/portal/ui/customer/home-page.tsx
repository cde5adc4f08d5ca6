import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Notices } from '#modules/support/notices/ui/customer/notices-part.tsx';
import { usePortalFormat } from '#ui/portal/format.ts';
import { ActionLink, Facts, Loaded, Panel } from '#ui/portal/parts.tsx';
import { PortalLink } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { type Home, portalApi, useHome } from './portal-api.ts';

export default function HomePage() {
  const say = useWords();
  const home = useHome();
  return (
    <Loaded query={home}>
      {(data) => (
        <>
          <h1 className="p-hidden">{say('nav.home')}</h1>
          {data.services
            .filter(({ status }) => status === 'suspended')
            .map(({ id, statusReason }) => (
              <Panel key={id} tone="bad">
                {say('home.suspended', { reason: statusReason ?? '' })}
              </Panel>
            ))}
          <Notices />
          <Connection home={data} />
          <Balance home={data} />
          <Panel title={say('home.trouble')}>
            <p className="p-quiet">{say('home.troubleText')}</p>
            {data.openTickets > 0 && (
              <PortalLink to="/customer-portal/support">{say('home.tickets', { count: data.openTickets })}</PortalLink>
            )}
            <ActionLink to="/customer-portal/support/check">{say('check.start')}</ActionLink>
            <ActionLink to="/customer-portal/support/new">{say('home.ask')}</ActionLink>
          </Panel>
        </>
      )}
    </Loaded>
  );
}

function Connection({ home }: { home: Home }) {
  const say = useWords();
  const format = usePortalFormat();
  const { connection } = home;
  const state = connection ? (connection.online ? 'home.online' : 'home.offline') : 'home.never';
  const [service] = home.services;
  return (
    <Panel>
      <div className="p-state" role="status">
        <i className={connection?.online ? 'on' : ''} />
        {say(state)}
      </div>
      {connection && <p className="p-quiet">{say('home.since', { when: format.moment(connection.since) })}</p>}
      {connection?.online && (
        <div className="p-row">
          <span>
            <span className="p-big">{format.bps(connection.downloadBps)}</span>{' '}
            <span className="p-quiet">{say('home.down')}</span>
          </span>
          <span>
            <span className="p-big">{format.bps(connection.uploadBps)}</span>{' '}
            <span className="p-quiet">{say('home.up')}</span>
          </span>
        </div>
      )}
      <MonthUsage />
      {service && (
        <Facts
          rows={[
            [
              service.planName,
              <PortalLink key="service" to="/customer-portal/service">
                {format.bps(service.downloadKbps * 1000)} / {format.bps(service.uploadKbps * 1000)}
              </PortalLink>,
            ],
          ]}
        />
      )}
    </Panel>
  );
}

const hourMs = 3_600_000;
/** Traffic since the first of the month. */
function MonthUsage() {
  const say = useWords();
  const format = usePortalFormat();
  // Fixed to the hour, or each render would ask for another span.
  const [to] = useState(() => Math.ceil(Date.now() / hourMs) * hourMs);
  const first = new Date(to - 1);
  const from = new Date(first.getFullYear(), first.getMonth(), 1);
  const usage = useQuery(
    portalApi.usage.queryOptions({
      input: { from: from.toISOString(), to: new Date(to).toISOString(), bucket: 'day' },
    }),
  );
  const total = usage.data?.items.reduce((sum, point) => sum + point.downloadBytes + point.uploadBytes, 0);
  if (total === undefined) return null;
  return (
    <p>
      <PortalLink to="/customer-portal/usage">{format.bytes(total)}</PortalLink>{' '}
      <span className="p-quiet">{say('home.month')}</span>
    </p>
  );
}

function Balance({ home }: { home: Home }) {
  const say = useWords();
  const format = usePortalFormat();
  if (home.owedMinor === 0 || !home.dueDate) return <Panel>{say('home.nothingOwed')}</Panel>;
  return (
    <Panel {...(home.overdue ? { tone: 'warn' as const } : {})}>
      <p className="p-quiet">{say(home.overdue ? 'home.overdue' : 'home.owed', { date: format.day(home.dueDate) })}</p>
      <div className="p-big">{format.money(home.owedMinor, home.currency)}</div>
      <ActionLink to="/customer-portal/billing" primary>
        {say('home.howToPay')}
      </ActionLink>
    </Panel>
  );
}
