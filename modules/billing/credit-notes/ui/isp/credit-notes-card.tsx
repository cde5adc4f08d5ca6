import { useQuery } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { QueryCard } from '#ui/base/query-card.tsx';
import { Money, RelativeTime } from '#ui/format/values.tsx';
import { creditNotes } from '../../contract.ts';

const api = clientFor(creditNotes, 'isp');

/** What a customer has coming from changes of plan; the next invoices use it up. */
export function CreditNotesCard({ customerId, className }: { customerId: string; className?: string }) {
  const query = useQuery(api.list.queryOptions({ input: { customerId } }));
  if (query.data?.items.length === 0) return null;
  return (
    <QueryCard title="Credit notes" query={query} {...(className ? { className } : {})}>
      {({ items }) => (
        <ul className="divide-y divide-line" aria-label="Credit notes">
          {items.map((note) => (
            <li key={note.id} className="flex flex-wrap items-baseline gap-x-3 py-1.5">
              <span className="min-w-0 flex-1">{note.reason}</span>
              <span className="text-sm text-ink-3">
                <RelativeTime at={note.grantedAt} />
              </span>
              <span className="num">
                <Money amountMinor={note.leftMinor} currency={note.currency} /> left of{' '}
                <Money amountMinor={note.amountMinor} currency={note.currency} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </QueryCard>
  );
}
