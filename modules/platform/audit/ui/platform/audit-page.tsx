import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { Tabs } from '#ui/base/tabs.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { keyset } from '#ui/table/columns.ts';
import { audit } from '../../contract.ts';
import { ChainButton, ChainResult } from '../chain-check.tsx';
import { type TrailFilters, trailInput, trailUrl } from '../trail-filters.ts';
import { TrailTable } from '../trail-table.tsx';
import { ChainChecks } from './chain-checks.tsx';
import { ProviderTrail, providerTrailUrl } from './provider-trail.tsx';

const api = clientFor(audit, 'platform');
const listOptions = (filters: TrailFilters) =>
  api.listPlatform.infiniteOptions({
    input: (cursor: string | undefined) => trailInput(filters, cursor, 100),
    ...keyset,
  });

function OwnTrail() {
  const [filters, setFilters] = useUrlState(trailUrl);
  const query = useInfiniteQuery({ ...listOptions(filters), refetchInterval: 15_000 });
  const check = useQuery({ ...api.verifyPlatform.queryOptions({ input: {} }), enabled: false });
  return (
    <>
      <div className="mb-3 flex justify-end">
        <ChainButton check={check} />
      </div>
      <ChainResult check={check} />
      <TrailTable
        name="platform-audit"
        query={query}
        filters={filters}
        onFilters={setFilters}
        csv={{ page: (cursor) => api.listPlatform.call(trailInput(filters, cursor, 200)) }}
      />
    </>
  );
}

function OfProviders() {
  const [filters, setFilters] = useUrlState(providerTrailUrl);
  return <ProviderTrail filters={filters} onFilters={setFilters} />;
}

const url = z.object({ tab: z.enum(['platform', 'providers', 'chains']).default('platform') });

export default function PlatformAuditPage() {
  const [{ tab }, setUrl] = useUrlState(url);
  return (
    <PageBody wide>
      <PageHeader title="Audit" />
      <Tabs
        label="Audit"
        value={tab}
        onChange={(next) => setUrl({ tab: url.shape.tab.parse(next) }, { push: true })}
        tabs={[
          { id: 'platform', label: 'Platform', content: () => <OwnTrail /> },
          { id: 'providers', label: 'Providers', content: () => <OfProviders /> },
          { id: 'chains', label: 'Chains', content: () => <ChainChecks /> },
        ]}
      />
    </PageBody>
  );
}
