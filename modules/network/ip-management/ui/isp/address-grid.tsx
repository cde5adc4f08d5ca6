import { useQuery } from '@tanstack/react-query';
import { ZoomOut } from 'lucide-react';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { cn } from '#ui/cn.ts';
import { NumberText } from '#ui/format/values.tsx';
import type { AddressBlock } from '../../resources.ts';
import { lifecycleNames } from '../../rules.ts';
import { ipApi as api, type PoolView } from './pool-values.tsx';

type Block = View<typeof AddressBlock, 'isp'>;
/** The part of the pool shown; absent: as much as the server thinks good. */
export interface Part {
  from: number;
  span: number;
}

function words(cell: Block, noun: string): string {
  if (cell.size > 1)
    return `${cell.size} ${noun} from ${cell.first}: ${cell.assigned} in use, ${cell.resting} resting, ${cell.usable - cell.assigned - cell.resting} free`;
  if (cell.isGateway) return `${cell.first}: gateway`;
  if (cell.usable === 0) return `${cell.first}: not given out`;
  if (cell.lifecycle)
    return [`${cell.first}: ${cell.customerName ?? 'reserved'}`, lifecycleNames[cell.lifecycle].toLowerCase()].join(
      ', ',
    );
  return `${cell.first}: ${cell.resting > 0 ? 'resting after release' : 'free'}`;
}

function look(cell: Block): string {
  if (cell.isGateway) return 'bg-ink-3';
  if (cell.usable === 0) return 'bg-transparent ring-1 ring-inset ring-line';
  if (cell.lifecycle === 'failed') return 'bg-bad';
  if (cell.lifecycle === 'suspended' || cell.lifecycle === 'revoking') return 'bg-ink-3/60';
  if (cell.lifecycle === 'pending') return 'bg-info';
  if (cell.assigned > 0) return 'bg-brand';
  return cell.resting > 0 ? 'bg-warn' : 'bg-line';
}

/** A block in part used is tinted by how full it is. */
const strength = (cell: Block) =>
  cell.size > 1 && cell.assigned > 0 ? 0.25 + (0.75 * cell.assigned) / Math.max(1, cell.usable) : 1;

const legend = [
  ['bg-brand', 'In use'],
  ['bg-info', 'Reserved'],
  ['bg-ink-3/60', 'Suspended'],
  ['bg-warn', 'Resting'],
  ['bg-bad', 'Failed'],
  ['bg-line', 'Free'],
] as const;

const Legend = () => (
  <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
    {legend.map(([colour, label]) => (
      <span key={label} className="flex items-center gap-1.5">
        <span aria-hidden className={cn('size-2.5 rounded-xs', colour)} />
        {label}
      </span>
    ))}
  </span>
);

interface CellsProps {
  label: string;
  noun: string;
  cells: readonly Block[];
  onPick: (cell: Block) => void;
}
/** One group of buttons with one stop for Tab. Arrow keys move, enter picks. */
function Cells({ label, noun, cells, onPick }: CellsProps) {
  const [at, setAt] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
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
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset of a thousand buttons would be no better named
    <div
      ref={grid}
      role="group"
      aria-label={label}
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
          aria-label={words(cell, noun)}
          title={words(cell, noun)}
          onFocus={() => setAt(index)}
          onClick={() => onPick(cell)}
          className={cn(
            'min-w-0 rounded-[2px] hover:outline-2 hover:outline-(--ring) focus-visible:outline-2',
            cells.length > 256 ? 'h-3' : 'h-5',
            look(cell),
          )}
          style={{ opacity: strength(cell) }}
        />
      ))}
    </div>
  );
}

interface AddressGridProps {
  pool: PoolView;
  part: Part | undefined;
  onPart: (part: Part | undefined) => void;
  onPick: (address: string) => void;
}
/** Every address of the pool as a cell; of a large one, every block, which opens into smaller ones down to addresses. */
export function AddressGrid({ pool, part, onPart, onPick }: AddressGridProps) {
  const map = useQuery({
    ...api.addressMap.queryOptions({ input: { id: pool.id, ...(part ?? {}) } }),
    // While a block opens, what it was opened from stays.
    placeholderData: (before) => before,
  });
  const { data } = map;
  const noun = pool.delegatedLength === null ? 'addresses' : `/${pool.delegatedLength} prefixes`;
  const isWhole = !data || (data.from === 0 && data.span >= data.total);
  const zoomOut = () => {
    if (!data) return;
    const span = Math.min(data.total, data.span * 1024);
    onPart(span >= data.total ? { from: 0, span: data.total } : { from: Math.floor(data.from / span) * span, span });
  };
  return (
    <Card title="Map" aside={<Legend />}>
      {map.isError ? (
        <ErrorState error={map.error} onRetry={() => void map.refetch()} />
      ) : !data ? (
        <Skeleton className="h-28 w-full" />
      ) : (
        <>
          {!isWhole && (
            <p className="mb-2 flex flex-wrap items-center gap-2">
              <Button size="sm" icon={<ZoomOut />} onClick={zoomOut}>
                Zoom out
              </Button>
              <span className="mono text-sm">
                {data.cells[0]?.first} – {data.cells.at(-1)?.first}
              </span>
            </p>
          )}
          <Cells
            label={`Addresses of ${pool.name}`}
            noun={noun}
            cells={data.cells}
            onPick={(cell) =>
              cell.size > 1 ? onPart({ from: cell.offset, span: cell.size }) : cell.usable > 0 && onPick(cell.first)
            }
          />
          <p className="mt-2 text-sm text-ink-3">
            {data.cellSize > 1 ? (
              <>
                Each cell is <NumberText value={data.cellSize} /> {noun}; open one to see smaller parts.
              </>
            ) : (
              'Each cell is one; pick it for its history and what can be done.'
            )}
          </p>
        </>
      )}
    </Card>
  );
}
