import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { JsonView } from '#ui/base/json-view.tsx';
import { fillTone, Meter } from '#ui/base/meter.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { type AddressCell, AddressGrid } from '#ui/chart/address-grid.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { Sparkline } from '#ui/chart/sparkline.tsx';
import { formatBps, formatNumber } from '#ui/format/quantity.ts';
import { Bps, Bytes, DateTime, Duration, Money, NumberText, Percent, RelativeTime } from '#ui/format/values.tsx';
import { FlowGraph } from '#ui/graph/flow-graph.tsx';
import { trafficDay } from './sample.ts';

const trend = Array.from({ length: 30 }, (_, at) => (at === 12 ? null : 40 + 18 * Math.sin(at / 4) + at));
const down = trafficDay(4_200_000_000);
const up = trafficDay(610_000_000, 1);
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const cells: AddressCell[] = Array.from({ length: 256 }, (_, at) => ({
  address: `203.0.113.${at}`,
  state:
    at === 0 || at === 255
      ? 'reserved'
      : at % 11 === 3
        ? 'free'
        : at % 17 === 5
          ? 'reserved'
          : at > 190
            ? 'free'
            : 'assigned',
  ...(at % 3 === 0 ? { label: `C-${String(at).padStart(6, '0')}` } : {}),
}));

export function Data() {
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2 lg:grid-cols-4">
        <StatCard
          label="Subscribers"
          value={<NumberText value={2014} />}
          delta={{ text: '+41', against: 'this month', direction: 'up', tone: 'ok' }}
          to="/dev/gallery/list"
          chart={<Sparkline label="Subscribers of the last 30 days" values={trend} />}
        />
        <StatCard
          label="Online now"
          value={<NumberText value={1873} />}
          source={
            <>
              RADIUS · <RelativeTime at={ago(0)} />
            </>
          }
          chart={
            <Sparkline label="Online, last 24 hours" values={trend.map((value) => value && 90 - value / 3)} tone="ok" />
          }
        />
        <StatCard
          label="Monthly recurring revenue"
          value={<Money amountMinor={7_854_200} currency="EUR" style="compact" />}
          delta={{ text: '−0.4%', against: 'October', direction: 'down', tone: 'bad' }}
        />
        <StatCard label="Open sagas" value={undefined} />
        <StatCard label="Optical alarms" value={null} source="no OLT is connected" />
        <StatCard label="Tickets" value={null} problem="The ticket service does not answer" />
      </div>
      <Grid>
        <Card
          title="Traffic"
          className="lg:col-span-8"
          aside={
            <>
              RADIUS accounting · <RelativeTime at={ago(1)} />
            </>
          }
        >
          <Chart
            label="Traffic of all sessions, last 24 hours"
            brush
            height={260}
            format={(value) => formatBps(value)}
            series={[
              { name: 'Down', kind: 'area', points: down },
              { name: 'Up', kind: 'area', points: up },
            ]}
          />
        </Card>
        <Card title="New subscribers" className="lg:col-span-4">
          <Chart
            label="New subscribers by month"
            x="category"
            height={260}
            format={(value) => formatNumber(value)}
            series={[
              {
                name: 'Fiber',
                kind: 'bar',
                stack: 'all',
                points: [
                  ['Jun', 31],
                  ['Jul', 44],
                  ['Aug', 38],
                  ['Sep', 52],
                  ['Oct', 47],
                  ['Nov', 41],
                ],
              },
              {
                name: 'Air',
                kind: 'bar',
                stack: 'all',
                points: [
                  ['Jun', 11],
                  ['Jul', 9],
                  ['Aug', 14],
                  ['Sep', 8],
                  ['Oct', 12],
                  ['Nov', 6],
                ],
              },
            ]}
          />
        </Card>
        <Card title="Provisioning, undone" className="lg:col-span-12" flush>
          <FlowGraph
            label="Steps of the provisioning"
            height={250}
            steps={[
              { id: 'validate', title: 'Validate', state: 'done', took: '3 ms' },
              {
                id: 'address',
                title: 'Assign address',
                state: 'done',
                took: '14 ms',
                detail: '203.0.113.45',
                compensation: { title: 'Release address', state: 'compensated' },
              },
              {
                id: 'radius',
                title: 'RADIUS account',
                state: 'done',
                took: '9 ms',
                detail: 'ngozi.bello',
                compensation: { title: 'Delete account', state: 'compensating' },
              },
              { id: 'activate', title: 'Activate', state: 'failed', detail: 'NAS bng-1 answered NAK' },
              { id: 'invoice', title: 'First invoice', state: 'pending' },
              { id: 'mail', title: 'Welcome mail', state: 'skipped' },
            ]}
          />
        </Card>
        <Card title="Values" className="lg:col-span-4">
          <DescriptionList
            items={[
              { term: 'Euro', value: <Money amountMinor={123_456_789} currency="EUR" /> },
              { term: 'Naira', value: <Money amountMinor={1_250_000} currency="NGN" /> },
              { term: 'Yen', value: <Money amountMinor={4980} currency="JPY" /> },
              { term: 'Kuwaiti dinar', value: <Money amountMinor={12_345} currency="KWD" /> },
              { term: 'Credit', value: <Money amountMinor={-900} currency="EUR" /> },
              { term: 'Bytes', value: <Bytes bytes={412_345_678_901} /> },
              { term: 'Speed', value: <Bps bps={84_200_000} /> },
              { term: 'Share', value: <Percent share={0.4127} /> },
              { term: 'Relative', value: <RelativeTime at={ago(134)} /> },
              { term: 'Date', value: <DateTime at={ago(13_400)} show="minute" /> },
              { term: 'Length', value: <Duration seconds={274_000} /> },
              { term: 'Copy', value: <CopyText mono text="9C:EF:D5:12:7B:04" /> },
              { term: 'Unknown', value: null },
            ]}
          />
        </Card>
        <Card title="Limits" className="lg:col-span-4">
          <div className="flex flex-col gap-4">
            {[0.31, 0.84, 0.97].map((share) => (
              <div key={share}>
                <p className="mb-1.5 flex justify-between text-sm">
                  <span className="text-ink-3">Pool residential</span>
                  <Percent share={share} digits={0} />
                </p>
                <Meter share={share} label={`Pool ${share}`} tone={fillTone(share)} />
              </div>
            ))}
            <JsonView
              value={{
                before: { status: 'active', speedBps: 100_000_000 },
                after: { status: 'suspended', reason: null, tags: ['vip', 'debt'] },
              }}
            />
          </div>
        </Card>
        <Card title="203.0.113.0/24" className="lg:col-span-4" aside="162 of 256">
          <AddressGrid label="Addresses of 203.0.113.0/24" cells={cells} onSelect={() => undefined} />
        </Card>
      </Grid>
    </div>
  );
}
