import type { View } from '#kernel/contract/fields.ts';
import { fillTone, Meter } from '#ui/base/meter.tsx';
import { Money } from '#ui/format/values.tsx';
import type { SeatStock } from '../contract.ts';

/** How many seats of each type there are, are used, are free, and what one more costs. */
export const SeatCards = ({ items }: { items: readonly View<typeof SeatStock, 'tenant'>[] }) => (
  <div className="mb-4 grid gap-3 sm:grid-cols-3">
    {items.map((s) => {
      const total = s.included + s.bought;
      return (
        <section
          key={s.type}
          aria-label={`${s.name} seats`}
          className="rounded-lg border border-line bg-panel p-4 shadow-card"
        >
          <h2 className="text-sm font-medium text-ink-2">{s.name}</h2>
          <p className="mt-1 text-xl font-semibold">
            <span className="num">{s.used}</span>{' '}
            <span className="text-base font-normal text-ink-3">of {total} used</span>
          </p>
          <Meter
            share={total === 0 ? 1 : s.used / total}
            label={`${s.name} seats used`}
            tone={fillTone(total === 0 ? 1 : s.used / total)}
            className="my-2"
          />
          <p className="text-sm text-ink-3">
            {s.available < 0 ? `${-s.available} more in use than there are` : `${s.available} available`} · {s.included}{' '}
            in the plan
            {s.bought > 0 && `, ${s.bought} bought`}
            {s.monthMinor !== null && (
              <>
                {' · '}
                <Money amountMinor={s.monthMinor} currency={s.currency} /> a month for one more
              </>
            )}
          </p>
          <p className="mt-1 text-sm text-ink-3">{s.description}.</p>
        </section>
      );
    })}
  </div>
);
