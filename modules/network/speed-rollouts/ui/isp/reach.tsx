import { useQuery } from '@tanstack/react-query';
import { vendorNames } from '#modules/network/radius/rules.ts';
import { Callout } from '#ui/base/callout.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { Duration, NumberText } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { rolloutApi } from './rollout-drawer.tsx';

export interface ReachProps {
  planId?: string;
  bandwidthProfileId?: string;
}

const shownNases = 6;

/** Whom a new speed would touch, before it is saved. */
export function Reach(of: ReachProps) {
  const query = useQuery(rolloutApi.preview.queryOptions({ input: of, staleTime: 5000 }));
  if (query.isError) return <Callout tone="bad" title={toProblem(query.error).message} />;
  if (!query.data) return <Skeleton.Lines count={3} />;
  const { plans, subscriptions, liveSessions, nases, seconds } = query.data;
  if (subscriptions === 0) return <p className="text-ink-2">Nobody has this speed yet, so no session changes.</p>;
  return (
    <div className="flex flex-col gap-2">
      <p>
        <strong>
          <NumberText value={subscriptions} /> {subscriptions === 1 ? 'subscription' : 'subscriptions'}
        </strong>{' '}
        {of.bandwidthProfileId && plans.length > 0 && <>on {plans.map(({ name }) => name).join(', ')} </>}
        get the new speed;{' '}
        <strong>
          <NumberText value={liveSessions} /> {liveSessions === 1 ? 'live session' : 'live sessions'}
        </strong>{' '}
        {liveSessions === 1 ? 'is' : 'are'} told now, without a reconnect where the router allows it
        {liveSessions > 0 && seconds > 1 && (
          <>
            , in about <Duration seconds={seconds} />
          </>
        )}
        .
      </p>
      {nases.length > 0 && (
        <ul className="text-sm text-ink-3">
          {nases.slice(0, shownNases).map(({ nasId, name, vendor, sessions }) => (
            <li key={nasId}>
              {name} ({vendorNames[vendor]}): <NumberText value={sessions} />
            </li>
          ))}
          {nases.length > shownNases && <li>and {nases.length - shownNases} more</li>}
        </ul>
      )}
    </div>
  );
}

/** Who has a speed now: logins, and those on line. */
export function Users(of: ReachProps) {
  const query = useQuery(rolloutApi.preview.queryOptions({ input: of, staleTime: 5000 }));
  if (query.isError) return <Callout tone="bad" title={toProblem(query.error).message} />;
  if (!query.data) return <Skeleton.Lines count={1} />;
  const { logins, liveSessions } = query.data;
  return (
    <p>
      <NumberText value={logins} /> {logins === 1 ? 'login' : 'logins'}, <NumberText value={liveSessions} /> on line
    </p>
  );
}
