import { useQueryClient } from '@tanstack/react-query';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PasswordField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { ProblemError, toProblem } from '#ui/problem/problem.ts';
import {
  disableSecondFactor,
  enableSecondFactor,
  newBackupCodes,
  type SecondFactorSecret,
} from '#ui/session/session.ts';
import { sessionKey, useRealm, useSession } from '#ui/session/session-provider.tsx';
import { BackupCodes, Enrolment } from './second-factor-enrolment.tsx';

type Step =
  | { kind: 'password'; to: 'enable' | 'disable' | 'codes' }
  | { kind: 'enrol'; secret: SecondFactorSecret }
  | { kind: 'codes'; codes: string[] };

const titles = {
  enable: 'Set up a second factor',
  disable: 'Turn the second factor off?',
  codes: 'New recovery codes',
};

export function SecondFactorCard() {
  const { user } = useSession();
  const [step, setStep] = useState<Step | null>(null);
  const client = useQueryClient();
  const realm = useRealm();
  const refresh = () => client.invalidateQueries({ queryKey: sessionKey(realm) });
  const close = () => setStep(null);
  const ask = (to: 'enable' | 'disable' | 'codes') => setStep({ kind: 'password', to });
  const title = step?.kind === 'password' ? titles[step.to] : step?.kind === 'codes' ? 'Recovery codes' : titles.enable;

  return (
    <Card title="Second factor" status={user.twoFactor ? <Chip tone="ok">On</Chip> : <Chip>Off</Chip>}>
      <p className="mb-4 text-pretty text-ink-2">
        {user.twoFactor
          ? 'Signing in asks for a code of your authenticator app after the password.'
          : 'With a code of an authenticator app, a stolen password alone opens nothing.'}
      </p>
      <div className="flex flex-wrap gap-2">
        {user.twoFactor ? (
          <>
            <Button onClick={() => ask('codes')}>New recovery codes</Button>
            <Button variant="danger" onClick={() => ask('disable')}>
              Turn off
            </Button>
          </>
        ) : (
          <Button variant="primary" icon={<ShieldCheck />} onClick={() => ask('enable')}>
            Set up
          </Button>
        )}
      </div>
      <Dialog open={step !== null} onOpenChange={(open) => !open && close()} title={title}>
        {step?.kind === 'password' && (
          <PasswordStep
            to={step.to}
            onCancel={close}
            onDone={async (next) => {
              if (step.to === 'disable') toast.ok('The second factor is off.');
              setStep(next);
              if (!next) await refresh();
            }}
          />
        )}
        {step?.kind === 'enrol' && (
          <Enrolment
            secret={step.secret}
            onDone={async () => {
              setStep({ kind: 'codes', codes: step.secret.backupCodes });
              await refresh();
              toast.ok('The second factor is on.');
            }}
          />
        )}
        {step?.kind === 'codes' && <BackupCodes codes={step.codes} onDone={close} />}
      </Dialog>
    </Card>
  );
}

const input = z.object({ password: z.string().min(1, 'Give your password.') });
const words = {
  enable: 'Your password first, so that nobody else sets this up at your desk.',
  disable: 'Then the password alone lets you in.',
  codes: 'The recovery codes you have now stop working.',
};
const labels = { enable: 'Go on', disable: 'Turn off', codes: 'Make new codes' };

function PasswordStep({
  to,
  onCancel,
  onDone,
}: {
  to: 'enable' | 'disable' | 'codes';
  onCancel: () => void;
  onDone: (next: Step | null) => Promise<void>;
}) {
  const realm = useRealm();
  const form = useZodForm(input, { defaultValues: { password: '' } });
  const act = async (password: string): Promise<Step | null> => {
    if (to === 'enable') return { kind: 'enrol', secret: await enableSecondFactor(realm, password) };
    if (to === 'codes') return { kind: 'codes', codes: await newBackupCodes(realm, password) };
    await disableSecondFactor(realm, password);
    return null;
  };
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel={labels[to]}
      submitTone={to === 'disable' ? 'danger-solid' : 'primary'}
      onCancel={onCancel}
      onSubmit={async ({ password }) => {
        const next = await act(password).catch((error: unknown) => {
          if (toProblem(error).code !== 'invalid') throw error;
          throw new ProblemError(400, { code: 'invalid', field: 'password', detail: 'This is not your password.' });
        });
        await onDone(next);
      }}
    >
      <p className="text-ink-2">{words[to]}</p>
      <PasswordField control={form.control} name="password" label="Password" autoComplete="current-password" />
    </Form>
  );
}
