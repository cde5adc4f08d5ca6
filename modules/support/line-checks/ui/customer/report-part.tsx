import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { PhotoField } from '#modules/support/tickets/ui/customer/photo-field.tsx';
import { filesForUpload } from '#modules/support/tickets/ui/files.ts';
import { Action, Labelled, Panel } from '#ui/portal/parts.tsx';
import { goTo } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { type Check, checksApi } from './checks-api.ts';

/** A request that carries what was found, so that nobody asks for it again. */
export function ReportPart({ check }: { check: Check }) {
  const say = useWords();
  const client = useQueryClient();
  const report = useMutation(checksApi.report.mutationOptions());
  const [photos, setPhotos] = useState<File[]>([]);
  const [problem, setProblem] = useState('');
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setProblem('');
    try {
      const sent = await report.mutateAsync({
        id: check.id,
        subject: String(form.get('subject')),
        text: String(form.get('text')),
        category: check.measurement?.slow ? 'speed' : 'connectivity',
        files: await filesForUpload(photos),
      });
      await client.invalidateQueries();
      goTo(`/customer-portal/support/${sent.ticketId}`, { replace: true });
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  };
  return (
    <Panel title={say('check.report')}>
      <p className="p-quiet">{say('check.reportText')}</p>
      <form onSubmit={send}>
        <Labelled label={say('help.subject')}>
          {(id) => (
            <input
              id={id}
              name="subject"
              required
              maxLength={200}
              defaultValue={say(check.measurement?.slow ? 'category.speed' : 'category.connectivity')}
            />
          )}
        </Labelled>
        <Labelled label={say('help.text')}>
          {(id) => <textarea id={id} name="text" required rows={4} maxLength={10_000} />}
        </Labelled>
        <PhotoField photos={photos} onChange={setPhotos} />
        {problem && (
          <p role="alert" className="p-problem">
            {problem}
          </p>
        )}
        <Action type="submit" primary busy={report.isPending}>
          {say('check.send')}
        </Action>
      </form>
    </Panel>
  );
}
