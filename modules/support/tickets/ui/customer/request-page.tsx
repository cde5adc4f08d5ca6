import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { View } from '#kernel/contract/fields.ts';
import { usePortalFormat } from '#ui/portal/format.ts';
import { Action, Labelled, Loaded, Panel, Title } from '#ui/portal/parts.tsx';
import { usePortalParam } from '#ui/portal/router.tsx';
import { useWords } from '#ui/portal/words.ts';
import { toProblem } from '#ui/problem/problem.ts';
import type { TicketDetail } from '../../resources.ts';
import { filesForUpload } from '../files.ts';
import { PhotoField } from './photo-field.tsx';
import { RequestState, requestsApi, useRefreshRequests } from './request-values.tsx';

type Request = View<typeof TicketDetail, 'customer'>;

export default function RequestPage() {
  const id = usePortalParam('id');
  const say = useWords();
  const request = useQuery({
    ...requestsApi.getMine.queryOptions({ input: { id } }),
    refetchInterval: 15_000,
  });
  return (
    <>
      <Title back="/customer-portal/support">{request.data?.subject ?? say('help.title')}</Title>
      <Loaded query={request}>
        {(data) => (
          <>
            <Panel>
              <p>
                <RequestState status={data.status} /> <span className="p-quiet">{data.number}</span>
              </p>
              {data.messages.map((message) => (
                <Message key={message.id} message={message} />
              ))}
            </Panel>
            {data.status !== 'closed' && <Answer request={data} />}
          </>
        )}
      </Loaded>
    </>
  );
}

function Message({ message }: { message: Request['messages'][number] }) {
  const say = useWords();
  const format = usePortalFormat();
  const mine = message.author === 'customer';
  const download = async (file: { id: string; name: string }) => {
    const content = await requestsApi.downloadMine.call({ id: file.id });
    const address = URL.createObjectURL(content);
    Object.assign(document.createElement('a'), { href: address, download: file.name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };
  return (
    <div className={`p-message${mine ? ' mine' : ''}`}>
      <small>
        {say(mine ? 'help.you' : 'help.us')} · {format.moment(message.writtenAt)}
      </small>
      {message.text}
      {message.files.map((file) => (
        <div key={file.id}>
          <button type="button" className="p-plain" onClick={() => void download(file)}>
            {file.name}
          </button>{' '}
          <span className="p-quiet">{format.bytes(file.sizeBytes)}</span>
        </div>
      ))}
    </div>
  );
}

function Answer({ request }: { request: Request }) {
  const say = useWords();
  const answer = useMutation(requestsApi.answer.mutationOptions());
  const close = useMutation(requestsApi.close.mutationOptions());
  const refresh = useRefreshRequests();
  const [photos, setPhotos] = useState<File[]>([]);
  const [problem, setProblem] = useState('');
  const attempt = async (run: () => Promise<unknown>) => {
    setProblem('');
    try {
      await run();
    } catch (error) {
      setProblem(toProblem(error).message);
    }
    await refresh();
  };
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const text = String(new FormData(form).get('text'));
    return attempt(async () => {
      await answer.mutateAsync({ id: request.id, text, files: await filesForUpload(photos) });
      form.reset();
      setPhotos([]);
    });
  };
  return (
    <Panel>
      <form onSubmit={send}>
        <Labelled label={say('help.reply')}>
          {(id) => <textarea id={id} name="text" required rows={4} maxLength={10_000} />}
        </Labelled>
        <PhotoField photos={photos} onChange={setPhotos} />
        {problem && (
          <p role="alert" className="p-problem">
            {problem}
          </p>
        )}
        <Action type="submit" primary busy={answer.isPending}>
          {say('common.send')}
        </Action>
        <Action busy={close.isPending} onClick={() => void attempt(() => close.mutateAsync({ id: request.id }))}>
          {say('help.close')}
        </Action>
      </form>
    </Panel>
  );
}
