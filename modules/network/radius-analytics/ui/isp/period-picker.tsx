import { X } from 'lucide-react';
import { IconButton } from '#ui/base/button.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { Input } from '#ui/base/input.tsx';
import { type Days, type PeriodValues, presetNames, presets } from './period.ts';

/** A period of whole days: one of the usual ones, or two days chosen. */
export function PeriodPicker({
  values,
  days,
  today,
  onChange,
}: {
  values: PeriodValues;
  /** What is shown. */
  days: Days;
  today: string;
  onChange: (patch: Partial<PeriodValues>) => void;
}) {
  const custom = values.from !== undefined && values.to !== undefined;
  const options = [
    ...presets.map((value) => ({ value, label: presetNames[value] })),
    ...(custom ? [{ value: 'custom' as const, label: 'Chosen days' }] : []),
  ];
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Segmented
        label="Period"
        value={custom ? 'custom' : values.range}
        onChange={(range) => range !== 'custom' && onChange({ range, from: undefined, to: undefined })}
        options={options}
      />
      <div className="flex items-center gap-1.5">
        <Input
          type="date"
          aria-label="First day"
          className="h-7 w-36"
          value={days.from}
          max={days.to}
          onChange={(event) => event.target.value && onChange({ from: event.target.value, to: days.to })}
        />
        <span aria-hidden className="text-ink-3">
          –
        </span>
        <Input
          type="date"
          aria-label="Last day"
          className="h-7 w-36"
          value={days.to}
          min={days.from}
          max={today}
          onChange={(event) => event.target.value && onChange({ from: days.from, to: event.target.value })}
        />
        {custom && (
          <IconButton
            label="Back to the usual periods"
            size="sm"
            onClick={() => onChange({ from: undefined, to: undefined })}
          >
            <X />
          </IconButton>
        )}
      </div>
    </div>
  );
}
