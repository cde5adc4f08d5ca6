import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useWatch } from 'react-hook-form';
import { z } from 'zod';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { RolePicker } from './role-picker.tsx';
import { staffApi as api, type MemberAccessView, type MemberView } from './staff-values.tsx';

/** The roles a colleague has, each for good or until a time. */
export function MemberRoles({ member }: { member: MemberView }) {
  const access = useQuery(api.access.queryOptions({ input: { id: member.id } }));
  const { data } = access;
  if (access.isError && !data) return <ErrorState error={access.error} onRetry={() => access.refetch()} />;
  if (!data) return <Skeleton.Lines />;
  return <RolesForm key={JSON.stringify(data.roles)} member={member} access={data} />;
}

const rolesInput = z.object({
  roleIds: z.array(z.uuid()).min(1, 'Give at least one role.'),
  /** By the role's id, as a field for local time has it; empty: for good. */
  ends: z.record(z.string(), z.string().optional()),
});
const localTime = (iso: string) => {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
};

function RolesForm({ member, access }: { member: MemberView; access: MemberAccessView }) {
  const client = useQueryClient();
  const write = useCan('identity.user:write');
  const save = useMutation(api.setRoles.mutationOptions());
  const roles = useQuery(api.listRoles.queryOptions({ input: {} }));
  const form = useZodForm(rolesInput, {
    defaultValues: {
      roleIds: access.roles.map((r) => r.roleId),
      ends: Object.fromEntries(access.roles.map((r) => [r.roleId, r.expiresAt ? localTime(r.expiresAt) : ''])),
    },
  });
  const chosen = useWatch({ control: form.control, name: 'roleIds' });
  const nameOf = (id: string) => roles.data?.items.find((r) => r.id === id)?.name ?? 'role';
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Save roles"
      reason={write.reason ?? (form.formState.isDirty ? undefined : 'Nothing is changed.')}
      onSubmit={async ({ roleIds, ends }) => {
        const expiries = roleIds.flatMap((roleId) => {
          const end = ends[roleId];
          return end ? [{ roleId, expiresAt: new Date(end).toISOString() }] : [];
        });
        await save.mutateAsync({ id: member.id, roleIds, expiries });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`The roles of ${member.name} are changed.`);
      }}
    >
      <RolePicker form={form} name="roleIds" />
      {chosen.map((id) => (
        <TextField
          key={id}
          control={form.control}
          name={`ends.${id}`}
          label={`${nameOf(id)} until`}
          type="datetime-local"
          optional
        />
      ))}
    </Form>
  );
}
