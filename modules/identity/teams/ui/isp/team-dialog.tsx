import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useController, useWatch } from 'react-hook-form';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { staff } from '#modules/identity/staff/contract.ts';
import { Checkbox } from '#ui/base/choice.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { SelectField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { type Team, teams } from '../../contract.ts';
import type { TeamColour } from '../../rules.ts';

const api = clientFor(teams, 'isp');
const people = clientFor(staff, 'isp');
const colours: Record<TeamColour, string> = {
  brand: 'Accent',
  ok: 'Green',
  warn: 'Amber',
  bad: 'Red',
  info: 'Blue',
  neutral: 'Grey',
};
const colourOptions = Object.entries(colours).map(([value, label]) => ({ value, label }));

interface TeamDialogProps {
  /** Null: closed. */
  team: View<typeof Team, 'isp'> | 'new' | null;
  onClose: () => void;
}

export const TeamDialog = ({ team, onClose }: TeamDialogProps) => (
  <Dialog
    open={team !== null}
    onOpenChange={(open) => !open && onClose()}
    title={team === 'new' || !team ? 'New team' : `Edit ${team.name}`}
  >
    {team && <TeamForm team={team} onClose={onClose} />}
  </Dialog>
);

function TeamForm({ team, onClose }: { team: NonNullable<TeamDialogProps['team']>; onClose: () => void }) {
  const client = useQueryClient();
  const known = team === 'new' ? undefined : team;
  const create = useMutation(api.create.mutationOptions());
  const update = useMutation(api.update.mutationOptions());
  const staffList = useQuery(people.listUsers.queryOptions({ input: { limit: 200 } }));
  const form = useZodForm(teams.operations.create.in, {
    defaultValues: {
      name: known?.name ?? '',
      description: known?.description ?? '',
      colour: known?.colour ?? 'brand',
      leadId: known?.leadId ?? null,
      memberIds: known?.members.map((m) => m.id) ?? [],
    },
  });
  const { control } = form;
  const { field } = useController({ control, name: 'memberIds' });
  const lead = useController({ control, name: 'leadId' });
  const chosen = useWatch({ control, name: 'memberIds' }) ?? [];
  if (staffList.isError && !staffList.data)
    return <ErrorState error={staffList.error} onRetry={() => staffList.refetch()} />;
  if (!staffList.data) return <Skeleton.Lines />;
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel={known ? 'Save team' : 'Create team'}
      onCancel={onClose}
      onSubmit={async (values) => {
        const saved = known ? await update.mutateAsync({ id: known.id, ...values }) : await create.mutateAsync(values);
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`${saved.name} is saved.`);
        onClose();
      }}
    >
      <FieldGrid>
        <TextField control={control} name="name" label="Name" autoFocus autoComplete="off" />
        <SelectField control={control} name="colour" label="Colour" options={colourOptions} />
      </FieldGrid>
      <TextField control={control} name="description" label="What it is for" optional autoComplete="off" />
      <fieldset className="flex max-h-64 flex-col gap-1 overflow-y-auto">
        <legend className="mb-1.5 text-sm font-medium text-ink-2">Members, and who leads</legend>
        {staffList.data.items.map((m) => {
          const on = chosen.includes(m.id);
          return (
            <div key={m.id} className="flex items-center gap-2.5 rounded-md px-2 py-1 hover:bg-hover">
              <Checkbox
                id={`team-${m.id}`}
                checked={on}
                onCheckedChange={(next) => {
                  field.onChange(next === true ? [...chosen, m.id] : chosen.filter((id) => id !== m.id));
                  if (next !== true && lead.field.value === m.id) lead.field.onChange(null);
                }}
              />
              <label htmlFor={`team-${m.id}`} className="min-w-0 flex-1">
                {m.name}
              </label>
              {on && (
                <span className="flex items-center gap-1.5 text-sm text-ink-2">
                  <Checkbox
                    checked={lead.field.value === m.id}
                    onCheckedChange={(next) => lead.field.onChange(next === true ? m.id : null)}
                    aria-label={`${m.name} leads`}
                  />
                  Leads
                </span>
              )}
            </div>
          );
        })}
      </fieldset>
    </Form>
  );
}
