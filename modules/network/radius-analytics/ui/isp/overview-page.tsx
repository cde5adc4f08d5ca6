import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { z } from 'zod';
import { nasHealth } from '#modules/network/radius/rules.ts';
import { ButtonLink } from '#ui/base/button.tsx';
import { Grid } from '#ui/base/card.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { splitBps, splitBytes } from '#ui/format/quantity.ts';
import { Bps, NumberText, Percent, RelativeTime, useNow } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { readUrlValues } from '#ui/page/url-values.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { AaaCard, type ServerView } from './aaa-card.tsx';
import { analyticsApi, radiusApi } from './analytics-queries.ts';
import { BigFigure } from './big-figure.tsx';
import { type LoginPoint, lastMinute, loginRate } from './login-series.ts';
import { LoginsCard, spanMs, spans } from './logins-card.tsx';
import { type HealthView, NasHealthCard } from './nas-health-card.tsx';
import { OnlineCard } from './online-card.tsx';
import { ReasonsCard } from './reasons-card.tsx';
import { behindBytes, serversSign, stormSigns, worstLoad } from './server-signs.ts';

const url = z.object({ span: z.enum(spans).default('6h') });
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const iso = (atMs: number) => new Date(atMs).toISOString();

/** Asked anew when a minute is over, not at every tick. */
const loginsOptions = (nowMs: number, span: z.infer<typeof url>['span']) => {
  const toMs = (Math.floor(nowMs / minuteMs) + 1) * minuteMs;
  return { fromMs: toMs - spanMs[span], toMs };
};
const metricsOptions = () => radiusApi.metrics.queryOptions({ input: {}, refetchInterval: 30_000 });
const healthOptions = () => radiusApi.nasHealth.queryOptions({ input: {}, refetchInterval: 30_000 });

export const loader = ({ queryClient, search }: LoaderContext) => {
  const { fromMs, toMs } = loginsOptions(Date.now(), readUrlValues(url, search).span);
  return Promise.all([
    queryClient.prefetchQuery(metricsOptions()),
    queryClient.prefetchQuery(healthOptions()),
    queryClient.prefetchQuery(radiusApi.logins.queryOptions({ input: { from: iso(fromMs), to: iso(toMs) } })),
  ]);
};

/** How many NAS devices somebody has to look at. */
function NasFigure({ health }: { health: UseQueryResult<{ items: HealthView[] }> }) {
  const now = useNow();
  const tones = health.data?.items.map((nas) => nasHealth(nas, now).tone) ?? [];
  const troubled = tones.filter((tone) => tone === 'bad' || tone === 'warn').length;
  return (
    <BigFigure
      label="NAS in trouble"
      error={health.error}
      to="/dashboard/radius/nas"
      tone={health.data === undefined ? 'neutral' : tones.includes('bad') ? 'bad' : troubled > 0 ? 'warn' : 'ok'}
      value={health.data && troubled}
      unit={health.data && `of ${tones.length}`}
      note={health.data && `${tones.filter((tone) => tone === 'ok').length} talking`}
    />
  );
}

interface FiguresProps {
  logins: UseQueryResult<{ items: LoginPoint[] }>;
  servers: UseQueryResult<{ items: ServerView[] }>;
}

function LoginFigures({ logins }: Pick<FiguresProps, 'logins'>) {
  const now = useNow();
  const { locale } = useFormat();
  const { accepts = 0, rejects = 0 } = logins.data ? lastMinute(logins.data.items, now) : {};
  const rate = loginRate(accepts + rejects);
  const hour = (logins.data?.items ?? []).filter(({ at }) => Date.parse(at) > now - hourMs);
  const refused = hour.reduce((sum, point) => sum + point.rejects, 0);
  const all = hour.reduce((sum, point) => sum + point.accepts + point.rejects, 0);
  const share = all === 0 ? 0 : refused / all;
  return (
    <>
      <BigFigure
        label="Logins"
        error={logins.error}
        value={logins.data && <NumberText value={rate.value} digits={rate.digits} />}
        unit={rate.unit}
        note={logins.data && `${accepts} let in, ${rejects} refused in the last minute`}
      />
      <BigFigure
        label="Refused, last hour"
        error={logins.error}
        to="/dashboard/radius/sessions?tab=logins&accepted=false"
        tone={all >= 20 && share >= 0.5 ? 'bad' : all >= 20 && share >= 0.2 ? 'warn' : 'neutral'}
        value={logins.data && (all === 0 ? '0' : <Percent share={share} digits={0} />)}
        note={
          logins.data &&
          `${refused.toLocaleString(locale)} of ${all.toLocaleString(locale)} ${all === 1 ? 'login' : 'logins'}`
        }
      />
    </>
  );
}

