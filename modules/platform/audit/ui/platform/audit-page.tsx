import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { keyset } from '#ui/table/columns.ts';
import { audit } from '../../contract.ts';
import { ChainButton, ChainResult } from '../chain-check.tsx';
import { type TrailFilters, trailInput, trailUrl } from '../trail-filters.ts';
import { TrailTable } from '../trail-table.tsx';

const api = clientFor(audit, 'platform');
const listOptions = (filters: TrailFilters) =>
  api.listPlatform.infiniteOptions({
    input: (cursor: string | undefined) => trailInput(filters, cursor, 100),
    ...keyset,
  });

export const loader = ({ queryClient, search }: LoaderContext) =>
  queryClient.prefetchInfiniteQuery(listOptions(readUrlValues(trailUrl, search)));

export default function PlatformAuditPage() {
  const [filters, setFilters] = useUrlState(trailUrl);
  const query = useInfiniteQuery({ ...listOptions(filters), refetchInterval: 15_000 });
  const check = useQuery({ ...api.verifyPlatform.queryOptions({ input: {} }), enabled: false });
  return (
    <PageBody wide>
      <PageHeader title="Audit" actions={<ChainButton check={check} />} />
      <ChainResult check={check} />
      <TrailTable
        name="platform-audit"
        query={query}
        filters={filters}
        onFilters={setFilters}
        csv={{ page: (cursor) => api.listPlatform.call(trailInput(filters, cursor, 200)) }}
      />
    </PageBody>
  );
}
