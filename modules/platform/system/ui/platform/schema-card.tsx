import { useQuery } from '@tanstack/react-query';
import type { View } from '#kernel/contract/fields.ts';
import { Mono } from '#ui/base/copy.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import type { SchemaPart } from '../../contract.ts';
import { systemApi as api } from './system-values.ts';

type Row = View<typeof SchemaPart, 'platform'>;
const columns: SimpleColumn<Row>[] = [
  { id: 'name', header: 'Name', cell: (row) => <Mono>{row.name}</Mono> },
  { id: 'kind', header: 'Kind', cell: (row) => row.kind },
  { id: 'at', header: 'Applied', align: 'end', cell: (row) => <RelativeTime at={row.appliedAt} /> },
];

export function SchemaCard() {
  const query = useQuery(api.schema.queryOptions({ input: {} }));
  return (
    <QueryCard title="Migrations" query={query}>
      {({ items }) => <SimpleTable label="Migrations" rows={items} columns={columns} getId={(row) => row.name} />}
    </QueryCard>
  );
}
