import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { deviceOf } from '#kernel/identity/device.ts';
import { Action, Labelled, Panel } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { type SubscriberSecurity, signIns } from '../../contract.ts';
import { useWhen } from './when.ts';

const api = clientFor(signIns, 'customer');
type Passkey = View<typeof SubscriberSecurity, 'customer'>['passkeys'][number];
interface Props {
  onChange: () => Promise<void>;
}

export function PasskeysPanel({ passkeys, onChange }: Props & { passkeys: readonly Passkey[] }) {
  const say = useWords();
  const [adding, setAdding] = useState(false);
  return (
    <Panel title={say('security.passkeys')}>
      {passkeys.length === 0 && <p className="p-quiet">{say('security.noPasskeys')}</p>}
      <ul className="p-acts">
        {passkeys.map((p) => (
          <Item key={p.id} passkey={p} onChange={onChange} />
        ))}
      </ul>
      {adding ? (
        <Add onChange={onChange} onDone={() => setAdding(false)} />
      ) : (
        'PublicKeyCredential' in window && <Action onClick={() => setAdding(true)}>{say('security.add')}</Action>
      )}
    </Panel>
  );
}

function Item({ passkey: p, onChange }: Props & { passkey: Passkey }) {
  const say = useWords();
  const when = useWhen();
  const [naming, setNaming] = useState(false);
  const rename = useMutation(api.renamePasskey.mutationOptions({ onSuccess: onChange }));
  const remove = useMutation(api.removePasskey.mutationOptions({ onSuccess: onChange }));
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get('name'));
    await rename.mutateAsync({ id: p.id, name }).then(
      () => setNaming(false),
      () => undefined,
    );
  };
  const problem = rename.error ?? remove.error;
  return (
    <li>
      {naming ? (
        <form onSubmit={submit}>
          <Labelled label={say('security.name')}>
            {(id) => <input id={id} name="name" required maxLength={60} defaultValue={p.name} />}
          </Labelled>
          <Action type="submit" busy={rename.isPending}>
            {say('security.rename')}
          </Action>
        </form>
      ) : (
        <>
          <span>
            <strong>{p.name}</strong>
            <br />
            <span className="p-quiet">
              {p.lastUsedAt ? say('security.used', { when: when(p.lastUsedAt) }) : say('security.unused')}
            </span>
          </span>
          <Action onClick={() => setNaming(true)}>{say('security.rename')}</Action>
          <Action busy={remove.isPending} onClick={() => remove.mutate({ id: p.id })}>
            {say('security.remove')}
          </Action>
        </>
      )}
      {problem && (
        <p role="alert" className="p-problem">
          {toProblem(problem).message}
        </p>
      )}
    </li>
  );
}

function Add({ onChange, onDone }: Props & { onDone: () => void }) {
  const say = useWords();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem('');
    try {
      const { addPasskey } = await import('#ui/session/passkey.ts');
      await addPasskey('customer', String(form.get('password')), String(form.get('name')), say('security.noneMade'));
      await onChange();
      onDone();
    } catch (error) {
      setProblem(toProblem(error).message);
      setBusy(false);
    }
  };
  return (
    <form onSubmit={add}>
      <Labelled label={say('security.name')}>
        {(id) => (
          <input id={id} name="name" required maxLength={60} defaultValue={deviceOf(navigator.userAgent).name} />
        )}
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
        {say('security.add')}
      </Action>
    </form>
  );
}
