import { useInfiniteQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { Grid } from '#ui/base/card.tsx';
import { Select } from '#ui/base/select.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { useNow } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { keyset } from '#ui/table/columns.ts';
import { talkerOrders } from '../../contract.ts';
import { analyticsApi, radiusApi } from './analytics-queries.ts';
import { ConcurrencyCard } from './concurrency-card.tsx';
import { dayIn, daysOf, lengthInDays, periodFields } from './period.ts';
import { PeriodPicker } from './period-picker.tsx';
import { CausesCard, LengthsCard } from './session-ends-cards.tsx';
import { SubscribersCard } from './subscribers-card.tsx';
import { SummaryFigures } from './summary-figures.tsx';
import { TalkersCard } from './talkers-card.tsx';
import { buckets, UsageCard } from './usage-card.tsx';

const url = z.object({
  ...periodFields,
  nasId: z.uuid().optional(),
  bucket: z.enum(buckets).optional(),
  by: z.enum(talkerOrders).default('total'),
  compare: z.boolean().default(false),
});
const hourlyUpToDays = 14;
const dayMs = 86_400_000;
const mostDays = 93;

function NasSelect({ value, onChange }: { value: string | undefined; onChange: (nasId: string | undefined) => void }) {
  const nas = useInfiniteQuery({
    ...radiusApi.listNas.infiniteOptions({
      input: (cursor: string | undefined) => ({ cursor, limit: 200 }),
      ...keyset,
    }),
    staleTime: 60_000,
  });
  const options =
    nas.data?.pages.flatMap(({ items }) => items.map(({ id, name }) => ({ value: id, label: name }))) ?? [];
  return (
    <Select
      aria-label="NAS"
      className="h-7 w-44"
      value={value ?? ''}
      onChange={(next) => onChange(next || undefined)}
      options={[{ value: '', label: 'Every NAS' }, ...options]}
    />
  );
}

export default function RadiusAnalyticsPage() {
  const [values, setUrl] = useUrlState(url);
  const { timeZone } = useFormat();
  const now = useNow();
  const today = dayIn(now, timeZone);
  const days = daysOf(values, now, timeZone);
  const length = lengthInDays(days);
  const shown =
    length > mostDays ? { ...days, from: dayIn(Date.parse(days.to) - (mostDays - 1) * dayMs, 'UTC') } : days;
  const asked = { fromDate: shown.from, toDate: shown.to, nasId: values.nasId };
  const bucket = values.bucket ?? (length <= hourlyUpToDays ? 'hour' : 'day');
  useLiveQueries(
    'radius-sessions',
    [
      analyticsApi.summary.key(),
      analyticsApi.usage.key(),
      analyticsApi.concurrency.key(),
      analyticsApi.subscribers.key(),
      analyticsApi.sessionEnds.key(),
    ],
    // What has gone by does not change while one looks.
    { everyMs: 15_000, enabled: shown.to >= today },
  );
  return (
    <PageBody wide>
      <PageHeader
        title="RADIUS analytics"
        subtitle={
          length > mostDays ? `The last ${mostDays} days of those chosen; more are not shown at once.` : undefined
        }
      />
      <div className="mb-4 flex flex-wrap items-center gap-2">
        <PeriodPicker values={values} days={shown} today={today} onChange={(patch) => setUrl(patch)} />
        <NasSelect value={values.nasId} onChange={(nasId) => setUrl({ nasId })} />
      </div>
      <SummaryFigures asked={asked} days={lengthInDays(shown)} />
      <Grid>
        <UsageCard
          asked={asked}
          bucket={bucket}
          compare={values.compare}
          onChange={(patch) => setUrl(patch)}
          className="lg:col-span-12"
        />
        <ConcurrencyCard asked={asked} className="lg:col-span-12" />
        <TalkersCard asked={asked} by={values.by} onBy={(by) => setUrl({ by })} className="lg:col-span-12" />
        <SubscribersCard asked={asked} className="lg:col-span-6" />
        <LengthsCard asked={asked} className="lg:col-span-6" />
        <CausesCard asked={asked} className="lg:col-span-12" />
      </Grid>
    </PageBody>
  );
}
