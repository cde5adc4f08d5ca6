import { cn } from '#ui/cn.ts';

const Block = ({ className }: { className?: string }) => (
  <span aria-hidden className={cn('block h-3.5 w-full animate-shimmer rounded-xs bg-line', className)} />
);

const widths = ['w-11/12', 'w-3/4', 'w-5/6', 'w-2/3', 'w-4/5'];

const Lines = ({ count = 3, className }: { count?: number; className?: string }) => (
  <span role="status" aria-busy className={cn('flex flex-col gap-2.5', className)}>
    {Array.from({ length: count }, (_, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: identical placeholders
      <Block key={at} className={widths[at % widths.length] ?? 'w-full'} />
    ))}
  </span>
);

/** The shape of what is coming, in its place, so that nothing jumps when it arrives. */
export const Skeleton = Object.assign(Block, { Lines });
