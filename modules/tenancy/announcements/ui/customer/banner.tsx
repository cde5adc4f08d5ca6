import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import { Action, Panel } from '#ui/portal/parts.tsx';
import { useWords } from '#ui/portal/words.ts';
import { announcements } from '../../contract.ts';

const api = clientFor(announcements, 'customer');

/** What is announced to subscribers, above every page of their portal. */
export function PortalAnnouncements() {
  const say = useWords();
  const client = useQueryClient();
  const current = useQuery({ ...api.current.queryOptions({ input: {} }), refetchInterval: 300_000 });
  const dismiss = useMutation(api.dismiss.mutationOptions());
  return (
    <>
      {(current.data?.items ?? []).map(({ id, title, body, severity }) => (
        <Panel
          key={id}
          title={title}
          {...(severity === 'info' ? {} : { tone: severity === 'warning' ? ('warn' as const) : ('bad' as const) })}
        >
          {body && <p>{body}</p>}
          <Action
            busy={dismiss.isPending}
            onClick={() =>
              void dismiss.mutateAsync({ id }).then(() => client.invalidateQueries({ queryKey: api.key() }))
            }
          >
            {say('common.putAway')}
          </Action>
        </Panel>
      ))}
    </>
  );
}