function LoadFigures() {
  const { locale } = useFormat();
  const { data, error } = useQuery(metricsOptions());
  const down = data && splitBps(data.downloadBps, locale);
  return (
    <>
      <BigFigure
        label="Online"
        error={error}
        to="/dashboard/radius/sessions"
        value={data && <NumberText value={data.online} />}
        note={
          data && (
            <>
              of <NumberText value={data.accounts} /> logins
            </>
          )
        }
      />
      <BigFigure
        label="Download"
        error={error}
        value={down?.value}
        unit={down?.unit}
        note={
          data && (
            <>
              <Bps bps={data.uploadBps} /> up
              {data.measuredAt && (
                <>
                  {' · '}
                  <RelativeTime at={data.measuredAt} />
                </>
              )}
            </>
          )
        }
      />
    </>
  );
}

function StormNote({ worst }: { worst: ServerView | null }) {
  if (worst === null) return 'No process reports.';
  if (worst.loadState === 'shedding') return 'More comes than can be answered; the late are dropped.';
  return (
    <>
      Waited <NumberText value={worst.queueDelayMs} unit="ms" /> at most
    </>
  );
}

const lagNote = (backlogBytes: number): string => {
  if (backlogBytes > behindBytes) return 'Catching up; nothing is lost.';
  return backlogBytes === 0 ? 'Nothing waits.' : 'Waits to be counted.';
};

function ServerFigures({ servers }: Pick<FiguresProps, 'servers'>) {
  const now = useNow();
  const { locale } = useFormat();
  const worst = worstLoad(servers.data?.items ?? [], now);
  const { all, reporting, backlogBytes } = serversSign(servers.data?.items ?? [], now);
  const backlog = splitBytes(backlogBytes, locale);
  return (
    <>
      <BigFigure
        label="Storm control"
        error={servers.error}
        tone={servers.data === undefined || worst === null ? 'neutral' : stormSigns[worst.loadState].tone}
        value={servers.data && (worst === null ? '—' : stormSigns[worst.loadState].label)}
        note={servers.data && <StormNote worst={worst} />}
      />
      <BigFigure
        label="AAA processes up"
        error={servers.error}
        tone={servers.data === undefined ? 'neutral' : all === 0 || reporting < all ? 'bad' : 'ok'}
        value={servers.data && reporting}
        unit={servers.data && `of ${all}`}
        note={
          servers.data &&
          (all === 0 ? 'None has reported.' : reporting < all ? `${all - reporting} silent` : 'All report.')
        }
      />
      <BigFigure
        label="Accounting lag"
        error={servers.error}
        tone={backlogBytes > behindBytes ? 'warn' : 'neutral'}
        value={servers.data && backlog.value}
        unit={servers.data && backlog.unit}
        note={servers.data && lagNote(backlogBytes)}
      />
    </>
  );
}

export default function RadiusOverviewPage() {
  const [{ span }, setUrl] = useUrlState(url);
  const now = useNow();
  const { fromMs, toMs } = loginsOptions(now, span);
  const keep = { placeholderData: <T,>(before: T) => before };
  const logins = useQuery({
    ...radiusApi.logins.queryOptions({ input: { from: iso(fromMs), to: iso(toMs) } }),
    ...keep,
  });
  const refusals = useQuery({
    ...radiusApi.refusals.queryOptions({ input: { from: iso(fromMs), to: iso(toMs) } }),
    ...keep,
  });
  const health = useQuery(healthOptions());
  const servers = useQuery(radiusApi.servers.queryOptions({ input: {}, refetchInterval: 10_000 }));
  useLiveQueries(
    'radius-sessions',
    [
      radiusApi.metrics.key(),
      radiusApi.nasHealth.key(),
      radiusApi.logins.key(),
      radiusApi.refusals.key(),
      radiusApi.servers.key(),
      analyticsApi.concurrency.key(),
    ],
    { everyMs: 4000 },
  );
  return (
    <PageBody wide>
      <PageHeader
        title="RADIUS"
        actions={
          <>
            <ButtonLink to="/dashboard/radius/analytics">Analytics</ButtonLink>
            <ButtonLink to="/dashboard/radius/sessions">Sessions</ButtonLink>
          </>
        }
      />
      <div className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-4">
        <LoginFigures logins={logins} />
        <LoadFigures />
        <NasFigure health={health} />
        <ServerFigures servers={servers} />
      </div>
      <Grid>
        <LoginsCard
          className="lg:col-span-8"
          query={logins}
          fromMs={fromMs}
          toMs={toMs}
          span={span}
          onSpan={(next) => setUrl({ span: next })}
        />
        <ReasonsCard className="lg:col-span-4" query={refusals} spanName={span.replace('h', ' h')} />
        <NasHealthCard className="lg:col-span-12" query={health} />
        <OnlineCard className="lg:col-span-6" nowMs={Math.floor(now / minuteMs) * minuteMs} />
        <AaaCard className="lg:col-span-6" query={servers} />
      </Grid>
    </PageBody>
  );
}
