import { Ellipsis, Gauge, Unplug } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { IconButton } from '#ui/base/button.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { whyNotDisconnect } from '../../rules.ts';
import { ChangeSpeedDialog } from './change-speed-dialog.tsx';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import type { SessionView } from './radius-values.tsx';

type Action = 'disconnect' | 'change-speed';
const AskContext = createContext<((action: Action, session: SessionView) => void) | null>(null);

/** Holds the dialogs of everything inside it: a click in a dialog is no click on a row. */
export function SessionActions({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<SessionView | null>(null);
  const [action, setAction] = useState<Action | null>(null);
  const ask = useCallback((chosen: Action, about: SessionView) => {
    setSession(about);
    setAction(chosen);
  }, []);
  const dialog = (which: Action) => ({
    open: action === which,
    onOpenChange: (open: boolean) => setAction(open ? which : null),
  });
  return (
    <AskContext.Provider value={ask}>
      {children}
      {session && <DisconnectDialog session={session} {...dialog('disconnect')} />}
      {session && <ChangeSpeedDialog session={session} {...dialog('change-speed')} />}
    </AskContext.Provider>
  );
}

/** Asks something of a session's NAS, or says why it cannot be. */
export function useSessionActions(): {
  ask: (action: Action, session: SessionView) => void;
  why: (session: SessionView) => string | undefined;
} {
  const manage = useCan('network.radius-session:manage');
  const ask = useContext(AskContext);
  if (!ask) throw new Error('useSessionActions needs a SessionActions around it');
  return { ask, why: (session) => manage.reason ?? whyNotDisconnect(session) ?? undefined };
}

export function SessionMenu({ session }: { session: SessionView }) {
  const { ask, why } = useSessionActions();
  const label = `Actions for ${session.username}`;
  const reason = why(session);
  return (
    <Menu
      label={label}
      trigger={
        <IconButton label={label} size="sm">
          <Ellipsis />
        </IconButton>
      }
      groups={[
        [{ label: 'Change speed', icon: <Gauge />, reason, onSelect: () => ask('change-speed', session) }],
        [
          {
            label: 'Disconnect',
            icon: <Unplug />,
            danger: true,
            reason,
            onSelect: () => ask('disconnect', session),
          },
        ],
      ]}
    />
  );
}
