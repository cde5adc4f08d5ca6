import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useSession } from '#ui/session/session-provider.tsx';

export default function OverviewPage() {
  const { tenant } = useSession();
  return (
    <PageBody>
      <PageHeader title={tenant?.name ?? null} subtitle="Your account at DotMac." />
      <Grid>
        <Card title="Provider" className="lg:col-span-5">
          <DescriptionList
            items={[
              { term: 'Short name', value: tenant?.slug },
              { term: 'Currency', value: tenant?.currency },
              { term: 'Time zone', value: tenant?.timeZone },
            ]}
          />
        </Card>
      </Grid>
    </PageBody>
  );
}
