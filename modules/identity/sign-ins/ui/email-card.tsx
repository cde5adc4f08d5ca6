import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PasswordField, TextField } from '#ui/form/fields.tsx';
import { FieldGrid, Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { DateTime } from '#ui/format/values.tsx';
import { useRealm, useSession } from '#ui/session/session-provider.tsx';
import { signIns } from '../contract.ts';
import { useOwnActions, useOwnSecurity } from './own-security.ts';

const apis = { isp: clientFor(signIns, 'isp'), platform: clientFor(signIns, 'platform') };
const useApi = () => apis[useRealm() === 'platform' ? 'platform' : 'isp'];

/** The address one signs in with, and the one that waits to be proven. */
export function EmailCard({ className }: { className?: string }) {
  const api = useApi();
  const { user } = useSession();
  const security = useOwnSecurity();
  const { refresh } = useOwnActions();
  const cancel = useMutation(api.cancelEmail.mutationOptions());
  const [changing, setChanging] = useState(false);
  const giveUp = async () => {
    try {
      await cancel.mutateAsync({});
      await refresh();
      toast.ok('The change is given up.');
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <QueryCard
      title="E-mail"
      query={security}
      {...(className ? { className } : {})}
      aside={
        <Button size="sm" onClick={() => setChanging(true)}>
          Change e-mail
        </Button>
      }
    >
      {({ awaitedEmail }) => (
        <div className="flex flex-col gap-3">
          <p>
            You sign in with <b className="font-semibold break-all">{user.email}</b>.
          </p>
          {awaitedEmail && (
            <Callout
              tone="info"
              title={`Open the link we mailed to ${awaitedEmail.email}`}
              action={
                <Button size="sm" pending={cancel.isPending} onClick={() => void giveUp()}>
                  Give up the change
                </Button>
              }
            >
              It works until <DateTime at={awaitedEmail.expiresAt} show="minute" />. Until then nothing changes.
            </Callout>
          )}
          <Dialog open={changing} onOpenChange={setChanging} title="Change your e-mail">
            {changing && (
              <ChangeForm
                onCancel={() => setChanging(false)}
                onDone={async () => {
                  await refresh();
                  setChanging(false);
                }}
              />
            )}
          </Dialog>
        </div>
      )}
    </QueryCard>
  );
}

const input = z.object({
  email: z.email('This is not an e-mail address.'),
  password: z.string().min(1, 'Give your password.'),
});

function ChangeForm({ onCancel, onDone }: { onCancel: () => void; onDone: () => Promise<void> }) {
  const change = useMutation(useApi().changeEmail.mutationOptions());
  const form = useZodForm(input, { defaultValues: { email: '', password: '' } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Send the link"
      onCancel={onCancel}
      onSubmit={async (values) => {
        await change.mutateAsync(values);
        toast.ok('If nobody else has this address, a link is on its way to it.');
        await onDone();
      }}
    >
      <p className="text-pretty text-ink-2">
        We mail a link to the new address. When you open it, you sign in with that address from then on.
      </p>
      <FieldGrid columns={1}>
        <TextField control={form.control} name="email" label="New e-mail" type="email" autoComplete="email" autoFocus />
        <PasswordField control={form.control} name="password" label="Password" autoComplete="current-password" />
      </FieldGrid>
    </Form>
  );
}
