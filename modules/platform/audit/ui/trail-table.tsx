import { ScrollText } from 'lucide-react';
import { Button } from '#ui/base/button.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import type { ListQuery } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { cleared, FilterBar, isFiltered } from '#ui/table/filter-bar.tsx';
import type { CsvSource } from '#ui/table/use-csv-export.ts';
import { EntrySheet, type EntryView, entryColumns, entryId } from './trail.tsx';
import { outcomeFilter, type TrailFilters, trailKeys } from './trail-filters.ts';

const Nothing = () => (
  <EmptyState icon={<ScrollText />} title="Nothing on record yet">
    Every command leaves an entry here: who, at which door, what, and what it changed.
  </EmptyState>
);

interface TrailTableProps {
  name: string;
  query: ListQuery<EntryView>;
  filters: TrailFilters;
  onFilters: (patch: Partial<TrailFilters>) => void;
  csv: CsvSource<EntryView>;
}

export function TrailTable({ name, query, filters, onFilters, csv }: TrailTableProps) {
  return (
    <EntrySheet>
      <DataTable
        name={name}
        label="Audit trail"
        query={query}
        columns={entryColumns}
        getId={entryId}
        filters={
          <FilterBar
            values={filters}
            onChange={onFilters}
            views={name}
            search={{ id: 'q', placeholder: 'Person, operation, record, request' }}
            filters={[outcomeFilter, { kind: 'days', label: 'Days', from: 'from', to: 'to' }]}
          >
            {filters.subjectId && (
              <Button size="sm" onClick={() => onFilters({ subjectId: undefined })}>
                Only one record · show all
              </Button>
            )}
          </FilterBar>
        }
        filtered={isFiltered(filters, trailKeys)}
        onClearFilters={() => onFilters(cleared(trailKeys))}
        empty={<Nothing />}
        csv={csv}
      />
    </EntrySheet>
  );
}
