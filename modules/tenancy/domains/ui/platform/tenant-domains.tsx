import { useQuery } from '@tanstack/react-query';
import { Globe } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { StatusChip } from '#ui/base/badge.tsx';
import { Mono } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { domains, type TenantDomain } from '../../contract.ts';
import { domainTones, methodWords } from '../isp/domain-values.ts';

const api = clientFor(domains, 'platform');
type Row = View<typeof TenantDomain, 'platform'>;
const columns: SimpleColumn<Row>[] = [
  { id: 'domain', header: 'Domain', cell: (row) => <Mono>{row.domain}</Mono> },
  { id: 'status', header: 'Status', cell: (row) => <StatusChip status={row.status} tones={domainTones} /> },
  { id: 'method', header: 'Record', cell: (row) => methodWords[row.method] },
  {
    id: 'checked',
    header: 'Looked up',
    align: 'end',
    cell: (row) => (row.checkedAt ? <RelativeTime at={row.checkedAt} /> : '—'),
  },
];

export function TenantDomains({ id }: { id: string }) {
  const query = useQuery(api.ofTenant.queryOptions({ input: { id } }));
  return (
    <QueryCard title="Domains" query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={<Globe />} title="No domain of its own">
            Its staff add and prove domains in their settings.
          </EmptyState>
        ) : (
          <SimpleTable label="Domains" rows={items} columns={columns} getId={(row) => row.id} />
        )
      }
    </QueryCard>
  );
}
