import { type FormEvent, useState } from 'react';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Input, PasswordInput } from '#ui/base/input.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import { useGo } from '#ui/page/url.tsx';
import { useApp } from '#ui/shell/shell-context.tsx';
import { BareFrame, Labelled } from './bare-frame.tsx';
import { type Realm, requestPasswordReset, resetPassword } from './session.ts';
import { useAttempt } from './use-attempt.ts';

export interface ResetPasswordPageProps {
  realm: Realm;
  name: string;
}

/** `/reset-password`: with the token of a mailed link it takes the new password, without one it sends that mail. */
export function ResetPasswordPage(props: ResetPasswordPageProps) {
  const token = new URLSearchParams(window.location.search).get('token');
  return token ? <NewPassword {...props} token={token} /> : <AskForLink {...props} />;
}

function NewPassword({ realm, name, token }: ResetPasswordPageProps & { token: string }) {
  const t = useT();
  const go = useGo();
  const { base = '' } = useApp();
  const [password, setPassword] = useState('');
  const { pending, problem, attempt } = useAttempt();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      await resetPassword(realm, token, password);
      await go(`${base}/login`, { search: { reset: '1' }, replace: true });
    });
  };
  // What is wrong with the password is said of its field; all else that is invalid is the link.
  const badLink =
    problem?.field !== 'newPassword' && (problem?.code === 'invalid' || problem?.code === 'unauthenticated');
  return (
    <BareFrame name={name} title={t('login.resetTitle')}>
      {problem && (
        <Callout
          tone="bad"
          className="mb-4"
          title={badLink ? t('login.resetBadLink') : problem.message}
          requestId={badLink ? undefined : problem.requestId}
        />
      )}
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Labelled id="password" label={t('login.newPassword')} help={t('login.newPasswordHelp')}>
          <PasswordInput
            id="password"
            required
            autoFocus
            minLength={12}
            maxLength={128}
            autoComplete="new-password"
            aria-describedby="password-help"
            className="h-10"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        </Labelled>
        <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
          {t('login.resetSave')}
        </Button>
        {badLink && (
          <ButtonLink to={`${base}/reset-password`} variant="ghost" size="sm" className="self-center">
            {t('login.forgotTitle')}
          </ButtonLink>
        )}
      </form>
    </BareFrame>
  );
}

function AskForLink({ realm, name }: ResetPasswordPageProps) {
  const t = useT();
  const { base = '' } = useApp();
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState(false);
  const { pending, problem, attempt } = useAttempt();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void attempt(async () => {
      await requestPasswordReset(realm, email.trim());
      setSent(true);
    });
  };
  return (
    <BareFrame name={name} title={t('login.forgotTitle')}>
      {sent && <Callout tone="ok" className="mb-4" title={t('login.forgotSent')} />}
      {problem && (
        <Callout tone="bad" className="mb-4" title={problem.code === 'limit' ? t('login.tooMany') : problem.message} />
      )}
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Labelled id="email" label={t('login.email')}>
          <Input
            id="email"
            type="email"
            autoComplete="username"
            required
            autoFocus
            className="h-10"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        </Labelled>
        <Button type="submit" variant="primary" size="lg" pending={pending} className="w-full">
          {t('login.forgotSend')}
        </Button>
        <ButtonLink to={`${base}/login`} variant="ghost" size="sm" className="self-center">
          {t('login.back')}
        </ButtonLink>
      </form>
    </BareFrame>
  );
}
