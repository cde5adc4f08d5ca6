import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { Loaded, Panel } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { type MailKind, mail, mailKinds } from '../../contract.ts';

const api = clientFor(mail, 'customer');

/** Which mails come; what must be sent is said, and cannot be switched off. */
export function MailChoicesPart() {
  const say = useWords();
  const client = useQueryClient();
  const fieldId = useId();
  const choices = useQuery(api.myChoices.queryOptions({ input: {} }));
  const choose = useMutation(api.chooseMine.mutationOptions());
  const [problem, setProblem] = useState('');
  const change = async (muted: MailKind[]) => {
    setProblem('');
    try {
      client.setQueryData(api.myChoices.queryKey({ input: {} }), await choose.mutateAsync({ muted }));
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  };
  return (
    <Loaded query={choices}>
      {({ muted }) => (
        <Panel title={say('mails.title')}>
          {mailKinds.map((kind) => (
            <p key={kind} className="p-check">
              <input
                id={fieldId + kind}
                type="checkbox"
                checked={!muted.includes(kind)}
                disabled={choose.isPending}
                onChange={({ target }) =>
                  void change(target.checked ? muted.filter((other) => other !== kind) : [...muted, kind])
                }
              />
              <label htmlFor={fieldId + kind}>{say(`mails.${kind}`)}</label>
            </p>
          ))}
          <p className="p-check">
            <input id={`${fieldId}always`} type="checkbox" checked disabled />
            <label htmlFor={`${fieldId}always`}>{say('mails.always')}</label>
          </p>
          <p className="p-quiet">{say('mails.alwaysText')}</p>
          {problem && (
            <p role="alert" className="p-problem">
              {problem}
            </p>
          )}
        </Panel>
      )}
    </Loaded>
  );
}
