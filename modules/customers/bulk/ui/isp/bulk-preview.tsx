import { useQuery } from '@tanstack/react-query';
import { Callout } from '#ui/base/callout.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { filled } from '../../rules.ts';
import { type BulkRunView, bulkApi, people } from './bulk-api.ts';
import type { Wanted } from './bulk-fields.tsx';

const shown = 20;
const lines = (count: number) => (count === 1 ? 'one line' : `${count.toLocaleString('en')} lines`);

/** What will happen, in a sentence. */
function consequence({ action, able, effects }: BulkRunView): string {
  if (able === 0) return 'There is nobody it can be done for.';
  if (action === 'suspend')
    return `${lines(effects)} of ${people(able)} will be suspended: live sessions are ended, logins are refused until service is resumed, and the days are not charged. They get a mail.`;
  if (action === 'resume') return `${lines(effects)} of ${people(able)} will be back in service at once.`;
  if (action === 'message') return `A mail goes to ${people(able)}.`;
  if (action === 'pin') return `${people(able)} will be on the list.`;
  return `${people(able)} will be changed.`;
}

function Letter({ to, wanted, one }: { to: { name: string; number: string }; wanted: Wanted; one: boolean }) {
  return (
    <section aria-label="Preview of the message" className="rounded-lg border border-line bg-raised p-3">
      <p className="text-sm text-ink-3">
        To {to.name}
        {one ? '' : ', as an example'}
      </p>
      <p className="mt-1 font-medium text-ink">{filled(wanted.subject, to)}</p>
      <p className="mt-2">Hello {to.name},</p>
      <p className="mt-2 whitespace-pre-line">{filled(wanted.text, to)}</p>
    </section>
  );
}

/** Who it will be done for, and for whom not and why, before anything is done. */
export function BulkPreview({ run, wanted }: { run: BulkRunView; wanted: Wanted }) {
  const left = useQuery({
    ...bulkApi.items.queryOptions({ input: { id: run.id, unable: 'true', limit: shown } }),
    enabled: run.able < run.customers,
  });
  const some = useQuery({
    ...bulkApi.items.queryOptions({ input: { id: run.id, limit: 200 } }),
    enabled: run.action === 'message',
  });
  const example = some.data?.items.find(({ reason }) => reason === null);
  const unable = run.customers - run.able;
  const text = consequence(run);
  return (
    <div className="flex flex-col gap-3">
      <Callout tone={run.able === 0 ? 'warn' : 'info'} title={text.charAt(0).toUpperCase() + text.slice(1)} />
      {example && <Letter to={example} wanted={wanted} one={run.customers === 1} />}
      {unable > 0 && (
        <section aria-label="Left out">
          <h3 className="mb-1 font-medium text-ink">
            {unable.toLocaleString('en')} of {run.customers.toLocaleString('en')} left out
          </h3>
          {left.isPending && <Skeleton className="h-16" />}
          <ul className="max-h-44 divide-y divide-line overflow-auto">
            {left.data?.items.map((item) => (
              <li key={item.customerId} className="flex justify-between gap-3 py-1">
                <span className="min-w-0 truncate">
                  {item.name} <span className="text-ink-3">{item.number}</span>
                </span>
                <span className="shrink-0 text-ink-3">{item.reason}</span>
              </li>
            ))}
          </ul>
          {unable > shown && <p className="text-sm text-ink-3">And {unable - shown} more; all are in the results.</p>}
        </section>
      )}
    </div>
  );
}
