import { useState } from 'react';
import { leaveVisit } from '#ui/session/visit.ts';
import { usePortalFormat } from './format.ts';
import { Action } from './parts.tsx';
import { usePortalSession } from './session.ts';
import { useWords } from './words.ts';

/** Stands over every page for as long as a colleague of the provider looks at the portal in the subscriber's place. */
export function PortalVisit() {
  const say = useWords();
  const { short } = usePortalFormat();
  const { data, refetch } = usePortalSession();
  const [ending, setEnding] = useState(false);
  const visit = data?.visit;
  if (!visit) return null;
  const end = async () => {
    setEnding(true);
    // It may have ended by itself: then too there is nothing left to see.
    await leaveVisit('customer').catch(() => {});
    await refetch();
  };
  const who = say('visit.who', { name: visit.by, who: visit.onBehalfOf ?? '' });
  return (
    <aside className="p-visit" aria-label={who}>
      <p>
        <b>{who}</b> {say(visit.readOnly ? 'visit.looks' : 'visit.acts')}{' '}
        {say('visit.until', { time: short(visit.until, true) })}
      </p>
      <Action busy={ending} onClick={() => void end()}>
        {say('visit.end')}
      </Action>
    </aside>
  );
}
