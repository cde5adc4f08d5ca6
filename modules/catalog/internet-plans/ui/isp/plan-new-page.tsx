import { useMutation, useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useGo } from '#ui/page/url.tsx';
import { internetPlans } from '../../contract.ts';
import { PlanForm } from './plan-form.tsx';

const api = clientFor(internetPlans, 'isp');

export default function PlanNewPage() {
  const create = useMutation(api.create.mutationOptions());
  const client = useQueryClient();
  const go = useGo();
  return (
    <PageBody>
      <PageHeader title="New internet plan" subtitle="It begins as a draft; nobody can buy it until you activate it." />
      <PlanForm
        defaultValues={{ name: '', code: '', cycle: 'monthly', capPolicy: 'none', setupFeeMinor: 0 }}
        draft="internet-plan.new"
        suggestCode
        submitLabel="Create draft"
        cancelTo="/dashboard/services/internet-plans"
        onSubmit={async (values) => {
          const made = await create.mutateAsync(values);
          await client.invalidateQueries({ queryKey: api.key() });
          toast.ok(`${made.name} is a draft now.`);
          await go(`/dashboard/services/internet-plans/${made.id}`);
        }}
      />
    </PageBody>
  );
}
