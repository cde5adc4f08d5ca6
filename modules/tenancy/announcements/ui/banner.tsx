import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import { IconButton } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useRealm } from '#ui/session/session-provider.tsx';
import { announcements } from '../contract.ts';

const apis = { isp: clientFor(announcements, 'isp'), tenant: clientFor(announcements, 'tenant') };
const tones = { info: 'info', warning: 'warn', critical: 'bad' } as const;

/** What the vendor announces, above every page, until it is over or the person puts it away. */
export function AnnouncementBanner() {
  const api = apis[useRealm() === 'tenant' ? 'tenant' : 'isp'];
  const client = useQueryClient();
  // The vendor speaks in its own tenancy, whose events no provider hears, so it is asked for again.
  const current = useQuery(api.current.queryOptions({ input: {}, refetchInterval: 60_000 }));
  const dismiss = useMutation(api.dismiss.mutationOptions());
  const items = current.data?.items ?? [];
  if (items.length === 0) return null;
  const putAway = (id: string) =>
    void dismiss
      .mutateAsync({ id })
      .then(() => client.invalidateQueries({ queryKey: api.current.key() }), toast.problem);
  return (
    <section aria-label="Announcements" className="flex flex-col gap-2 px-4 pt-4 sm:px-5">
      {items.map(({ id, title, body, severity }) => (
        <Callout
          key={id}
          tone={tones[severity]}
          title={title}
          action={
            <IconButton size="sm" label={`Put away: ${title}`} onClick={() => putAway(id)}>
              <X />
            </IconButton>
          }
        >
          {body || undefined}
        </Callout>
      ))}
    </section>
  );
}
