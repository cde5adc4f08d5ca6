import { useQueryClient } from '@tanstack/react-query';
import { Fingerprint } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Input, PasswordInput } from '#ui/base/input.tsx';
import { useBrand } from '#ui/brand/brand.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { MaintenanceNotice } from '#ui/notice/maintenance.tsx';
import { Link, useGo } from '#ui/page/url.tsx';
import type { Problem } from '#ui/problem/problem.ts';
import { useApp } from '#ui/shell/shell-context.tsx';
import { BareFrame, Labelled } from './bare-frame.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { offersPasskeysInFields, passkeysWork, signInWithPasskey, stopWaiting } from './passkey.ts';
import { SecondFactor } from './second-factor.tsx';
import { fetchSession, type Realm, safeNext, signIn, verifyBackupCode, verifyTotp } from './session.ts';
import { sessionKey } from './session-provider.tsx';
import { SingleSignOn, singleSignOnRefusal } from './single-sign-on.tsx';
import { useAttempt } from './use-attempt.ts';

export interface LoginPageProps {
  realm: Realm;
  name: string;
  home: string;
}

type Step = 'password' | 'totp' | 'backup';

export function LoginPage({ realm, name: ownName, home }: LoginPageProps) {
  const t = useT();
  const name = useBrand()?.productName ?? ownName;
  const go = useGo();
  const client = useQueryClient();
  const { base = '' } = useApp();
  const query = new URLSearchParams(window.location.search);
  const [step, setStep] = useState<Step>('password');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const { pending, problem, attempt, forget } = useAttempt();

  const enter = async () => {
    const session = await client.fetchQuery({
      queryKey: sessionKey(realm),
      queryFn: () => fetchSession(realm),
      staleTime: 0,
    });
    if (!session) throw new Error('The server did not keep the session. Cookies must be allowed for this site.');
    await go(safeNext(query.get('next'), home), { replace: true });
  };

  const withPassword = (withEmail: string, withSecret: string) =>
    attempt(async () => {
      const next = await signIn(realm, withEmail.trim(), withSecret);
      if (next === 'second-factor') setStep('totp');
      else await enter();
    });

  const withPasskey = () =>
    attempt(async () => {
      await signInWithPasskey(realm, t('login.passkeyNone'));
      await enter();
    });
  // Browsers offer passkeys in the field where the address is typed, for as long as this waits for one.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once per visit of the page
  useEffect(() => {
    let left = false;
    void offersPasskeysInFields()
      .then(async (offered) => {
        if (!offered || left) return;
        await signInWithPasskey(realm, '', true);
        await enter();
      })
      // Nobody asked for anything: there is nothing to tell.
      .catch(() => undefined);
    return () => {
      left = true;
      if (passkeysWork()) void stopWaiting();
    };
  }, []);

  const wrong = step === 'password' ? t('login.wrong') : t('login.wrongCode');
  const message = problem && messageOf(problem, wrong, t('login.tooMany'));
  const refusal = query.get('sso') ? singleSignOnRefusal() : null;
  const notice = query.get('ended') ? t('login.ended') : query.get('reset') ? t('login.resetDone') : null;

  return (
    <BareFrame
      before={<MaintenanceNotice realm={realm} />}
      name={name}
      title={step === 'password' ? t('login.title', { name }) : t('login.secondTitle')}
      after={
        step === 'password' && (
          <DemoAccounts
            realm={realm}
            onPick={(account) => {
              setEmail(account.email);
              setPassword(account.password);
              void withPassword(account.email, account.password);
            }}
          />
        )
      }
    >
      {notice && step === 'password' && !problem && (
        <Callout tone={query.get('ended') ? 'info' : 'ok'} className="mb-4" title={notice} />
      )}
      {refusal && !message && <Callout tone="bad" className="mb-4" title={refusal} />}
      {message && (
        <Callout
          tone="bad"
          className="mb-4"
          title={message}
          requestId={isServerFault(problem) ? problem.requestId : undefined}
        />
      )}
      {step === 'password' ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void withPassword(email, password);
          }}
          className="flex flex-col gap-4"
        >
          <Labelled id="email" label={t('login.email')}>
            <Input
              id="email"
              name="email"
              type="email"
              autoComplete="username webauthn"
              required
              className="h-10"
              autoFocus
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </Labelled>
          <Labelled id="password" label={t('login.password')}>
            <PasswordInput
              id="password"
              name="password"
              className="h-10"
              autoComplete="current-password"
              required
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </Labelled>
          <Button type="submit" variant="primary" size="lg" pending={pending} className="mt-1 w-full">
            {t('action.signIn')}
          </Button>
          <Link
            to={`${base}/reset-password`}
            className="self-center rounded-xs text-sm text-ink-2 hover:text-ink hover:underline"
          >
            {t('login.forgot')}
          </Link>
          {passkeysWork() && (
            <Button
              type="button"
              size="lg"
              icon={<Fingerprint />}
              className="w-full"
              pending={pending}
              onClick={() => void withPasskey()}
            >
              {t('login.passkey')}
            </Button>
          )}
          {realm === 'isp' && <SingleSignOn email={email} next={safeNext(query.get('next'), home)} />}
        </form>
      ) : (
        <SecondFactor
          key={step}
          backup={step === 'backup'}
          pending={pending}
          onSwitch={() => {
            forget();
            setStep(step === 'backup' ? 'totp' : 'backup');
          }}
          onCode={(code, trust) =>
            attempt(async () => {
              if (step === 'backup') await verifyBackupCode(realm, code);
              else await verifyTotp(realm, code, trust);
              await enter();
            })
          }
        />
      )}
    </BareFrame>
  );
}

const isServerFault = (problem: Problem | null): problem is Problem =>
  problem?.code === 'internal' || problem?.code === 'unavailable' || problem?.code === 'not_configured';

function messageOf(problem: Problem, wrong: string, tooMany: string): string {
  if (problem.code === 'unauthenticated' || problem.code === 'invalid') return wrong;
  return problem.code === 'limit' ? tooMany : problem.message;
}
