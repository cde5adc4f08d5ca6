import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Input, Textarea } from '#ui/base/input.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { type Problem, toProblem } from '#ui/problem/problem.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { whyNotWrite } from '../../rules.ts';
import { noticesApi as api, areaText, instantOf, localTime, type NoticeView } from './notice-values.tsx';

/** What was said, what is to be said now, and that it is over. */
export function ProgressDialog({ notice, onClose }: { notice: NoticeView; onClose: () => void }) {
  const client = useQueryClient();
  const add = useMutation(api.addUpdate.mutationOptions());
  const resolve = useMutation(api.resolve.mutationOptions());
  const write = useCan('support.notice:write');
  const [text, setText] = useState('');
  const [until, setUntil] = useState(localTime(notice.endsAt));
  const [problem, setProblem] = useState<Problem>();
  const [textId, untilId] = [useId(), useId()];
  const closed = write.reason ?? whyNotWrite(notice.state);
  const attempt = async (run: () => Promise<unknown>, done: string) => {
    setProblem(undefined);
    try {
      await run();
      setText('');
      toast.ok(done);
    } catch (error) {
      setProblem(toProblem(error));
    }
    await client.invalidateQueries({ queryKey: api.key() });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={notice.title}
      description={`${areaText(notice)}. ${notice.text}`}
      footer={
        <>
          <Button
            reason={closed}
            pending={resolve.isPending}
            onClick={() =>
              attempt(() => resolve.mutateAsync({ id: notice.id, ...(text.trim() ? { text } : {}) }), 'It is over.')
            }
          >
            It is over
          </Button>
          <Button
            variant="primary"
            pending={add.isPending}
            reason={closed ?? (text.trim().length < 3 ? 'Say how it is going.' : undefined)}
            onClick={() =>
              attempt(
                () => add.mutateAsync({ id: notice.id, text, endsAt: instantOf(until) ?? null }),
                'The update is published.',
              )
            }
          >
            Publish update
          </Button>
        </>
      }
    >
      {!closed && (
        <div className="flex flex-col gap-3">
          <div>
            <label htmlFor={textId} className="mb-1 block text-sm font-medium text-ink-2">
              How it is going
            </label>
            <Textarea id={textId} rows={3} value={text} onChange={(event) => setText(event.target.value)} />
          </div>
          <div>
            <label htmlFor={untilId} className="mb-1 block text-sm font-medium text-ink-2">
              Expected until
            </label>
            <Input
              id={untilId}
              type="datetime-local"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
            />
          </div>
        </div>
      )}
      {problem && <Callout tone="bad" className="mt-3" title={problem.message} requestId={problem.requestId} />}
      <ol className="mt-4 flex flex-col gap-3" aria-label="Updates">
        {notice.updates.map((update) => (
          <li key={update.at + update.text} className="border-s-2 border-line ps-3">
            <p className="text-sm text-ink-3">
              {update.authorName}, <RelativeTime at={update.at} />
            </p>
            <p className="whitespace-pre-wrap">{update.text}</p>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}
