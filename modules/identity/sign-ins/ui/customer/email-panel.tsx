import { useMutation } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { clientFor } from '#kernel/client.ts';
import { Action, Labelled, Panel } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { signIns } from '../../contract.ts';

const api = clientFor(signIns, 'customer');

export function EmailPanel({
  awaited,
  onChange,
}: {
  awaited: { email: string } | null;
  onChange: () => Promise<void>;
}) {
  const say = useWords();
  const change = useMutation(api.changeEmail.mutationOptions({ onSuccess: onChange }));
  const cancel = useMutation(api.cancelEmail.mutationOptions({ onSuccess: onChange }));
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change.mutate({ email: String(form.get('email')), password: String(form.get('password')) });
  };
  const problem = change.error ?? cancel.error;
  return (
    <Panel title={say('email.change')}>
      {awaited ? (
        <>
          <p role="status">{say('email.awaited', { email: awaited.email })}</p>
          <Action busy={cancel.isPending} onClick={() => cancel.mutate({})}>
            {say('email.giveUp')}
          </Action>
        </>
      ) : (
        <form onSubmit={submit}>
          <Labelled label={say('email.new')}>
            {(id) => <input id={id} name="email" type="email" required autoComplete="email" />}
          </Labelled>
          <Labelled label={say('login.password')}>
            {(id) => <input id={id} name="password" type="password" required autoComplete="current-password" />}
          </Labelled>
          <Action type="submit" busy={change.isPending}>
            {say('email.change')}
          </Action>
        </form>
      )}
      {problem && (
        <p role="alert" className="p-problem">
          {toProblem(problem).message}
        </p>
      )}
    </Panel>
  );
}
