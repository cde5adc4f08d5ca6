import { useQuery } from '@tanstack/react-query';
import { Badge } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { mergeApi } from './merge-api.ts';

interface PairsSheetProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onMerge: (pair: string) => void;
}

/** Customers who are likely one person twice, those with the most in common first. */
export function PairsSheet({ open, onOpenChange, onMerge }: PairsSheetProps) {
  const query = useQuery({ ...mergeApi.pairs.queryOptions({ input: {} }), enabled: open });
  const may = useCan('customers.customer:merge');
  return (
    <Sheet open={open} onOpenChange={onOpenChange} title="Possible duplicates">
      {query.isPending && <Skeleton.Lines count={4} />}
      {query.error && <ErrorState error={query.error} onRetry={() => void query.refetch()} />}
      {query.data?.items.length === 0 && (
        <EmptyState title="None found">No two customers share an e-mail, phone, tax number or address.</EmptyState>
      )}
      <ul className="divide-y divide-line">
        {query.data?.items.map((pair) => (
          <li key={`${pair.customerId}${pair.otherId}`} className="flex items-center justify-between gap-3 py-2.5">
            <div className="min-w-0">
              <p className="truncate font-medium">
                {pair.name} <span className="font-normal text-ink-3">{pair.number}</span>
              </p>
              <p className="truncate">
                {pair.otherName} <span className="text-ink-3">{pair.otherNumber}</span>
              </p>
              <p className="mt-1 flex flex-wrap gap-1">
                {pair.signs.map((sign) => (
                  <Badge key={sign}>Same {sign}</Badge>
                ))}
              </p>
            </div>
            <Button
              size="sm"
              reason={may.reason}
              aria-label={`Look at ${pair.number} and ${pair.otherNumber}`}
              onClick={() => onMerge(`${pair.customerId}~${pair.otherId}`)}
            >
              Look
            </Button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
