import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { Chip } from '#ui/base/badge.tsx';
import { Card, Grid } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { portalApi as api } from '../portal-api.ts';

const NoKeys = () => (
  <EmptyState icon={<KeyRound />} title="No API keys">
    An administrator makes them in the console; here one sees which there are and whether they are used.
  </EmptyState>
);

const options = () => api.integrations.queryOptions({ input: {} });
export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(options());

type Found = Awaited<ReturnType<typeof api.integrations.call>>;
type Key = Found['keys'][number];
const names = { netbox: 'NetBox', mail: 'Mail', 'sign-in': 'Sign-in providers' } as const;
const states = { on: ['ok', 'Connected'], off: ['neutral', 'Not configured'], failing: ['bad', 'Failing'] } as const;
const keyTones = { active: ['ok', 'Active'], expired: ['warn', 'Expired'], revoked: ['neutral', 'Revoked'] } as const;

const columns: SimpleColumn<Key>[] = [
  { id: 'name', header: 'Name', cell: (key) => key.name },
  {
    id: 'state',
    header: 'State',
    cell: (key) => <Chip tone={keyTones[key.state][0]}>{keyTones[key.state][1]}</Chip>,
  },
  { id: 'permissions', header: 'Permissions', align: 'end', cell: (key) => key.permissions },
  {
    id: 'lastUsedAt',
    header: 'Last used',
    cell: (key) => (key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} /> : <span className="text-ink-3">Never</span>),
  },
  {
    id: 'expiresAt',
    header: 'Expires',
    cell: (key) =>
      key.expiresAt ? <DateTime at={key.expiresAt} show="date" /> : <span className="text-ink-3">—</span>,
  },
];

const Elsewhere = ({ to }: { to: string }) => (
  <a href={to} className="text-brand-text hover:underline">
    Open in the console
  </a>
);

export default function IntegrationsPage() {
  const found = useQuery(options());
  const { data } = found;
  return (
    <PageBody>
      <PageHeader
        title="Integrations"
        subtitle="What is connected with your console, and whether it works. Set up by your administrators there."
      />
      {found.isError && !data && <ErrorState error={found.error} onRetry={() => found.refetch()} />}
      {found.isPending && <Skeleton.Lines count={6} />}
      {data && (
        <Grid>
          {data.services.map(({ kind, state, says, link }) => (
            <Card
              key={kind}
              title={names[kind]}
              status={<Chip tone={states[state][0]}>{states[state][1]}</Chip>}
              className="lg:col-span-4"
            >
              <p className="text-ink-2">{says}</p>
              {link && (
                <p className="mt-2 text-sm">
                  <Elsewhere to={link} />
                </p>
              )}
            </Card>
          ))}
          <Card title="API keys" aside={<Elsewhere to={data.keysLink} />} className="lg:col-span-12">
            {data.keys.length === 0 ? (
              <NoKeys />
            ) : (
              <SimpleTable label="API keys" rows={data.keys} columns={columns} getId={(key) => key.id} />
            )}
          </Card>
        </Grid>
      )}
    </PageBody>
  );
}
