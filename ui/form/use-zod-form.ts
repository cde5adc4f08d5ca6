import { zodResolver } from '@hookform/resolvers/zod';
import { type DefaultValues, type FieldValues, type UseFormReturn, useForm } from 'react-hook-form';
import type { z } from 'zod';
import { type Draft, useFormDraft } from './use-form-draft.ts';

export interface ZodFormOptions<In extends FieldValues> {
  defaultValues: DefaultValues<In>;
  /** Keeps what was typed over a reload of the tab, under this name: `customer.new`, `customer.${id}`. */
  draft?: string;
  /** Top-level fields never kept in a draft: passwords, secrets. */
  draftWithout?: readonly string[];
}

export type ZodForm<In extends FieldValues, Out> = UseFormReturn<In, unknown, Out> & { draft: Draft };

/** A form checked by the operation's own input schema: on blur first, then as it is corrected. */
export function useZodForm<In extends FieldValues, Out extends FieldValues>(
  schema: z.ZodType<Out, In>,
  { defaultValues, draft, draftWithout }: ZodFormOptions<In>,
): ZodForm<In, Out> {
  const form = useForm<In, unknown, Out>({ resolver: zodResolver(schema), mode: 'onTouched', defaultValues });
  return Object.assign(form, { draft: useFormDraft(form, draft, draftWithout) });
}
