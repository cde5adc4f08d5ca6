import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Ban, Plus, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { permissionSentence } from '#ui/access/permission-words.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { ComboboxField, DateField, RadioField, TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { staff } from '../../contract.ts';
import { findPermissions } from './find-permissions.ts';
import { staffApi as api, type MemberAccessView, type MemberView } from './staff-values.tsx';

const NoOverrides = () => (
  <EmptyState title="Nothing beside the roles">
    Grant one permission for a while, or deny one in spite of a role. A denial always wins.
  </EmptyState>
);

/** What one colleague may do beside their roles, or may not in spite of them. */
export function Overrides({ member }: { member: MemberView }) {
  const access = useQuery(api.access.queryOptions({ input: { id: member.id } }));
  const { reason } = useCan('identity.user:write');
  const [adding, setAdding] = useState(false);
  const { data } = access;
  if (access.isError && !data) return <ErrorState error={access.error} onRetry={() => access.refetch()} />;
  if (!data) return <Skeleton.Lines />;
  return (
    <div className="flex flex-col gap-3">
      {data.overrides.length === 0 && !adding && <NoOverrides />}
      <ul aria-label="Grants and denials" className="flex flex-col gap-2">
        {data.overrides.map((override) => (
          <Override key={override.id} memberId={member.id} override={override} />
        ))}
      </ul>
      {adding ? (
        <AddOverride member={member} onClose={() => setAdding(false)} />
      ) : (
        <Button className="self-start" icon={<Plus />} reason={reason} onClick={() => setAdding(true)}>
          Grant or deny a permission
        </Button>
      )}
    </div>
  );
}

type OverrideView = MemberAccessView['overrides'][number];

function Override({ memberId, override: o }: { memberId: string; override: OverrideView }) {
  const client = useQueryClient();
  const { reason } = useCan('identity.user:write');
  const lift = useMutation(
    api.liftOverride.mutationOptions({
      onSuccess: async () => {
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok('Lifted; it holds at once.');
      },
      onError: toast.problem,
    }),
  );
  return (
    <li className="flex items-start gap-3 rounded-lg border border-line px-3 py-2">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <Chip tone={!o.binds ? 'neutral' : o.effect === 'deny' ? 'bad' : 'ok'}>
            {o.effect === 'deny' ? 'Denied' : 'Granted'}
          </Chip>
          <span className="font-medium">{permissionSentence(o.permission)}</span>
          {!o.binds && <span className="text-sm text-ink-3">expired</span>}
        </p>
        <p className="mt-1 text-sm text-ink-2">{o.reason}</p>
        <p className="text-sm text-ink-3">
          {o.givenBy}, <RelativeTime at={o.createdAt} />
          {o.expiresAt && (
            <>
              {' '}
              · {o.binds ? 'until' : 'ended'} <DateTime at={o.expiresAt} show="minute" />
            </>
          )}
        </p>
      </div>
      <Button
        size="sm"
        icon={<Undo2 />}
        reason={reason}
        pending={lift.isPending}
        onClick={() => lift.mutate({ id: memberId, overrideId: o.id })}
      >
        Lift
      </Button>
    </li>
  );
}

const { shape } = staff.operations.setOverride.in;
const overrideInput = z.object({
  effect: z.enum(['allow', 'deny']),
  permission: shape.permission,
  reason: shape.reason,
  /** The last day; it ends at midnight after it, where the person sits who chooses it. */
  lastDay: z.iso.date().optional(),
});
const midnightAfter = (day: string) => {
  const end = new Date(`${day}T00:00:00`);
  end.setDate(end.getDate() + 1);
  return end.toISOString();
};

function AddOverride({ member, onClose }: { member: MemberView; onClose: () => void }) {
  const client = useQueryClient();
  const set = useMutation(api.setOverride.mutationOptions());
  const form = useZodForm(overrideInput, { defaultValues: { effect: 'allow', permission: '', reason: '' } });
  const { control } = form;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save"
      onCancel={onClose}
      onSubmit={async ({ lastDay, ...values }) => {
        const expiresAt = lastDay ? midnightAfter(lastDay) : null;
        await set.mutateAsync({ id: member.id, ...values, expiresAt });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(values.effect === 'deny' ? `${member.name} may not any more.` : `${member.name} may from now on.`);
        onClose();
      }}
    >
      <RadioField
        control={control}
        name="effect"
        label="What"
        options={[
          { value: 'allow', label: 'Grant', help: 'Beside what the roles give.' },
          { value: 'deny', label: 'Deny', help: 'In spite of every role and grant.', icon: <Ban /> },
        ]}
      />
      <ComboboxField
        control={control}
        name="permission"
        label="Permission"
        source="permissions"
        load={(text) => findPermissions(client, text)}
      />
      <TextField control={control} name="reason" label="Reason" autoComplete="off" />
      <DateField
        control={control}
        name="lastDay"
        label="Last day"
        optional
        help="It stops to bind by itself after that day. Left out: until it is lifted."
      />
    </Form>
  );
}
