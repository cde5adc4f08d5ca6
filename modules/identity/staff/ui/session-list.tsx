import { Laptop, Smartphone, Terminal } from 'lucide-react';
import type { View } from '#kernel/contract/fields.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import type { Session } from '../contract.ts';
import { deviceOf } from './device.ts';

export type SessionView = View<typeof Session, 'isp'>;

const icons = { computer: Laptop, phone: Smartphone, program: Terminal };

function Device({ userAgent }: { userAgent: string | null }) {
  const { kind, name } = deviceOf(userAgent);
  const Icon = icons[kind];
  return (
    <span className="inline-flex items-center gap-2" title={userAgent ?? undefined}>
      <Icon aria-hidden className="size-4 text-ink-3" />
      {name}
    </span>
  );
}

export interface SessionListProps {
  sessions: readonly SessionView[];
  /** Whose they are, where they are not one's own. */
  people?: boolean;
  reason?: string | undefined;
  onEnd: (session: SessionView) => void;
}

export function SessionList({ sessions, people = false, reason, onEnd }: SessionListProps) {
  const columns: SimpleColumn<SessionView>[] = [
    ...(people
      ? [
          {
            id: 'who',
            header: 'Who',
            cell: (s: SessionView) => (
              <span className="flex flex-col py-1 leading-tight">
                <span className="font-medium">{s.memberName}</span>
                <span className="text-sm text-ink-3">{s.email}</span>
              </span>
            ),
          },
        ]
      : []),
    { id: 'device', header: 'Device', cell: (s) => <Device userAgent={s.userAgent} /> },
    { id: 'address', header: 'Address', cell: (s) => (s.ipAddress ? <Mono>{s.ipAddress}</Mono> : '—') },
    { id: 'since', header: 'Signed in', cell: (s) => <RelativeTime at={s.createdAt} /> },
    { id: 'until', header: 'Ends unless used', cell: (s) => <RelativeTime at={s.expiresAt} /> },
    {
      id: 'end',
      header: 'End',
      quiet: true,
      align: 'end',
      cell: (s) =>
        s.current ? (
          <Chip tone="brand">This one</Chip>
        ) : (
          <Button
            size="sm"
            variant="danger"
            reason={reason}
            aria-label={`End the session of ${s.memberName}`}
            onClick={() => onEnd(s)}
          >
            End
          </Button>
        ),
    },
  ];
  return <SimpleTable label="Sessions" rows={sessions} columns={columns} getId={(s) => s.id} />;
}
