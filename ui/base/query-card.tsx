import type { ReactNode } from 'react';
import { Card } from './card.tsx';
import { Skeleton } from './skeleton.tsx';
import { ErrorState } from './states.tsx';

interface QueryLike<Data> {
  data: Data | undefined;
  error: unknown;
  isError: boolean;
  refetch: () => unknown;
}
interface QueryCardProps<Data> {
  title: ReactNode;
  query: QueryLike<Data>;
  status?: (data: Data) => ReactNode;
  aside?: ReactNode | ((data: Data) => ReactNode);
  className?: string;
  flush?: boolean;
  lines?: number;
  children: (data: Data) => ReactNode;
}

/** A card about one query: its shape while it loads, its own error when it fails; the cards around it are not concerned. */
export function QueryCard<Data>({
  title,
  query,
  status,
  aside,
  className,
  flush,
  lines = 4,
  children,
}: QueryCardProps<Data>) {
  const { data } = query;
  const end = typeof aside === 'function' ? (data === undefined ? undefined : aside(data)) : aside;
  return (
    <Card
      title={title}
      status={data === undefined ? undefined : status?.(data)}
      aside={end}
      {...(className ? { className } : {})}
      {...(flush && data !== undefined ? { flush } : {})}
    >
      {data !== undefined ? (
        children(data)
      ) : query.isError ? (
        <ErrorState error={query.error} onRetry={query.refetch} className="py-6" />
      ) : (
        <Skeleton.Lines count={lines} />
      )}
    </Card>
  );
}
