import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { Card } from '#ui/base/card.tsx';
import { Checkbox } from '#ui/base/choice.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { accountManagers, noticeTopics } from '../../contract.ts';

const api = clientFor(accountManagers, 'tenant');
const words = {
  tickets: 'Answers to tickets I asked',
  billing: 'Bills, payments and limits',
  announcements: 'Announcements of DotMac',
} as const;

/** What the person who is signed in is told by mail; saved as it is chosen. */
export function NoticesCard() {
  const client = useQueryClient();
  const chosen = useQuery(api.notices.queryOptions({ input: {} }));
  const save = useMutation(
    api.setNotices.mutationOptions({
      onSettled: () => client.invalidateQueries({ queryKey: api.notices.key() }),
      onSuccess: () => toast.ok('Saved.'),
      onError: toast.problem,
    }),
  );
  const { data } = chosen;
  return (
    <Card title="Mails to me">
      {chosen.isError && !data && <ErrorState error={chosen.error} onRetry={() => chosen.refetch()} />}
      {chosen.isPending && <Skeleton.Lines count={3} />}
      {data && (
        <div className="flex flex-col gap-2.5">
          {noticeTopics.map((topic) => (
            <label key={topic} htmlFor={`notice-${topic}`} className="flex items-center gap-2.5">
              <Checkbox
                id={`notice-${topic}`}
                checked={data.notices.includes(topic)}
                onCheckedChange={(on) =>
                  save.mutate({
                    notices: on === true ? [...data.notices, topic] : data.notices.filter((other) => other !== topic),
                  })
                }
              />
              {words[topic]}
            </label>
          ))}
        </div>
      )}
    </Card>
  );
}
