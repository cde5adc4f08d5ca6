import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Checkbox } from '#ui/base/choice.tsx';
import { Input, PasswordInput } from '#ui/base/input.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import { useGo } from '#ui/page/url.tsx';
import { type Problem, toProblem } from '#ui/problem/problem.ts';
import { BrandMark } from '#ui/shell/nav.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { fetchSession, type Realm, safeNext, signIn, verifyBackupCode, verifyTotp } from './session.ts';
import { sessionKey } from './session-provider.tsx';

export interface LoginPageProps {
  realm: Realm;
  name: string;
  home: string;
}

type Step = 'password' | 'totp' | 'backup';

export function LoginPage({ realm, name, home }: LoginPageProps) {
  const t = useT();
  const go = useGo();
  const client = useQueryClient();
  const query = new URLSearchParams(window.location.search);
  const [step, setStep] = useState<Step>('password');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const enter = async () => {
    const session = await client.fetchQuery({
      queryKey: sessionKey(realm),
      queryFn: () => fetchSession(realm),
      staleTime: 0,
    });
    if (!session) throw new Error('The server did not keep the session. Cookies must be allowed for this site.');
    await go(safeNext(query.get('next'), home), { replace: true });
  };

  const attempt = async (action: () => Promise<unknown>) => {
    if (pending) return;
    setPending(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setPending(false);
    }
  };

  const withPassword = (withEmail: string, withSecret: string) =>
    attempt(async () => {
      const next = await signIn(realm, withEmail.trim(), withSecret);
      if (next === 'second-factor') setStep('totp');
      else await enter();
    });

  const wrong = step === 'password' ? t('login.wrong') : t('login.wrongCode');
  const message = problem && messageOf(problem, wrong, t('login.tooMany'));

  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-[372px]">
        <div className="mb-6 flex flex-col items-center gap-3 text-center">
          <BrandMark name={name} className="size-10 rounded-lg text-lg" />
          <h1 className="text-xl font-semibold tracking-[-0.012em]">
            {step === 'password' ? t('login.title', { name }) : t('login.secondTitle')}
          </h1>
        </div>
        <div className="rounded-xl border border-line bg-panel p-5 shadow-card sm:p-6">
          {query.get('ended') && step === 'password' && !problem && (
            <Callout tone="info" className="mb-4" title={t('login.ended')} />
          )}
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
                  autoComplete="username"
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
            </form>
          ) : (
            <SecondFactor
              key={step}
              backup={step === 'backup'}
              pending={pending}
              onSwitch={() => {
                setProblem(null);
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
        </div>
        {step === 'password' && (
          <DemoAccounts
            realm={realm}
            onPick={(account) => {
              setEmail(account.email);
              setPassword(account.password);
              void withPassword(account.email, account.password);
            }}
          />
        )}
      </div>
    </main>
  );
}

const isServerFault = (problem: Problem | null): problem is Problem =>
  problem?.code === 'internal' || problem?.code === 'unavailable' || problem?.code === 'not_configured';

function messageOf(problem: Problem, wrong: string, tooMany: string): string {
  if (problem.code === 'unauthenticated' || problem.code === 'invalid') return wrong;
  return problem.code === 'limit' ? tooMany : problem.message;
}

const Labelled = ({ id, label, children }: { id: string; label: string; children: ReactNode }) => (
  <div className="flex flex-col gap-1.5">
    <label htmlFor={id} className="text-sm font-medium text-ink-2">
      {label}
    </label>
    {children}
  </div>
);

interface SecondFactorProps {
  backup: boolean;
  pending: boolean;
  onSwitch: () => void;
  onCode: (code: string, trust: boolean) => void;
}

function SecondFactor({ backup, pending, onSwitch, onCode }: SecondFactorProps) {
  const t = useT();
  const [code, setCode] = useState('');
  const [trust, setTrust] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onCode(code.replaceAll(' ', ''), trust);
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Labelled id="code" label={t(backup ? 'login.backupCode' : 'login.code')}>
        <Input
          id="code"
          required
          autoFocus
          value={code}
          aria-describedby="code-help"
          autoComplete="one-time-code"
          {...(backup ? {} : { inputMode: 'numeric' as const, pattern: '[0-9 ]{6,7}', maxLength: 7 })}
          className="mono h-11 text-center text-lg tracking-[0.2em]"
          onChange={(event) => {
            const next = event.target.value;
            setCode(next);
            if (!backup && /^\d{6}$/.test(next.replaceAll(' ', ''))) onCode(next.replaceAll(' ', ''), trust);
          }}
        />
        {!backup && (
          <p id="code-help" className="text-sm text-ink-3">
            {t('login.codeHelp')}
          </p>
        )}
      </Labelled>
      {!backup && (
        <label htmlFor="trust" className="flex items-center gap-2 text-ink-2">
          <Checkbox id="trust" checked={trust} onCheckedChange={(checked) => setTrust(checked === true)} />
          {t('login.trust')}
        </label>
      )}
      <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
        {t('login.verify')}
      </Button>
      <Button variant="ghost" size="sm" className="self-center" onClick={onSwitch}>
        {t(backup ? 'login.authenticator' : 'login.backup')}
      </Button>
    </form>
  );
}
