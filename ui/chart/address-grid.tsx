import { type KeyboardEvent, useRef, useState } from 'react';
import { cn } from '#ui/cn.ts';

export type AddressState = 'free' | 'assigned' | 'reserved' | 'quarantined' | 'conflict';

export interface AddressCell {
  address: string;
  state: AddressState;
  /** Who holds it. */
  label?: string;
}

export interface AddressGridProps {
  label: string;
  cells: readonly AddressCell[];
  columns?: number;
  onSelect: (cell: AddressCell) => void;
}

const looks: Record<AddressState, string> = {
  free: 'bg-sunken border-line',
  assigned: 'bg-brand/70 border-transparent',
  reserved: 'bg-ink-3/50 border-transparent',
  quarantined: 'bg-warn border-transparent',
  conflict: 'bg-bad border-transparent',
};

/** A pool at a glance: every address is a cell. Arrow keys move, enter opens. */
export function AddressGrid({ label, cells, columns = 16, onSelect }: AddressGridProps) {
  const [at, setAt] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const steps: Record<string, number> = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(cells.length - 1, at + step));
    setAt(next);
    grid.current?.querySelector<HTMLElement>(`[data-at="${next}"]`)?.focus();
  };
  const present = [...new Set(cells.map((cell) => cell.state))];
  return (
    <div>
      {/* biome-ignore lint/a11y/useSemanticElements: one group of buttons with one stop for Tab */}
      <div
        ref={grid}
        role="group"
        aria-label={label}
        dir="ltr"
        onKeyDown={onKeyDown}
        className="grid gap-[3px]"
        style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
      >
        {cells.map((cell, index) => (
          <button
            key={cell.address}
            type="button"
            data-at={index}
            tabIndex={index === at ? 0 : -1}
            title={[cell.address, cell.label ?? cell.state].join(' · ')}
            aria-label={[cell.address, cell.state, cell.label].filter(Boolean).join(', ')}
            onFocus={() => setAt(index)}
            onClick={() => onSelect(cell)}
            className={cn('aspect-square rounded-[2px] border hover:ring-2 hover:ring-ink-3', looks[cell.state])}
          />
        ))}
      </div>
      <ul className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-sm text-ink-3">
        {present.map((state) => (
          <li key={state} className="flex items-center gap-1.5">
            <span aria-hidden className={cn('size-2.5 rounded-[2px] border', looks[state])} />
            {state} <span className="num">{cells.filter((cell) => cell.state === state).length}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
