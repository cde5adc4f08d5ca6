import { useMutation, useQueryClient } from '@tanstack/react-query';
import { z } from 'zod';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { toast } from '#ui/base/toast.tsx';
import { applyProblem } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useGo, useUrlState } from '#ui/page/url.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { AddressStep } from './address-step.tsx';
import { DuplicateList, DuplicateReason, useDuplicates } from './duplicates.tsx';
import { noPlan, PlanStep } from './plan-step.tsx';
import { ReviewStep } from './review-step.tsx';
import { signUpApi as api, signUpSchema } from './sign-up-api.ts';
import { type Step, StepBar, stepIds } from './steps.tsx';
import { WhoStep } from './who-step.tsx';

const list = '/dashboard/operations/customers';
const url = z.object({ step: z.enum(stepIds).default('who') });
const whoFields = [
  'customer.kind',
  'customer.name',
  'customer.email',
  'customer.phone',
  'customer.taxNumber',
  'customer.locale',
  'customer.tier',
  'customer.tags',
] as const;
const fieldsOf: Record<Step, readonly (typeof whoFields)[number][] | readonly 'customer.serviceAddress'[]> = {
  who: whoFields,
  address: ['customer.serviceAddress'],
  plan: [],
  review: [],
};

export default function NewCustomerPage() {
  const [{ step }, setUrl] = useUrlState(url);
  const go = useGo();
  const client = useQueryClient();
  const signUp = useMutation(api.signUp.mutationOptions());
  const write = useCan('customers.customer:write');
  const sell = useCan('billing.subscription:write');
  const form = useZodForm(signUpSchema, {
    defaultValues: {
      customer: {
        kind: 'individual',
        name: '',
        tier: 'standard',
        serviceAddress: { line1: '', city: '' },
        tags: [],
        customFields: {},
      },
      planId: null,
    },
    draft: 'customer.new',
  });
  const { control } = form;
  const duplicates = useDuplicates(control);
  const found = duplicates.data?.items ?? [];
  const planId = form.watch('planId');
  const at = stepIds.indexOf(step);
  const failure = form.formState.errors.root?.['server']?.message;

  const goOn = async () => {
    if (!(await form.trigger([...fieldsOf[step]], { shouldFocus: true }))) return;
    setUrl({ step: stepIds[at + 1] ?? 'review' }, { push: true });
  };
  const save = form.handleSubmit(
    async (values) => {
      try {
        const { customer, subscription } = await signUp.mutateAsync(values);
        form.draft.clear();
        await client.invalidateQueries();
        toast.ok(
          subscription
            ? `${customer?.name} is ${customer?.number}; ${subscription.planName} is being set up.`
            : `${customer?.name} is ${customer?.number}.`,
        );
        await go(`${list}/${customer?.id}`);
      } catch (error) {
        applyProblem(form, error);
        await duplicates.refetch();
      }
    },
    // What is wrong is on an earlier step: after a reload the address may name a later one.
    (errors) => setUrl({ step: errors.customer?.serviceAddress ? 'address' : errors.customer ? 'who' : step }),
  );

  return (
    <PageBody>
      <PageHeader title="New customer" />
      <StepBar at={step} onStep={(next) => setUrl({ step: next })} />
      {form.draft.restoredAt !== null && (
        <Callout
          tone="info"
          className="mb-4"
          title="Your unfinished entry is back."
          action={
            <Button size="sm" variant="ghost" onClick={form.draft.discard}>
              Begin anew
            </Button>
          }
        />
      )}
      <form
        noValidate
        className="flex max-w-[1040px] flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void (step === 'review' ? save() : goOn());
        }}
      >
        {step === 'who' && <WhoStep control={control} found={found} />}
        {step === 'address' && <AddressStep control={control} found={found} />}
        {step === 'plan' && (
          <PlanStep
            value={planId ?? noPlan}
            onChange={(chosen) => form.setValue('planId', chosen === noPlan ? null : chosen)}
            reason={sell.reason}
          />
        )}
        {step === 'review' && (
          <>
            <ReviewStep control={control} />
            <DuplicateList found={found} />
            <DuplicateReason control={control} found={found} />
          </>
        )}
        {failure && <Callout tone="bad" title={failure} />}
        <div className="flex items-center justify-end gap-2">
          <ButtonLink to={list}>Cancel</ButtonLink>
          {at > 0 && <Button onClick={() => setUrl({ step: stepIds[at - 1] ?? 'who' })}>Back</Button>}
          <Button
            type="submit"
            variant="primary"
            pending={signUp.isPending}
            reason={step === 'review' ? write.reason : undefined}
          >
            {step === 'review' ? 'Create customer' : 'Continue'}
          </Button>
        </div>
      </form>
    </PageBody>
  );
}
