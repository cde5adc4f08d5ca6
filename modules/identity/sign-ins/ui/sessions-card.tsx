import { useState } from 'react';
import { type OwnSession, SessionList } from '#modules/identity/staff/ui/session-list.tsx';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { useOwnActions, useOwnSecurity } from './own-security.ts';

export function OwnSessionsCard({ className }: { className?: string }) {
  const security = useOwnSecurity();
  const { endSession, endOthers } = useOwnActions();
  const [ending, setEnding] = useState<OwnSession | 'others' | null>(null);
  const others = ending === 'others';
  return (
    <QueryCard
      title="My sessions"
      query={security}
      {...(className ? { className } : {})}
      aside={({ sessions }) => (
        <Button
          size="sm"
          reason={sessions.length > 1 ? undefined : 'You are signed in here only.'}
          onClick={() => setEnding('others')}
        >
          End all others
        </Button>
      )}
    >
      {({ sessions }) => (
        <>
          <SessionList sessions={sessions} onEnd={setEnding} />
          <ConfirmDialog
            open={ending !== null}
            onOpenChange={(open) => !open && setEnding(null)}
            title={others ? 'End all your other sessions?' : 'End this session?'}
            confirmLabel={others ? 'End them' : 'End session'}
            onConfirm={() => (ending === 'others' ? endOthers() : endSession(ending?.id ?? ''))}
          >
            If you do not recognise {others ? 'one' : 'it'}, change your password too.
          </ConfirmDialog>
        </>
      )}
    </QueryCard>
  );
}
