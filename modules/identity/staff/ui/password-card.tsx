import { z } from 'zod';
import { Card } from '#ui/base/card.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PasswordField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { ProblemError, toProblem } from '#ui/problem/problem.ts';
import { changePassword } from '#ui/session/session.ts';
import { useRealm } from '#ui/session/session-provider.tsx';

const input = z
  .object({
    current: z.string().min(1, 'Give the password you have now.'),
    next: z.string().min(12, 'At least 12 characters.').max(128, 'At most 128 characters.'),
    again: z.string(),
  })
  .refine(({ next, again }) => next === again, { path: ['again'], message: 'This differs from the new password.' });
const empty = { current: '', next: '', again: '' };

const fields: Record<string, string> = { currentPassword: 'current', newPassword: 'next' };
/** Puts what the server says of a field beside ours of another name. */
const placed = (error: unknown) => {
  const { code, field, message } = toProblem(error);
  const ours = fields[field ?? ''];
  return ours ? new ProblemError(400, { code, field: ours, detail: message }) : error;
};

export function PasswordCard() {
  const realm = useRealm();
  const form = useZodForm(input, { defaultValues: empty });
  return (
    <Card title="Password">
      <Form
        form={form}
        frame="plain"
        submitLabel="Change password"
        onSubmit={async ({ current, next }) => {
          await changePassword(realm, current, next).catch((error: unknown) => {
            throw placed(error);
          });
          form.reset(empty);
          toast.ok('Your password is changed; your other sessions ended.');
        }}
      >
        <FieldGrid columns={1}>
          <PasswordField control={form.control} name="current" label="Password now" autoComplete="current-password" />
          <PasswordField
            control={form.control}
            name="next"
            label="New password"
            help="12 characters or more; a few words are easy to keep."
            autoComplete="new-password"
          />
          <PasswordField
            control={form.control}
            name="again"
            label="New password once more"
            autoComplete="new-password"
          />
        </FieldGrid>
      </Form>
    </Card>
  );
}
