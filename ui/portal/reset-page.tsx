import { type FormEvent, useState } from 'react';
import { useBrand } from '#ui/brand/brand.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { Action, ActionLink, Labelled } from './parts.tsx';
import { PortalLink } from './router.tsx';
import { rememberedProvider, requestPortalReset, resetPortalPassword } from './session.ts';
import { useWords } from './words.ts';

/** With the token of a mailed link it takes the new password, without one it sends that mail. */
export default function ResetPage() {
  const token = new URLSearchParams(window.location.search).get('token');
  return token ? <NewPassword token={token} /> : <AskForLink />;
}

function useOneForm(action: (form: FormData) => Promise<unknown>) {
  const [state, setState] = useState<'idle' | 'busy' | 'done'>('idle');
  const [problem, setProblem] = useState<ReturnType<typeof toProblem> | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setState('busy');
    setProblem(null);
    try {
      await action(form);
      setState('done');
    } catch (error) {
      setProblem(toProblem(error));
      setState('idle');
    }
  };
  return { state, problem, submit };
}

const Said = ({ children }: { children: string }) => (
  <p role="alert" className="p-problem">
    {children}
  </p>
);

function AskForLink() {
  const say = useWords();
  const brand = useBrand();
  const provider = brand?.slug ?? rememberedProvider();
  const { state, problem, submit } = useOneForm((form) =>
    requestPortalReset(String(form.get('provider') ?? provider).trim(), String(form.get('login')).trim()),
  );
  return (
    <form className="p-card" onSubmit={submit}>
      <h1>{say('reset.title')}</h1>
      {provider === '' && (
        <Labelled label={say('login.provider')}>
          {(id) => <input id={id} name="provider" required autoCapitalize="none" />}
        </Labelled>
      )}
      <Labelled label={say('login.account')}>
        {(id) => <input id={id} name="login" required autoComplete="username" autoCapitalize="none" />}
      </Labelled>
      {problem && <Said>{problem.message}</Said>}
      {state === 'done' && <p role="status">{say('reset.sent')}</p>}
      <Action type="submit" primary busy={state === 'busy'}>
        {say('reset.send')}
      </Action>
      <p>
        <PortalLink to="/customer-portal">{say('reset.toLogin')}</PortalLink>
      </p>
    </form>
  );
}

function NewPassword({ token }: { token: string }) {
  const say = useWords();
  const { state, problem, submit } = useOneForm((form) => resetPortalPassword(token, String(form.get('next'))));
  if (state === 'done')
    return (
      <div className="p-card">
        <h1>{say('reset.new')}</h1>
        <p role="status">{say('reset.done')}</p>
        <ActionLink primary to="/customer-portal">
          {say('reset.toLogin')}
        </ActionLink>
      </div>
    );
  // What is wrong with the password is said of its field; all else that is invalid is the link.
  const badLink = problem?.code === 'invalid' && problem.field !== 'newPassword';
  return (
    <form className="p-card" onSubmit={submit}>
      <h1>{say('reset.new')}</h1>
      <Labelled label={say('me.next')}>
        {(id) => <input id={id} name="next" type="password" required minLength={12} autoComplete="new-password" />}
      </Labelled>
      {problem && <Said>{badLink ? say('reset.badLink') : problem.message}</Said>}
      <Action type="submit" primary busy={state === 'busy'}>
        {say('reset.save')}
      </Action>
      {badLink && (
        <p>
          <PortalLink to="/customer-portal/reset-password">{say('login.forgot')}</PortalLink>
        </p>
      )}
    </form>
  );
}
