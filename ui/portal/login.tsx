import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useBrand } from '#ui/brand/brand.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { BrandFoot, PortalMark } from './brand.tsx';
import { Action, Labelled } from './parts.tsx';
import { PortalLink } from './router.tsx';
import { portalSessionKey, portalSignIn, rememberedProvider } from './session.ts';
import { useWords } from './words.ts';

export function PortalLogin() {
  const say = useWords();
  const client = useQueryClient();
  const [provider, setProvider] = useState(rememberedProvider);
  const brand = useBrand();
  const [other, setOther] = useState(false);
  const known = other ? '' : (brand?.slug ?? provider);
  const asked = other || (known === '' && !brand);
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);

  const enter = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem('');
    try {
      await portalSignIn((known || provider).trim(), String(form.get('login')), String(form.get('password')));
      await client.invalidateQueries({ queryKey: portalSessionKey });
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    setBusy(false);
  };
  const withPasskey = async () => {
    setBusy(true);
    setProblem('');
    try {
      const { signInWithPasskey } = await import('#ui/session/passkey.ts');
      await signInWithPasskey('customer', say('login.passkeyNone'));
      await client.invalidateQueries({ queryKey: portalSessionKey });
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    setBusy(false);
  };
  return (
    <main className="p-main p-login">
      {brand && !other && (
        <div className="p-brand p-brand-large">
          <PortalMark name={brand.productName} />
        </div>
      )}
      <form className="p-card" onSubmit={enter}>
        <h1>{say('login.title')}</h1>
        {asked ? (
          <Labelled label={say('login.provider')}>
            {(id) => (
              <input
                id={id}
                required
                autoCapitalize="none"
                value={provider}
                onChange={(event) => setProvider(event.target.value)}
              />
            )}
          </Labelled>
        ) : (
          <p className="p-quiet">
            {brand?.productName ?? provider} ·{' '}
            <button type="button" className="p-plain" onClick={() => setOther(true)}>
              {say('login.other')}
            </button>
          </p>
        )}
        <Labelled label={say('login.account')}>
          {(id) => <input id={id} name="login" required autoComplete="username" autoCapitalize="none" />}
        </Labelled>
        <Labelled label={say('login.password')}>
          {(id) => <input id={id} name="password" type="password" required autoComplete="current-password" />}
        </Labelled>
        {problem && (
          <p role="alert" className="p-problem">
            {problem}
          </p>
        )}
        <Action type="submit" primary busy={busy}>
          {say('login.submit')}
        </Action>
        {'PublicKeyCredential' in window && (
          <Action busy={busy} onClick={() => void withPasskey()}>
            {say('login.passkey')}
          </Action>
        )}
        <p>
          <PortalLink to="/customer-portal/reset-password">{say('login.forgot')}</PortalLink>
        </p>
        <p className="p-quiet">{say('login.help')}</p>
      </form>
      {brand && !other && <BrandFoot brand={brand} />}
    </main>
  );
}
