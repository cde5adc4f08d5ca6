import { type ReactNode, useId } from 'react';
import { type FieldValues, FormProvider, type Path } from 'react-hook-form';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { cn } from '#ui/cn.ts';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatRelative } from '#ui/format/time.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { placeProblem } from './place-problem.ts';
import type { ZodForm } from './use-zod-form.ts';

/** Shows a failed submit where it belongs: beside its fields, and what is left above the buttons. */
export function applyProblem<In extends FieldValues, Out>(form: ZodForm<In, Out>, error: unknown) {
  const problem = toProblem(error);
  const { fields, form: rest } = placeProblem(problem, form.control._names.mount);
  for (const [at, { name, message }] of fields.entries()) {
    form.setError(name as Path<In>, { type: 'server', message }, { shouldFocus: at === 0 });
  }
  if (rest) form.setError('root.server', { type: problem.requestId ?? problem.code, message: rest });
}

export interface FormProps<In extends FieldValues, Out> {
  form: ZodForm<In, Out>;
  /** The action. What it throws is shown in the form; navigate or close after it. */
  onSubmit: (values: Out) => Promise<unknown>;
  submitLabel: string;
  submitTone?: 'primary' | 'danger-solid';
  /** Where Cancel leads, or what it does. */
  cancelTo?: string;
  onCancel?: () => void;
  /** Why it cannot be submitted at all: a missing permission, a closed period. */
  reason?: string | undefined;
  /** `page` has a footer that stays in sight; `plain` sits inside a dialog or sheet. */
  frame?: 'page' | 'plain';
  children: ReactNode;
}

export function Form<In extends FieldValues, Out>(props: FormProps<In, Out>) {
  const {
    form,
    onSubmit,
    submitLabel,
    submitTone = 'primary',
    cancelTo,
    onCancel,
    reason,
    frame = 'page',
    children,
  } = props;
  const t = useT();
  const { locale } = useFormat();
  const { isSubmitting, errors } = form.formState;
  const failure = (errors.root as Record<string, { message?: string; type?: string | number }> | undefined)?.['server'];

  const submit = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values);
      form.draft.clear();
    } catch (error) {
      applyProblem(form, error);
    }
  });

  return (
    <FormProvider {...form}>
      <form
        noValidate
        onSubmit={(event) => {
          event.stopPropagation();
          if (isSubmitting || reason) event.preventDefault();
          else void submit(event);
        }}
        className={cn('flex flex-col', frame === 'page' && 'max-w-[1040px]')}
      >
        {form.draft.restoredAt !== null && (
          <Callout
            tone="info"
            className="mb-4"
            title={t('form.draft', { when: formatRelative(form.draft.restoredAt, Date.now(), locale) })}
            action={
              <Button size="sm" variant="ghost" onClick={form.draft.discard}>
                {t('form.draftDiscard')}
              </Button>
            }
          />
        )}
        <div className={cn(frame === 'page' ? 'flex flex-col gap-4' : 'flex flex-col gap-5')}>{children}</div>
        <div
          className={cn(
            'mt-4',
            frame === 'page' && 'sticky bottom-0 z-20 -mx-1 bg-linear-to-t from-bg from-75% px-1 pt-4 pb-3',
          )}
        >
          {failure?.message && <Callout tone="bad" className="mb-3 shadow-card" title={failure.message} />}
          <div className="flex items-center justify-end gap-2">
            {cancelTo && <ButtonLink to={cancelTo}>{t('action.cancel')}</ButtonLink>}
            {onCancel && <Button onClick={onCancel}>{t('action.cancel')}</Button>}
            <Button type="submit" variant={submitTone} pending={isSubmitting} reason={reason}>
              {submitLabel}
            </Button>
          </div>
        </div>
      </form>
    </FormProvider>
  );
}

export interface FormSectionProps {
  title: string;
  /** What this part is for, in a sentence. */
  description?: ReactNode;
  /** Two fields side by side where there is room. */
  columns?: 1 | 2;
  children: ReactNode;
}

/** A titled part of a form: the explanation at the start, the fields beside it. */
export function FormSection({ title, description, columns = 2, children }: FormSectionProps) {
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className="grid gap-x-8 gap-y-3 rounded-lg border border-line bg-panel p-4 shadow-card sm:p-5 lg:grid-cols-[220px_minmax(0,1fr)]"
    >
      <div>
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {description && <p className="mt-1 text-sm text-pretty text-ink-3">{description}</p>}
      </div>
      <FieldGrid columns={columns}>{children}</FieldGrid>
    </section>
  );
}

export const FieldGrid = ({ columns = 2, children }: { columns?: 1 | 2; children: ReactNode }) => (
  <div className={cn('grid max-w-[720px] items-start gap-x-4 gap-y-4', columns === 2 && 'sm:grid-cols-2')}>
    {children}
  </div>
);
