import type { View } from '#kernel/contract/fields.ts';
import { Chip } from '#ui/base/badge.tsx';
import { fillTone, Meter } from '#ui/base/meter.tsx';
import { Bytes, Money, NumberText } from '#ui/format/values.tsx';
import type { MetricUsage } from '../contract.ts';

type Usage = View<typeof MetricUsage, 'tenant'>;
export const Amount = ({ of, value }: { of: Pick<Usage, 'unit'>; value: number }) =>
  of.unit === 'bytes' ? <Bytes bytes={value} /> : <NumberText value={value} />;

/** A bar for each quota: used, included, what it comes to and what is over. */
export const UsageBars = ({ items }: { items: readonly Usage[] }) => (
  <ul className="space-y-5">
    {items.map((m) => {
      const share = m.included === null || m.included === 0 ? null : m.used / m.included;
      return (
        <li key={m.metric}>
          <div className="mb-1 flex flex-wrap items-baseline justify-between gap-x-3">
            <span className="font-medium">
              {m.name} {share !== null && share >= 1 && <Chip tone="bad">{m.hard ? 'Full' : 'Over'}</Chip>}
              {share !== null && share >= 0.8 && share < 1 && <Chip tone="warn">Nearly used</Chip>}
            </span>
            <span className="text-sm">
              <Amount of={m} value={m.used} />
              {m.included !== null && (
                <>
                  {' of '}
                  <Amount of={m} value={m.included} />
                </>
              )}
              {m.included === null && ' · no limit'}
            </span>
          </div>
          {share !== null && <Meter share={share} label={m.name} tone={fillTone(share)} />}
          <p className="mt-1 text-sm text-ink-3">
            {m.source}.{' '}
            {m.metric !== 'sms' && m.included !== null && (
              <>
                Comes to <Amount of={m} value={m.forecast} /> at the end of the period
                {m.forecastOverageMinor > 0 && (
                  <>
                    , <Money amountMinor={m.forecastOverageMinor} currency={m.currency} /> over
                  </>
                )}
                .{' '}
                {m.hard
                  ? 'At the limit no more is taken.'
                  : m.overagePriceMinor > 0 && (
                      <>
                        Over the limit: <Money amountMinor={m.overagePriceMinor} currency={m.currency} /> for each{' '}
                        <Amount of={m} value={m.overageUnits} />.
                      </>
                    )}
              </>
            )}
          </p>
        </li>
      );
    })}
  </ul>
);
