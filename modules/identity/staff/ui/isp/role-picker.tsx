import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { type FieldValues, type Path, useController } from 'react-hook-form';
import { Checkbox } from '#ui/base/choice.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import type { ZodForm } from '#ui/form/use-zod-form.ts';
import { holds } from '#ui/page/navigation.ts';
import { usePermissions } from '#ui/session/session-provider.tsx';
import { staffApi } from './staff-values.tsx';

/** Which roles a colleague has. A role that holds more than oneself can be seen and not given. */
export function RolePicker<In extends FieldValues, Out>({ form, name }: { form: ZodForm<In, Out>; name: Path<In> }) {
  const id = useId();
  const mine = usePermissions();
  const roles = useQuery(staffApi.listRoles.queryOptions({ input: {} }));
  const { field, fieldState } = useController({ control: form.control, name });
  const chosen: readonly string[] = field.value;
  if (roles.isError && !roles.data) return <ErrorState error={roles.error} onRetry={() => roles.refetch()} />;
  const message = fieldState.error?.message;
  return (
    <fieldset className="flex flex-col gap-1" aria-describedby={message ? `${id}-error` : undefined}>
      <legend className="mb-1.5 text-sm font-medium text-ink-2">Roles</legend>
      {!roles.data && <Skeleton.Lines />}
      {roles.data?.items.map((role) => {
        const above = role.permissions.find((permission) => !holds(mine, permission));
        const on = chosen.includes(role.id);
        return (
          <label
            key={role.id}
            htmlFor={`${id}-${role.id}`}
            className="flex items-start gap-2.5 rounded-md px-2 py-1.5 hover:bg-hover has-disabled:opacity-60"
          >
            <Checkbox
              id={`${id}-${role.id}`}
              className="mt-0.5"
              checked={on}
              disabled={above !== undefined}
              onBlur={field.onBlur}
              onCheckedChange={(next) =>
                field.onChange(next === true ? [...chosen, role.id] : chosen.filter((other) => other !== role.id))
              }
            />
            <span className="min-w-0">
              <span className="block font-medium">{role.name}</span>
              <span className="block text-sm text-ink-3">
                {above ? `You do not hold ${above} yourself.` : role.description}
              </span>
            </span>
          </label>
        );
      })}
      {message && (
        <p id={`${id}-error`} role="alert" className="text-sm text-bad-ink">
          {message}
        </p>
      )}
    </fieldset>
  );
}
