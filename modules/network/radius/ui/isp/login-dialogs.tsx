import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { SecretReveal } from '#ui/base/secret-reveal.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PasswordField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useGo } from '#ui/page/url.tsx';
import { keepingMeanings } from '../../policy-rules.ts';
import { whyNotDelete } from '../../rules.ts';
import type { LoginDialogProps } from './login-edit.tsx';
import { loginSchema } from './login-fields.tsx';
import { loginsPath } from './login-values.tsx';
import { radiusApi } from './radius-values.tsx';

const passwordSchema = loginSchema.pick({ password: true });

function PasswordForm({
  login,
  onDone,
  onCancel,
}: {
  login: LoginDialogProps['login'];
  onDone: (made?: string) => void;
  onCancel: () => void;
}) {
  const client = useQueryClient();
  const set = useMutation(radiusApi.setPassword.mutationOptions());
  const form = useZodForm(passwordSchema, { defaultValues: { password: '' } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Set password"
      onCancel={onCancel}
      onSubmit={async ({ password }) => {
        const saved = await set.mutateAsync({ id: login.id, ...(password === undefined ? {} : { password }) });
        await client.invalidateQueries({ queryKey: radiusApi.getAccount.key() });
        toast.ok(`${login.username} has a new password.`);
        onDone(saved.newPassword);
      }}
    >
      <PasswordField
        control={form.control}
        name="password"
        label="New password"
        optional
        autoComplete="new-password"
        help="Leave empty and a good one is made. It is shown once. The live session goes on; the next login needs it."
      />
    </Form>
  );
}

/** Sets a password, then stays to show the one that was made. */
export function PasswordDialog({ login, open, onOpenChange }: LoginDialogProps) {
  const [made, setMade] = useState<string | null>(null);
  const done = (password?: string) => {
    setMade(password ?? null);
    onOpenChange(false);
  };
  return (
    <>
      <Dialog open={open} onOpenChange={onOpenChange} title={`Set the password of ${login.username}`} size="sm">
        {open && <PasswordForm login={login} onDone={done} onCancel={() => onOpenChange(false)} />}
      </Dialog>
      <SecretReveal secret={made} title={`Password of ${login.username}`} onClose={() => setMade(null)}>
        {keepingMeanings[login.passwordKeeping]}
      </SecretReveal>
    </>
  );
}

export function RevealDialog({ login, open, onOpenChange }: LoginDialogProps) {
  const reveal = useMutation(radiusApi.revealPassword.mutationOptions());
  const [shown, setShown] = useState<string | null>(null);
  return (
    <>
      <ConfirmDialog
        open={open}
        onOpenChange={onOpenChange}
        title={`Show the password of ${login.username}?`}
        tone="primary"
        confirmLabel="Show"
        onConfirm={async () => setShown((await reveal.mutateAsync({ id: login.id })).password ?? '')}
      >
        The audit keeps that you have seen it.
      </ConfirmDialog>
      <Dialog open={shown !== null} onOpenChange={(next) => !next && setShown(null)} size="sm" title="RADIUS login">
        <DescriptionList
          items={[
            { term: 'Username', value: <CopyText text={login.username} mono /> },
            { term: 'Password', value: <CopyText text={shown ?? ''} mono /> },
          ]}
        />
      </Dialog>
    </>
  );
}

export function DisableDialog({ login, open, onOpenChange }: LoginDialogProps) {
  const client = useQueryClient();
  const fieldId = useId();
  const [reason, setReason] = useState('');
  const disable = useMutation(radiusApi.disableAccount.mutationOptions());
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Disable ${login.username}?`}
      confirmLabel="Disable"
      onConfirm={async () => {
        await disable.mutateAsync({ id: login.id, reason });
        await client.invalidateQueries({ queryKey: radiusApi.key() });
        toast.ok(`${login.username} is disabled.`);
      }}
    >
      <p className="mb-3">
        Every attempt is refused{login.online ? ', and the live session is disconnected' : ''}. A payment does not bring
        it back; somebody must enable it.
      </p>
      <label htmlFor={fieldId} className="mb-1 block text-sm font-medium text-ink-2">
        Reason, for the record
      </label>
      <Input id={fieldId} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
    </ConfirmDialog>
  );
}

export function EnableDialog({ login, open, onOpenChange }: LoginDialogProps) {
  const client = useQueryClient();
  const enable = useMutation(radiusApi.enableAccount.mutationOptions());
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Enable ${login.username}?`}
      tone="primary"
      confirmLabel="Enable"
      onConfirm={async () => {
        await enable.mutateAsync({ id: login.id });
        await client.invalidateQueries({ queryKey: radiusApi.key() });
        toast.ok(`${login.username} is enabled.`);
      }}
    >
      It may log in again, unless its subscription is suspended.
    </ConfirmDialog>
  );
}

export function DeleteDialog({ login, open, onOpenChange }: LoginDialogProps) {
  const client = useQueryClient();
  const go = useGo();
  const remove = useMutation(radiusApi.deleteAccount.mutationOptions());
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Delete ${login.username}?`}
      confirmLabel="Delete login"
      nameToType={login.username}
      reason={whyNotDelete(login) ?? undefined}
      onConfirm={async () => {
        await remove.mutateAsync({ id: login.id });
        await client.invalidateQueries({ queryKey: radiusApi.listAccounts.key() });
        toast.ok(`${login.username} is deleted.`);
        // After the dialog has closed itself in the address of this page.
        setTimeout(() => void go(loginsPath, { replace: true }));
      }}
    >
      Its attempts are refused from now on{login.online ? ', and its live session is disconnected' : ''}. Past sessions
      keep its name.
    </ConfirmDialog>
  );
}
