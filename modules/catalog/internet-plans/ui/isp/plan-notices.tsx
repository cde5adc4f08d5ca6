import { useId } from 'react';
import { useController } from 'react-hook-form';
import { Checkbox } from '#ui/base/choice.tsx';
import type { PlanFields } from './plan-speed-fields.tsx';

const usualPercents = [50, 75, 80, 90, 95];

/** Shares of the cap at which the customer gets a mail. One that was set by the API is offered too. */
export function PlanNotices({ control }: Pick<PlanFields, 'control'>) {
  const id = useId();
  const { field } = useController({ control, name: 'capNoticePercents' });
  const chosen = field.value ?? [];
  const offered = [...new Set([...usualPercents, ...chosen])].sort((a, b) => a - b);
  const toggle = (percent: number, on: boolean) =>
    field.onChange((on ? [...chosen, percent] : chosen.filter((one) => one !== percent)).sort((a, b) => a - b));
  return (
    <fieldset className="sm:col-span-2">
      <legend className="mb-1 text-sm font-medium text-ink-2">Tell the customer by mail at</legend>
      <div className="flex flex-wrap gap-x-5 gap-y-2">
        {offered.map((percent) => (
          <label key={percent} htmlFor={`${id}-${percent}`} className="flex items-center gap-2">
            <Checkbox
              id={`${id}-${percent}`}
              checked={chosen.includes(percent)}
              onCheckedChange={(on) => toggle(percent, on === true)}
            />
            <span className="num">{percent} %</span>
          </label>
        ))}
      </div>
      <p className="mt-1 text-sm text-ink-3">And when the cap is reached, in any case.</p>
    </fieldset>
  );
}
