import { useQuery } from '@tanstack/react-query';
import { FileText, Plus } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { AddDocument } from './add-document.tsx';
import { DocumentItem } from './document-item.tsx';
import { documentsApi as api, type DocumentView } from './documents-api.ts';

/** What was agreed with a customer: each document with its type, versions, signature and a check of both. */
export function DocumentsCard({ customerId, className }: { customerId: string; className?: string }) {
  const documents = useQuery(api.list.queryOptions({ input: { id: customerId } }));
  const write = useCan('platform.file:write');
  const mine = (event: { ids: Record<string, string> }) => event.ids['customerId'] === customerId;
  useLiveQueries('documents', [api.list.key()], { only: mine });
  const [adding, setAdding] = useState<{ replaces?: DocumentView } | null>(null);
  const items = documents.data?.items;
  const newest = (item: DocumentView) =>
    !items?.some((other) => other.seriesId === item.seriesId && other.version > item.version);
  return (
    <Card
      title="Documents"
      {...(className ? { className } : {})}
      aside={
        <Button size="sm" icon={<Plus />} reason={write.reason} onClick={() => setAdding({})}>
          Add document
        </Button>
      }
    >
      {documents.isError && !items && (
        <ErrorState error={documents.error} onRetry={() => documents.refetch()} className="py-6" />
      )}
      {documents.isPending && <Skeleton.Lines count={3} />}
      {items?.length === 0 && (
        <EmptyState icon={<FileText />} title="No documents" className="py-8">
          Add the contract, a proof of identity or the form of the installation. The customer can sign it here.
        </EmptyState>
      )}
      <ul className="divide-y divide-line">
        {items?.map((item) => (
          <DocumentItem
            key={item.id}
            item={item}
            newest={newest(item)}
            onReplace={() => setAdding({ replaces: item })}
          />
        ))}
      </ul>
      {adding && <AddDocument customerId={customerId} {...adding} onClose={() => setAdding(null)} />}
    </Card>
  );
}
