import type { UseQueryResult } from '@tanstack/react-query';
import type { View } from '#kernel/contract/fields.ts';
import { StatCard } from '#ui/base/stat-card.tsx';
import { Bytes, Duration, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import type { EventState, Machine } from '../../contract.ts';

interface MachineCardsProps {
  machine: UseQueryResult<View<typeof Machine, 'platform'>>;
  events: UseQueryResult<View<typeof EventState, 'platform'>>;
}

/** Seconds between what happened last and what reactions have seen. */
const lagSeconds = (newest: string | null, relayed: string | null, waiting: number) =>
  waiting === 0 || !newest || !relayed ? 0 : Math.max(0, (Date.parse(newest) - Date.parse(relayed)) / 1000);

export function MachineCards({ machine, events }: MachineCardsProps) {
  const { data: m } = machine;
  const { data: e } = events;
  const problem = machine.isError && !m ? toProblem(machine.error).message : undefined;
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-6">
      <StatCard
        label="Version"
        value={m?.version}
        problem={problem}
        source={m && `Node ${m.nodeVersion.replace(/^v/, '')}`}
      />
      <StatCard
        label="PostgreSQL"
        value={m?.databaseVersion.split(' ')[0]}
        problem={problem}
        source={
          m && (
            <>
              Up since <RelativeTime at={m.databaseStartedAt} />
            </>
          )
        }
      />
      <StatCard
        label="Database"
        value={m && <Bytes bytes={m.databaseBytes} binary />}
        problem={problem}
        source={m && `${m.databaseConnections} of ${m.databaseConnectionsMost} connections`}
      />
      <StatCard
        label="Disk free"
        value={m && <Bytes bytes={m.diskFreeBytes} binary />}
        problem={problem}
        source={
          m && (
            <>
              Of <Bytes bytes={m.diskBytes} binary />, data folder
            </>
          )
        }
      />
      <StatCard
        label="Events waiting"
        value={e && <NumberText value={e.waiting} />}
        problem={events.isError && !e ? toProblem(events.error).message : undefined}
        source={
          e && (
            <>
              Behind by <Duration seconds={lagSeconds(e.newestAt, e.relayedAt, e.waiting)} />
            </>
          )
        }
      />
      <StatCard
        label="Mail server"
        value={m && (m.mailConfigured ? 'Set' : 'None')}
        problem={problem}
        source={m && (m.mailConfigured ? 'Mails leave' : 'Mails stay in the outbox')}
      />
    </div>
  );
}
