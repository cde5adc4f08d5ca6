import { Merge } from 'lucide-react';
import { useState } from 'react';
import { BulkMenu } from '#modules/customers/bulk/ui/isp/bulk-menu.tsx';
import { PinToSegment } from '#modules/customers/segments/ui/isp/pin-to-segment.tsx';
import { Button } from '#ui/base/button.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { BulkTag } from './bulk-tag.tsx';
import type { CustomerView } from './customer-values.tsx';
import { isFilteredBy, type ListFilters } from './list-url.ts';

interface ChosenProps {
  chosen: readonly CustomerView[];
  filters: ListFilters;
  segment: string | undefined;
  onDone: () => void;
  onStarted: (runId: string) => void;
  onMerge: (pair: string) => void;
}

/** What can be done for the chosen rows, or for all that match, also those that are not loaded. */
export function Chosen({ chosen, filters, segment, onDone, onStarted, onMerge }: ChosenProps) {
  const [all, setAll] = useState(false);
  const merge = useCan('customers.customer:merge');
  const ids = chosen.map(({ id }) => id);
  const words = isFilteredBy(filters) ? 'all that match the filter' : 'all customers';
  return (
    <>
      <BulkMenu
        target={all ? { filters } : { ids }}
        onStarted={(runId) => {
          onDone();
          onStarted(runId);
        }}
      />
      {!all && <BulkTag rows={chosen} onDone={onDone} />}
      {!all && <PinToSegment ids={ids} shown={segment} onDone={onDone} />}
      {!all && ids.length === 2 && (
        <Button size="sm" icon={<Merge />} reason={merge.reason} onClick={() => onMerge(ids.join('~'))}>
          Merge
        </Button>
      )}
      <Button size="sm" variant="ghost" aria-pressed={all} onClick={() => setAll(!all)}>
        {all ? `Actions are for ${words}. Only the chosen rows instead` : `Select ${words}`}
      </Button>
    </>
  );
}
