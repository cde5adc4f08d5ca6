import { useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { HistorySheet } from './history-sheet.tsx';
import { settingsApi as api, SettingCard } from './setting-card.tsx';

const options = () => api.list.queryOptions({ input: {} });
export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(options());
const url = z.object({ history: z.string().optional() });

export default function PlatformSettingsPage() {
  const [{ history }, setUrl] = useUrlState(url);
  const query = useQuery(options());
  useLiveQueries('settings', [api.key()]);
  const { data } = query;
  const shown = data?.items.find(({ name }) => name === history);
  return (
    <PageBody>
      <PageHeader title="Settings" subtitle="Of the whole installation. Every change is kept, and can be taken back." />
      {query.isError && !data && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {!data && !query.isError && <Skeleton.Lines />}
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {data?.items.map((setting) => (
          <SettingCard
            key={`${setting.name}-${setting.changedAt}`}
            setting={setting}
            onHistory={() => setUrl({ history: setting.name }, { push: true })}
          />
        ))}
      </div>
      {shown && <HistorySheet setting={shown} onClose={() => setUrl({ history: undefined })} />}
    </PageBody>
  );
}
