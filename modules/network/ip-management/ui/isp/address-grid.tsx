import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { cn } from '#ui/cn.ts';
import { NumberText } from '#ui/format/values.tsx';
import type { AddressBlock } from '../../contract.ts';
import { ipApi as api, type PoolView } from './pool-values.tsx';

type Block = View<typeof AddressBlock, 'isp'>;

function words(cell: Block): string {
  if (cell.size > 1)
    return `${cell.size} addresses from ${cell.first}: ${cell.assigned} in use, ${cell.resting} resting`;
  if (cell.isGateway) return `${cell.first}: gateway`;
  if (cell.usable === 0) return `${cell.first}: not given out`;
  if (cell.assigned > 0) return `${cell.first}: ${cell.customerName ?? 'reserved'}`;
  return `${cell.first}: ${cell.resting > 0 ? 'resting after release' : 'free'}`;
}

function look(cell: Block): string {
  if (cell.isGateway) return 'bg-ink-3';
  if (cell.usable === 0) return 'bg-transparent ring-1 ring-inset ring-line';
  if (cell.assigned > 0) return 'bg-brand';
  return cell.resting > 0 ? 'bg-warn' : 'bg-line';
}

/** A block in part used is tinted by how full it is. */
const strength = (cell: Block) =>
  cell.size > 1 && cell.assigned > 0 ? 0.25 + (0.75 * cell.assigned) / Math.max(1, cell.usable) : 1;

const legend = [
  ['bg-brand', 'In use'],
  ['bg-warn', 'Resting'],
  ['bg-line', 'Free'],
  ['bg-ink-3', 'Gateway'],
] as const;

/** Every address of the pool as a cell; of a large one, every block. Arrow keys move, enter picks. */
export function AddressGrid({ pool, onPick }: { pool: PoolView; onPick: (address: string, isFree: boolean) => void }) {
  const map = useQuery(api.addressMap.queryOptions({ input: { id: pool.id } }));
  const [at, setAt] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const cells = map.data?.items ?? [];
  const perRow = cells.length > 256 ? 64 : 32;

  const move = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowLeft: -1,
      ArrowRight: 1,
      ArrowUp: -perRow,
      ArrowDown: perRow,
      Home: -at,
      End: cells.length - 1 - at,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.min(cells.length - 1, Math.max(0, at + step));
    setAt(next);
    grid.current?.querySelectorAll('button')[next]?.focus();
  };

  const blockSize = cells[0]?.size ?? 1;
  const isPart = pool.type.startsWith('ipv6') && cells.length < pool.size;
  const note =
    blockSize > 1
      ? `Each cell is ${blockSize} addresses`
      : isPart
        ? `The first ${cells.length}`
        : 'Each cell is one address';
  return (
    <Card
      title="Map"
      aside={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {legend.map(([colour, label]) => (
            <span key={label} className="flex items-center gap-1.5">
              <span aria-hidden className={cn('size-2.5 rounded-xs', colour)} />
              {label}
            </span>
          ))}
        </span>
      }
    >
      {map.isError ? (
        <ErrorState error={map.error} onRetry={() => void map.refetch()} />
      ) : !map.data ? (
        <Skeleton className="h-28 w-full" />
      ) : (
        <>
          {/* biome-ignore lint/a11y/useSemanticElements: a fieldset of a thousand buttons would be no better named */}
          <div
            ref={grid}
            role="group"
            aria-label={`Addresses of ${pool.name}`}
            dir="ltr"
            onKeyDown={move}
            className="grid gap-[2px]"
            style={{ gridTemplateColumns: `repeat(${perRow}, minmax(0, 1fr))` }}
          >
            {cells.map((cell, index) => (
              <button
                key={cell.first}
                type="button"
                tabIndex={index === at ? 0 : -1}
                aria-label={words(cell)}
                title={words(cell)}
                onFocus={() => setAt(index)}
                onClick={() => onPick(cell.first, cell.size === 1 && cell.usable === 1 && cell.assigned === 0)}
                className={cn(
                  'h-3 min-w-0 rounded-[2px] hover:outline-2 hover:outline-(--ring) focus-visible:outline-2',
                  look(cell),
                )}
                style={{ opacity: strength(cell) }}
              />
            ))}
          </div>
          <p className="mt-2 text-sm text-ink-3">
            {note}. <NumberText value={pool.assigned} /> in use. Pick a free one to reserve it, one in use to find it in
            the list.
          </p>
        </>
      )}
    </Card>
  );
}
