import { cn } from '#ui/cn.ts';

export const steps = [
  { id: 'who', label: 'Who' },
  { id: 'address', label: 'Address' },
  { id: 'plan', label: 'Plan' },
  { id: 'review', label: 'Review' },
] as const;
export type Step = (typeof steps)[number]['id'];
export const stepIds = steps.map((step) => step.id) as [Step, ...Step[]];

/** Where one is; what is behind can be gone back to. */
export function StepBar({ at, onStep }: { at: Step; onStep: (step: Step) => void }) {
  const place = stepIds.indexOf(at);
  return (
    <ol className="mb-5 flex flex-wrap gap-x-2 gap-y-1" aria-label="Steps">
      {steps.map(({ id, label }, index) => (
        <li key={id} className="flex items-center gap-2">
          {index > 0 && <span aria-hidden className="h-px w-5 bg-line-strong max-sm:w-2" />}
          <button
            type="button"
            disabled={index > place}
            aria-current={index === place ? 'step' : undefined}
            onClick={() => onStep(id)}
            className={cn(
              'flex h-8 items-center gap-2 rounded-full px-2.5 text-sm',
              index === place ? 'bg-brand-soft font-semibold text-brand-text' : 'text-ink-2 enabled:hover:bg-hover',
            )}
          >
            <span
              className={cn(
                'num grid size-5 place-items-center rounded-full text-xs',
                index <= place ? 'bg-brand text-brand-ink' : 'bg-sunken text-ink-2',
              )}
            >
              {index + 1}
            </span>
            {label}
          </button>
        </li>
      ))}
    </ol>
  );
}
