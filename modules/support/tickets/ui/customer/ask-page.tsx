import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Action, Labelled, Panel, Title } from '#ui/portal/parts.tsx';
import { goTo } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import { ticketCategories } from '../../resources.ts';
import type { TicketCategory } from '../../rules.ts';
import { filesForUpload } from '../files.ts';
import { FirstAid } from './first-aid.tsx';
import { PhotoField } from './photo-field.tsx';
import { requestsApi, useRefreshRequests } from './request-values.tsx';

export default function AskPage() {
  const say = useWords();
  const ask = useMutation(requestsApi.ask.mutationOptions());
  const refresh = useRefreshRequests();
  const [category, setCategory] = useState<TicketCategory>('connectivity');
  const [photos, setPhotos] = useState<File[]>([]);
  const [problem, setProblem] = useState('');
  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setProblem('');
    try {
      const made = await ask.mutateAsync({
        subject: String(form.get('subject')),
        text: String(form.get('text')),
        category,
        files: await filesForUpload(photos),
      });
      await refresh();
      goTo(`/customer-portal/support/${made.id}`, { replace: true });
    } catch (error) {
      setProblem(toProblem(error).message);
    }
  };
  return (
    <>
      <Title back="/customer-portal/support">{say('help.new')}</Title>
      {(category === 'connectivity' || category === 'speed') && <FirstAid />}
      <Panel>
        <form onSubmit={send}>
          <Labelled label={say('help.about')}>
            {(id) => (
              <select id={id} value={category} onChange={(event) => setCategory(event.target.value as TicketCategory)}>
                {ticketCategories.map((value) => (
                  <option key={value} value={value}>
                    {say(`category.${value}`)}
                  </option>
                ))}
              </select>
            )}
          </Labelled>
          <Labelled label={say('help.subject')}>
            {(id) => <input id={id} name="subject" required maxLength={200} />}
          </Labelled>
          <Labelled label={say('help.text')}>
            {(id) => <textarea id={id} name="text" required rows={5} maxLength={10_000} />}
          </Labelled>
          <PhotoField photos={photos} onChange={setPhotos} />
          {problem && (
            <p role="alert" className="p-problem">
              {problem}
            </p>
          )}
          <Action type="submit" primary busy={ask.isPending}>
            {say('common.send')}
          </Action>
        </form>
      </Panel>
    </>
  );
}
