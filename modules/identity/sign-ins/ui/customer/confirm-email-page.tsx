import { useMutation } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { Action, ActionLink } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { signIns } from '../../contract.ts';

const api = clientFor(signIns, 'customer');

/** Asks for a click: programs that read mail open links too. */
export default function ConfirmEmailPage() {
  const say = useWords();
  const confirm = useMutation(api.confirmEmail.mutationOptions());
  const token = new URLSearchParams(window.location.search).get('token') ?? '';
  return (
    <div className="p-card">
      <h1>{say('email.title')}</h1>
      {confirm.data ? (
        <>
          <p role="status">{say('email.done', { email: confirm.data.email })}</p>
          <ActionLink primary to="/customer-portal">
            {say('reset.toLogin')}
          </ActionLink>
        </>
      ) : (
        <>
          {confirm.isError && (
            <p role="alert" className="p-problem">
              {toProblem(confirm.error).message}
            </p>
          )}
          <Action primary busy={confirm.isPending} onClick={() => confirm.mutate({ token })}>
            {say('email.confirm')}
          </Action>
        </>
      )}
    </div>
  );
}
