import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { z } from 'zod';
import { BackupCodes, Enrolment } from '#modules/identity/staff/ui/second-factor-enrolment.tsx';
import { Button } from '#ui/base/button.tsx';
import { RadioCards } from '#ui/base/choice.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { PasswordField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { useGo } from '#ui/page/url.tsx';
import { BareFrame } from '#ui/session/bare-frame.tsx';
import { passkeysWork } from '#ui/session/passkey.ts';
import { enableSecondFactor, type SecondFactorSecret, safeNext } from '#ui/session/session.ts';
import { SessionProvider, sessionKey, useRealm, useSessionQuery, useSignOut } from '#ui/session/session-provider.tsx';
import { useApp } from '#ui/shell/shell-context.tsx';
import { AddPasskeyForm } from './passkey-dialogs.tsx';

/** Stands between the sign-in and the console for whoever must have a second factor and has none. */
export default function SecondFactorPage() {
  const { realm, name, home, base = '' } = useApp();
  const go = useGo();
  const session = useSessionQuery(realm);
  const [keeping, setKeeping] = useState(false);
  const { data } = session;
  const next = safeNext(new URLSearchParams(window.location.search).get('next'), home);
  const wanted = data === null ? `${base}/login` : data && !data.secondFactor?.due && !keeping ? next : null;
  useEffect(() => {
    if (wanted) void go(wanted, { replace: true });
  }, [wanted, go]);
  if (!data || wanted)
    return (
      <BareFrame name={name} title="One more lock">
        <Skeleton.Lines />
      </BareFrame>
    );
  return (
    <SessionProvider realm={realm} session={data}>
      <BareFrame
        name={name}
        wide
        title="Set up a second factor"
        lead={`${data.tenant?.name ?? name} asks for one, so that a stolen password alone opens nothing. It takes a minute.`}
        after={<Leave />}
      >
        <Ways onKeeping={() => setKeeping(true)} onKept={() => setKeeping(false)} />
      </BareFrame>
    </SessionProvider>
  );
}

function Leave() {
  const signOut = useSignOut();
  return (
    <div className="mt-4 flex justify-center">
      <Button variant="ghost" size="sm" onClick={() => void signOut()}>
        Sign out
      </Button>
    </div>
  );
}

const ways = [
  { value: 'passkey', label: 'Passkey', help: 'A finger, a face or the PIN of this device.' },
  { value: 'app', label: 'Authenticator app', help: 'Six digits of an app on your phone.' },
] as const;
type Way = (typeof ways)[number]['value'];

function Ways({ onKeeping, onKept }: { onKeeping: () => void; onKept: () => void }) {
  const client = useQueryClient();
  const realm = useRealm();
  const [way, setWay] = useState<Way>(passkeysWork() ? 'passkey' : 'app');
  const [secret, setSecret] = useState<SecondFactorSecret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const refresh = () => client.refetchQueries({ queryKey: sessionKey(realm) });
  if (codes) return <BackupCodes codes={codes} onDone={onKept} />;
  if (secret)
    return (
      <Enrolment
        secret={secret}
        onDone={async () => {
          // The codes are shown once: nobody is sent on before they are kept.
          onKeeping();
          setCodes(secret.backupCodes);
          await refresh();
        }}
      />
    );
  return (
    <div className="flex flex-col gap-5">
      {passkeysWork() && (
        <RadioCards id="way" label="Second factor" value={way} onChange={(v) => setWay(v)} options={[...ways]} />
      )}
      {way === 'passkey' ? (
        <AddPasskeyForm onDone={async () => void (await refresh())} />
      ) : (
        <AppForm onSecret={setSecret} />
      )}
    </div>
  );
}

const input = z.object({ password: z.string().min(1, 'Give your password.') });

function AppForm({ onSecret }: { onSecret: (secret: SecondFactorSecret) => void }) {
  const realm = useRealm();
  const form = useZodForm(input, { defaultValues: { password: '' } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Go on"
      onSubmit={async ({ password }) => onSecret(await enableSecondFactor(realm, password))}
    >
      <PasswordField
        control={form.control}
        name="password"
        label="Password"
        help="Once more, so that nobody else sets this up at your desk."
        autoComplete="current-password"
      />
    </Form>
  );
}
