import { useEffect, useState } from 'react';
import { Callout } from '#ui/base/callout.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { BareFrame } from '#ui/session/bare-frame.tsx';
import { enterVisit, type VisitDoor } from '#ui/session/visit.ts';

const homes: Record<VisitDoor, string> = { isp: '/dashboard', customer: '/customer-portal' };

/** What stands behind the `#` never reaches a server's log: the door, and the token that works once. */
function linkIn(hash: string): { door: VisitDoor; token: string } | null {
  const [, door, token] = /^#(isp|customer)\.(.+)$/.exec(hash) ?? [];
  return token && (door === 'isp' || door === 'customer') ? { door, token } : null;
}

// Followed once, though React may begin an effect twice.
let followed: Promise<void> | undefined;

export default function EnterPage() {
  const [link] = useState(() => linkIn(window.location.hash));
  const [problem, setProblem] = useState(link ? '' : 'This link is not whole; make a new one.');
  useEffect(() => {
    if (!link) return;
    window.history.replaceState(null, '', '/enter');
    followed ??= enterVisit(link.door, link.token);
    followed.then(
      // A fresh start: what another person had on screen or in a cache is not theirs.
      () => window.location.replace(homes[link.door]),
      (error) => setProblem(toProblem(error).message),
    );
  }, [link]);
  return (
    <BareFrame name="DotMac" title={problem ? 'Not entered' : 'Entering'} lead={problem ? undefined : 'One moment.'}>
      {problem ? <Callout tone="bad" title={problem} /> : <Skeleton.Lines />}
    </BareFrame>
  );
}
