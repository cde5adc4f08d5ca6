import type { View } from '#kernel/contract/fields.ts';
import { deviceOf } from '#kernel/identity/device.ts';
import { DeviceName, factorWords, Whereabouts } from '#modules/identity/sign-ins/ui/sign-in-values.tsx';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import type { Session } from '../contract.ts';

export type SessionView = View<typeof Session, 'isp'>;
/** A session of one's own, which needs no name. */
export type OwnSession = Omit<SessionView, 'memberName' | 'email'>;

export interface SessionListProps<S> {
  sessions: readonly S[];
  /** Whose a session is, where they are not one's own. */
  who?: (session: S) => { name: string; email: string };
  reason?: string | undefined;
  onEnd: (session: S) => void;
}

export function SessionList<S extends OwnSession>({ sessions, who, reason, onEnd }: SessionListProps<S>) {
  const columns: SimpleColumn<S>[] = [
    ...(who
      ? [
          {
            id: 'who',
            header: 'Who',
            cell: (s: S) => (
              <span className="flex flex-col py-1 leading-tight">
                <span className="font-medium">{who(s).name}</span>
                <span className="text-sm text-ink-3">{who(s).email}</span>
              </span>
            ),
          },
        ]
      : []),
    { id: 'device', header: 'Device', cell: (s) => <DeviceName userAgent={s.userAgent} /> },
    { id: 'address', header: 'From', cell: (s) => <Whereabouts ipAddress={s.ipAddress} place={s.place} /> },
    { id: 'factor', header: 'By', cell: (s) => factorWords[s.factor] },
    { id: 'since', header: 'Signed in', cell: (s) => <RelativeTime at={s.createdAt} /> },
    { id: 'used', header: 'Last used', cell: (s) => <RelativeTime at={s.lastUsedAt} /> },
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
            aria-label={who ? `End the session of ${who(s).name}` : `End the session on ${deviceOf(s.userAgent).name}`}
            onClick={() => onEnd(s)}
          >
            End
          </Button>
        ),
    },
  ];
  return <SimpleTable label="Sessions" rows={sessions} columns={columns} getId={(s) => s.id} />;
}
