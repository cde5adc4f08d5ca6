import { Ellipsis, Unplug } from 'lucide-react';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { IconButton } from '#ui/base/button.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { whyNotDisconnect } from '../../rules.ts';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import type { SessionView } from './radius-values.tsx';

const AskContext = createContext<((session: SessionView) => void) | null>(null);

/** Holds the disconnect dialog of everything inside it: a click in a dialog is no click on a row. */
export function SessionActions({ children }: { children: ReactNode }) {
  const [session, setSession] = useState<SessionView | null>(null);
  const [open, setOpen] = useState(false);
  const ask = useCallback((chosen: SessionView) => {
    setSession(chosen);
    setOpen(true);
  }, []);
  return (
    <AskContext.Provider value={ask}>
      {children}
      {session && <DisconnectDialog session={session} open={open} onOpenChange={setOpen} />}
    </AskContext.Provider>
  );
}

/** Asks to disconnect a session, or says why it cannot be. */
export function useDisconnect(): {
  ask: (session: SessionView) => void;
  why: (session: SessionView) => string | undefined;
} {
  const manage = useCan('network.radius-session:manage');
  const ask = useContext(AskContext);
  if (!ask) throw new Error('useDisconnect needs a SessionActions around it');
  return { ask, why: (session) => manage.reason ?? whyNotDisconnect(session) ?? undefined };
}

export function SessionMenu({ session }: { session: SessionView }) {
  const { ask, why } = useDisconnect();
  const label = `Actions for ${session.username}`;
  return (
    <Menu
      label={label}
      trigger={
        <IconButton label={label} size="sm">
          <Ellipsis />
        </IconButton>
      }
      groups={[
        [{ label: 'Disconnect', icon: <Unplug />, danger: true, reason: why(session), onSelect: () => ask(session) }],
      ]}
    />
  );
}
