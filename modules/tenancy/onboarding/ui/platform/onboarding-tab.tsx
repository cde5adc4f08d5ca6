import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { Card } from '#ui/base/card.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { onboarding } from '../../contract.ts';
import { doneOf, steps } from '../../rules.ts';
import { Checklist } from '../checklist.tsx';

const api = clientFor(onboarding, 'platform');

export function OnboardingTab({ id }: { id: string }) {
  const query = useQuery(api.ofTenant.queryOptions({ input: { id }, refetchInterval: 30_000 }));
  const { data } = query;
  if (!data)
    return (
      <QueryCard title="Onboarding" query={query}>
        {() => null}
      </QueryCard>
    );
  return (
    <Card title="Onboarding" aside={`${doneOf(data)} of ${steps.length} done`}>
      <Checklist progress={data} links={false} />
    </Card>
  );
}
