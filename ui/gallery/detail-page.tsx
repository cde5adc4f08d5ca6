import { useQuery } from '@tanstack/react-query';
import { Ban, CreditCard, MessageSquare } from 'lucide-react';
import { z } from 'zod';
import { Badge, Chip, Dot, StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText, Mono } from '#ui/base/copy.tsx';
import { Meter } from '#ui/base/meter.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { Timeline } from '#ui/base/timeline.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Chart } from '#ui/chart/chart.tsx';
import { formatBps } from '#ui/format/quantity.ts';
import { Bps, Bytes, Duration, Money, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { usePageParams, useUrlState } from '#ui/page/url.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { SimpleTable } from '#ui/table/simple-table.tsx';
import { getSample, type Sample, sampleTones, trafficDay } from './sample.ts';

const url = z.object({ tab: z.string().default('overview'), dialog: z.enum(['suspend']).optional() });
const invoices = [
  { number: 'FF-2026-01873', date: '1 Nov', amountMinor: 3900, state: 'open' },
  { number: 'FF-2026-01640', date: '1 Oct', amountMinor: 3900, state: 'paid' },
  { number: 'FF-2026-01402', date: '1 Sep', amountMinor: 4420, state: 'paid' },
] as const;
const down = trafficDay(84_200_000);
const up = trafficDay(9_100_000, 1);
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

export default function DetailPage() {
  const { id } = usePageParams<{ id: string }>();
  const [{ tab, dialog }, setUrl] = useUrlState(url);
  const { data, error, refetch } = useQuery({ queryKey: ['gallery', 'sample', id], queryFn: () => getSample(id) });
  usePaletteActions(
    data ? [{ label: `Suspend ${data.name}`, run: () => setUrl({ dialog: 'suspend' }, { push: true }) }] : [],
  );
  if (error && !data) return <ErrorState error={error} onRetry={() => void refetch()} />;
  return (
    <PageBody>
      <PageHeader
        title={data?.name ?? null}
        crumb={data?.number}
        status={data && <StatusChip status={data.status} tones={sampleTones} />}
        subtitle={
          data && `${data.number} · ${data.plan} · customer since Mar 2023 · ${data.phone} · 14 Harbour Rd, Block C`
        }
        actions={
          <>
            <Button icon={<MessageSquare />}>Message</Button>
            <Button
              variant="danger"
              icon={<Ban />}
              reason={data?.status === 'suspended' ? 'Already suspended' : undefined}
              onClick={() => setUrl({ dialog: 'suspend' }, { push: true })}
            >
              Suspend
            </Button>
            <Button variant="primary" icon={<CreditCard />}>
              Take payment
            </Button>
          </>
        }
      />
      <Tabs
        label="Customer"
        value={tab}
        onChange={(next) => setUrl({ tab: next }, { push: true })}
        tabs={[
          { id: 'overview', label: 'Overview', content: () => (data ? <Overview row={data} /> : null) },
          { id: 'profile', label: 'Profile', content: () => <Nothing /> },
          { id: 'subscriptions', label: 'Subscriptions', count: 3, content: () => <Nothing /> },
          { id: 'network', label: 'Network', content: () => <Nothing /> },
          { id: 'billing', label: 'Billing', count: 52, content: () => <Nothing /> },
          { id: 'tickets', label: 'Tickets', count: 2, content: () => <Nothing /> },
          { id: 'activity', label: 'Activity', content: () => <Nothing /> },
        ]}
      />
      {data && (
        <ConfirmDialog
          open={dialog === 'suspend'}
          onOpenChange={(open) => !open && setUrl({ dialog: undefined })}
          title={`Suspend ${data.name}?`}
          confirmLabel="Suspend"
          nameToType={data.number}
          onConfirm={async () => {
            await new Promise((resolve) => setTimeout(resolve, 700));
            if (data.id !== '1') toast.ok(`${data.name} is suspended`);
            else
              throw Object.assign(new Error('The session on bng-1 answered NAK: Session-Context-Not-Found.'), {
                code: 'conflict',
                data: { requestId: 'req_01JD8ZQ4' },
              });
          }}
        >
          The session ends now and new logins are refused until you resume it. Invoices keep their dates.
        </ConfirmDialog>
      )}
    </PageBody>
  );
}

const Nothing = () => (
  <Card>
    <EmptyState title="Nothing here yet">This tab is only here for its look.</EmptyState>
  </Card>
);

function Overview({ row }: { row: Sample }) {
  return (
    <Grid>
      <Card
        className="lg:col-span-4"
        title="Connection"
        status={
          <Badge tone="ok">
            Online <Duration since={minutesAgo(4563)} />
          </Badge>
        }
        aside={<RelativeTime at={minutesAgo(0)} />}
      >
        <DescriptionList
          items={[
            { term: 'IPv4', value: <CopyText mono text={row.address} /> },
            { term: 'IPv6 prefix', value: <CopyText mono text="2001:db8:41::/56" /> },
            { term: 'NAS · port', value: 'bng-1 · xe-0/0/3:200.417' },
            {
              term: 'ONU Rx',
              value: (
                <>
                  −19.4 <span className="text-ink-3">dBm</span> <Chip tone="ok">normal</Chip>
                </>
              ),
            },
          ]}
        />
        <div className="mt-2">
          <Chart
            label="Traffic of the last 24 hours"
            height={112}
            format={(value) => formatBps(value)}
            series={[
              { name: 'Down', kind: 'area', points: down },
              { name: 'Up', kind: 'line', points: up },
            ]}
          />
        </div>
      </Card>
      <Card className="lg:col-span-4" title="Subscription" aside="renews 1 Dec">
        <p className="text-2xl font-semibold tracking-[-0.02em]">{row.plan}</p>
        <p className="text-ink-2">
          100 / 20 Mbps · <Money amountMinor={3900} currency="EUR" /> per month
        </p>
        <div className="mt-4 mb-1.5 flex justify-between">
          <span className="text-ink-3">Usage this month</span>
          <span>
            <Bytes bytes={412e9} /> of <Bytes bytes={1e12} />
          </span>
        </div>
        <Meter share={0.412} label="Usage of this month's 1 TB" />
        <div className="mt-4">
          <DescriptionList
            items={[
              { term: 'Active / total', value: '1 / 3' },
              { term: 'Add-ons', value: 'Static IP, Mesh Wi-Fi' },
              { term: 'Contract ends', value: null },
            ]}
          />
        </div>
      </Card>
      <Card className="lg:col-span-4" title="Billing" status={<Chip tone="warn">1 unpaid</Chip>} aside="52 invoices">
        <p className="text-2xl font-semibold tracking-[-0.02em]">
          <Money amountMinor={3900} currency="EUR" />{' '}
          <span className="text-base font-normal tracking-normal text-ink-2">due in 6 days</span>
        </p>
        <div className="mt-2">
          <SimpleTable
            label="Latest invoices"
            rows={invoices}
            getId={(invoice) => invoice.number}
            columns={[
              { id: 'number', header: 'Invoice', cell: (invoice) => <Mono>{invoice.number}</Mono> },
              { id: 'date', header: 'Date', cell: (invoice) => invoice.date },
              {
                id: 'amount',
                header: 'Amount',
                align: 'end',
                cell: (invoice) => <Money amountMinor={invoice.amountMinor} currency="EUR" style="bare" />,
              },
              {
                id: 'state',
                header: 'State',
                quiet: true,
                align: 'end',
                cell: (invoice) => <Chip tone={invoice.state === 'open' ? 'warn' : 'ok'}>{invoice.state}</Chip>,
              },
            ]}
          />
        </div>
      </Card>
      <Card className="lg:col-span-6" title="Devices" aside="2 of 3 online">
        <SimpleTable
          label="Devices"
          rows={[
            { name: 'ONU HG8245X6', serial: 'HWTC4A17', signal: '−19.4 dBm', ok: true },
            { name: 'Router AX3', serial: '9C:EF:D5:12:7B:04', signal: 'fw 4.2', ok: true },
            { name: 'Mesh node', serial: 'A4:2B:B0:77:10:9E', signal: '2 h ago', ok: false },
          ]}
          getId={(device) => device.serial}
          columns={[
            { id: 'name', header: 'Device', cell: (device) => device.name },
            { id: 'serial', header: 'Serial', cell: (device) => <Mono>{device.serial}</Mono> },
            { id: 'signal', header: 'Signal', align: 'end', cell: (device) => device.signal },
            {
              id: 'state',
              header: 'State',
              quiet: true,
              align: 'end',
              cell: (device) => <Dot tone={device.ok ? 'ok' : 'bad'} label={device.ok ? 'online' : 'offline'} />,
            },
          ]}
        />
      </Card>
      <Card className="lg:col-span-6" title="Line speed" aside={<Bps bps={84_200_000} />}>
        <Chart
          label="Speed against the plan's limit"
          height={150}
          format={(value) => formatBps(value)}
          limit={{ value: 100_000_000, label: 'Plan' }}
          series={[{ name: 'Down', kind: 'line', points: down }]}
        />
      </Card>
      <Card className="lg:col-span-12" title="Timeline" aside="money · network · service · messages · audit">
        <Timeline
          entries={[
            {
              id: '1',
              at: minutesAgo(12),
              tone: 'warn',
              kind: 'network',
              text: 'Incident I-219 opened: ONU Rx fell 2.1 dB behind splitter S-14',
            },
            {
              id: '2',
              at: minutesAgo(34),
              kind: 'service',
              text: 'Ticket T-5531 “Slow in the evening” created from the portal',
            },
            {
              id: '3',
              at: minutesAgo(4563),
              tone: 'ok',
              kind: 'network',
              text: `Session started on bng-1, address ${row.address}`,
            },
            {
              id: '4',
              at: minutesAgo(31_000),
              kind: 'money',
              by: 'billing run',
              text: 'Invoice FF-2026-01873 issued, €39.00: Fiber 100, 1–30 Nov (30 of 30 days)',
            },
          ]}
        />
      </Card>
    </Grid>
  );
}
