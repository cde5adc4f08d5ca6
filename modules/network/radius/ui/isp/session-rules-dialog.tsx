import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Callout } from '#ui/base/callout.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { toast } from '#ui/base/toast.tsx';
import { NumberField, RadioField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { sessionPolicyInput } from '../../contract.ts';
import { radiusApi } from './radius-values.tsx';

interface DialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

/** An ISP's rules about live sessions: what follows a refused change, and when silence means the end. */
export function SessionRulesDialog({ open, onOpenChange }: DialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title="Rules for live sessions" size="lg">
      {open && <Rules onClose={() => onOpenChange(false)} />}
    </Dialog>
  );
}

function Rules({ onClose }: { onClose: () => void }) {
  const policy = useQuery(radiusApi.sessionPolicy.queryOptions({ input: {} }));
  if (policy.isError) return <Callout tone="bad" title={toProblem(policy.error).message} />;
  if (!policy.data) return <Skeleton.Lines count={6} />;
  const { interimSeconds, ...rules } = policy.data;
  return <RulesForm rules={rules} interimSeconds={interimSeconds} onClose={onClose} />;
}

interface FormProps {
  rules: { coaFallback: 'keep' | 'disconnect'; staleAfterReports: number; presumeAfterReports: number };
  interimSeconds: number;
  onClose: () => void;
}
function RulesForm({ rules, interimSeconds, onClose }: FormProps) {
  const client = useQueryClient();
  const update = useMutation(radiusApi.updateSessionPolicy.mutationOptions());
  const form = useZodForm(sessionPolicyInput, { defaultValues: rules });
  const minutes = Math.round(interimSeconds / 6) / 10;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      onCancel={onClose}
      onSubmit={async (values) => {
        await update.mutateAsync(values);
        await client.invalidateQueries({ queryKey: radiusApi.key() });
        toast.ok('The rules are saved.');
        onClose();
      }}
    >
      <RadioField
        control={form.control}
        name="coaFallback"
        label="When a NAS refuses a change of speed, or does not answer"
        columns={2}
        options={[
          {
            value: 'keep',
            label: 'Keep on line',
            help: 'The session keeps its old speed until the subscriber logs in again.',
          },
          {
            value: 'disconnect',
            label: 'Disconnect',
            help: 'The session is ended; the new login brings the new speed.',
          },
        ]}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        <NumberField
          control={form.control}
          name="staleAfterReports"
          label="Stale after"
          unit="missed reports"
          help={`NASes report every ${minutes} minutes.`}
        />
        <NumberField
          control={form.control}
          name="presumeAfterReports"
          label="Ask the NAS after"
          unit="missed reports"
          help="A session the NAS no longer knows is ended; where it does not answer, after twice as long. A later report brings it back."
        />
      </div>
    </Form>
  );
}
