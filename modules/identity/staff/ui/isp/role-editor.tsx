import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useController, useWatch } from 'react-hook-form';
import { PermissionMatrix } from '#ui/access/permission-matrix.tsx';
import { permissionSentence } from '#ui/access/permission-words.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { staff } from '../../contract.ts';
import { staffApi as api, type PermissionView, type RoleView } from './staff-values.tsx';

export interface RoleEditorProps {
  /** Left out: a new role. */
  role: RoleView | undefined;
  /** What a new role begins as. */
  model?: RoleView | undefined;
  catalogue: readonly PermissionView[];
  /** Which role to show next. */
  onDone: (roleId: string | undefined) => void;
}

export const RoleEditor = (props: RoleEditorProps) =>
  props.role?.builtIn ? <BuiltIn {...props} role={props.role} /> : <RoleForm {...props} />;

const BuiltIn = ({ role, catalogue }: RoleEditorProps & { role: RoleView }) => (
  <Card title={role.name} status={<Chip>Built in</Chip>}>
    <Callout title="Built-in roles stay as they are, and grow with the product." className="mb-4">
      Copy this one as a new role to change what it allows.
    </Callout>
    <PermissionMatrix catalogue={catalogue} value={role.permissions} />
  </Card>
);

/** What saving would give and take, before it is done. */
function Difference({ before, after }: { before: readonly string[]; after: readonly string[] }) {
  const given = after.filter((p) => !before.includes(p));
  const taken = before.filter((p) => !after.includes(p));
  if (given.length + taken.length === 0) return null;
  const line = (title: string, list: string[]) =>
    list.length > 0 && (
      <p>
        <span className="font-medium">{title}</span> {list.map(permissionSentence).join('; ')}
      </p>
    );
  return (
    <Callout tone="warn" title="This changes what everybody with this role may do, at once.">
      {line('Gives:', given)}
      {line('Takes away:', taken)}
    </Callout>
  );
}

function RoleForm({ role, model, catalogue, onDone }: RoleEditorProps) {
  const client = useQueryClient();
  const write = useCan('identity.role:write');
  const create = useMutation(api.createRole.mutationOptions());
  const update = useMutation(api.updateRole.mutationOptions());
  const form = useZodForm(staff.operations.createRole.in, {
    defaultValues: {
      name: role?.name ?? (model ? `${model.name} (copy)` : ''),
      description: role?.description ?? model?.description ?? '',
      permissions: [...(role ?? model ?? { permissions: [] }).permissions],
    },
    ...(role ? {} : { draft: 'role.new' }),
  });
  const { control } = form;
  const { field, fieldState } = useController({ control, name: 'permissions' });
  const permissions = useWatch({ control, name: 'permissions' });
  const unchanged = role && !form.formState.isDirty ? 'Nothing is changed.' : undefined;

  return (
    <Card title={role?.name ?? 'New role'} aside={role && <Remove role={role} onDone={() => onDone(undefined)} />}>
      <Form
        form={form}
        frame="plain"
        submitLabel={role ? 'Save role' : 'Create role'}
        reason={write.reason ?? unchanged}
        {...(role ? {} : { onCancel: () => onDone(undefined) })}
        onSubmit={async (values) => {
          const saved = role ? await update.mutateAsync({ id: role.id, ...values }) : await create.mutateAsync(values);
          await client.invalidateQueries({ queryKey: api.key() });
          toast.ok(role ? `${saved.name} is changed.` : `${saved.name} is there; give it to colleagues under Staff.`);
          onDone(saved.id);
        }}
      >
        <FieldGrid>
          <TextField control={control} name="name" label="Name" autoComplete="off" />
          <TextField control={control} name="description" label="What it is for" autoComplete="off" />
        </FieldGrid>
        <div>
          <PermissionMatrix
            catalogue={catalogue}
            value={field.value}
            {...(write.allowed ? { onChange: field.onChange } : {})}
          />
          {fieldState.error?.message && (
            <p role="alert" className="mt-2 text-sm text-bad-ink">
              {fieldState.error.message}
            </p>
          )}
        </div>
        {role && <Difference before={role.permissions} after={permissions} />}
      </Form>
    </Card>
  );
}

function Remove({ role, onDone }: { role: RoleView; onDone: () => void }) {
  const client = useQueryClient();
  const write = useCan('identity.role:write');
  const remove = useMutation(api.removeRole.mutationOptions());
  const [asking, setAsking] = useState(false);
  const used = role.members > 0 ? 'Colleagues have this role; give them another first.' : undefined;
  return (
    <>
      <Button
        size="sm"
        variant="danger"
        icon={<Trash2 />}
        reason={write.reason ?? used}
        onClick={() => setAsking(true)}
      >
        Remove
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Remove the role ${role.name}?`}
        confirmLabel="Remove"
        onConfirm={async () => {
          await remove.mutateAsync({ id: role.id });
          await client.invalidateQueries({ queryKey: api.key() });
          toast.ok(`${role.name} is removed.`);
          onDone();
        }}
      >
        Nobody has it, so nobody loses anything.
      </ConfirmDialog>
    </>
  );
}
