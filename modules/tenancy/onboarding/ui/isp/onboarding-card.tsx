import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { Card } from '#ui/base/card.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { onboarding } from '../../contract.ts';
import { doneOf, steps } from '../../rules.ts';
import { Checklist } from '../checklist.tsx';

const api = clientFor(onboarding, 'isp');

/** On the dashboard until everything is done once. */
export function OnboardingCard() {
  const { allowed } = useCan('tenancy.general:read');
  const { data } = useQuery({
    ...api.mine.queryOptions({ input: {}, refetchInterval: 30_000 }),
    enabled: allowed,
  });
  if (!data || doneOf(data) === steps.length) return null;
  return (
    <Card title="Getting started" className="mb-4" aside={`${doneOf(data)} of ${steps.length} done`}>
      <Checklist progress={data} links />
    </Card>
  );
}
