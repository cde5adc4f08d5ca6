import { Receipt } from 'lucide-react';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, Grid } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { Chart } from '#ui/chart/chart.tsx';

const down = Object.assign(new Error('The database is being restarted.'), {
  code: 'unavailable',
  data: { requestId: 'req_01JD8ZQ4K3' },
});

export function States() {
  return (
    <Grid>
      <Card className="lg:col-span-6">
        <EmptyState icon={<Receipt />} title="No invoices yet" action={<Button variant="primary">Run billing</Button>}>
          Invoices appear when the first billing run closes on 1 December.
        </EmptyState>
      </Card>
      <Card className="lg:col-span-6">
        <ErrorState error={down} onRetry={() => undefined} />
      </Card>
      <Card title="Loading" className="lg:col-span-4">
        <Skeleton.Lines count={5} />
      </Card>
      <Card title="Chart: loading" className="lg:col-span-4">
        <Chart label="Loading" pending series={[]} format={String} height={140} />
      </Card>
      <Card title="Chart: nothing measured" className="lg:col-span-4">
        <Chart label="Nothing" series={[]} format={String} height={140} />
      </Card>
      <div className="flex flex-col gap-3 sm:col-span-2 lg:col-span-12">
        <Callout tone="info" title="Prices include tax">
          Change this under Settings.
        </Callout>
        <Callout tone="ok" title="Everything reconciled" />
        <Callout tone="warn" title="41 invoices are overdue" action={<Button size="sm">Open dunning</Button>} />
        <Callout tone="bad" title="The bill run stopped at row 812" requestId="req_01JD8ZQ4K3" />
      </div>
    </Grid>
  );
}
