import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { type Control, type FieldValues, type Path, useController } from 'react-hook-form';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';

export interface FieldProps<In extends FieldValues, Out> {
  /** `form.control`: it types the names. */
  control: Control<In, unknown, Out>;
  name: Path<In>;
  label: string;
  /** What to enter and what it causes; an error takes its place. */
  help?: ReactNode;
  /** Marks the field as one that may stay empty. Required is the rule and is not marked. */
  optional?: boolean;
  disabled?: boolean;
  /** Takes the whole row of a two-column section. */
  wide?: boolean;
}

/** What a control inside a field gets: identity and state for assistive technology. */
export interface ControlProps {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

/** Registers a field and says how its control is to be described. */
export function useField<In extends FieldValues, Out>(props: FieldProps<In, Out>) {
  const id = useId();
  const { field, fieldState } = useController<In, Path<In>, Out>({ name: props.name, control: props.control });
  const message = fieldState.error?.message;
  const control: ControlProps = {
    id,
    'aria-invalid': fieldState.invalid,
    'aria-describedby': message || props.help ? `${id}-note` : undefined,
  };
  return { field, control, message, id };
}

export interface FieldFrameProps {
  id: string;
  label: string;
  help?: ReactNode;
  message: string | undefined;
  optional?: boolean | undefined;
  wide?: boolean | undefined;
  /** The label is read, not shown (checkbox and switch carry their own). */
  bare?: boolean;
  children: ReactNode;
}

export function FieldFrame({ id, label, help, message, optional, wide, bare = false, children }: FieldFrameProps) {
  const t = useT();
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', wide && 'sm:col-span-2')}>
      {!bare && (
        <label htmlFor={id} className="flex items-baseline justify-between gap-2 text-sm font-medium text-ink-2">
          {label}
          {optional && <span className="text-xs font-normal text-ink-3">{t('form.optional')}</span>}
        </label>
      )}
      {children}
      {message ? (
        <p id={`${id}-note`} role="alert" className="flex items-start gap-1.5 text-sm text-bad-ink">
          <CircleAlert aria-hidden className="mt-0.5 size-3.5 shrink-0" />
          {message}
        </p>
      ) : (
        help && (
          <p id={`${id}-note`} className="text-sm text-pretty text-ink-3">
            {help}
          </p>
        )
      )}
    </div>
  );
}
