import { useQuery } from '@tanstack/react-query';
import { CirclePause, CirclePlay, Headset, Mail, Pencil } from 'lucide-react';
import { z } from 'zod';
import { ProviderTrail, providerTrailUrl } from '#modules/platform/audit/ui/platform/provider-trail.tsx';
import { ClosureTab } from '#modules/tenancy/closure/ui/platform/closure-tab.tsx';
import { TenantDomains } from '#modules/tenancy/domains/ui/platform/tenant-domains.tsx';
import { OnboardingTab } from '#modules/tenancy/onboarding/ui/platform/onboarding-tab.tsx';
import { askRefusal } from '#modules/tenancy/support-access/rules.ts';
import { AskDialog } from '#modules/tenancy/support-access/ui/platform/ask-dialog.tsx';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { CopyText, Mono } from '#ui/base/copy.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { DateTime, NumberText } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { usePageParams, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { tenantRefusal } from '../../rules.ts';
import { EditTenant, InviteAdministrator, ResumeTenant, SuspendTenant } from './tenant-dialogs.tsx';
import {
  tenantsApi as api,
  countryName,
  localeOptions,
  optionOf,
  type TenantView,
  tenantTones,
} from './tenant-values.tsx';

const tabs = ['overview', 'onboarding', 'domains', 'activity', 'closing'] as const;
const url = z.object({
  tab: z.enum(tabs).default('overview'),
  dialog: z.enum(['suspend', 'resume', 'edit', 'invite', 'enter']).optional(),
});
const getOptions = (id: string) => api.get.queryOptions({ input: { id }, refetchInterval: 30_000 });

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(getOptions(params['id'] ?? ''));

const Counts = ({ tenant }: { tenant: TenantView | undefined }) => {
  const number = (value: number | undefined) => (value === undefined ? undefined : <NumberText value={value} />);
  return (
    <div className="mb-4 grid grid-cols-1 gap-3 sm:grid-cols-3">
      <StatCard label="Subscribers" value={number(tenant?.subscribers)} source="With a plan, active or suspended" />
      <StatCard label="Online now" value={number(tenant?.online)} source="Live sessions" />
      <StatCard label="Staff" value={number(tenant?.staff)} source="Who may sign in" />
    </div>
  );
};

const Facts = ({ tenant: t }: { tenant: TenantView }) => (
  <Card title="Provider">
    <DescriptionList
      align="start"
      items={[
        { term: 'Short name', value: <Mono>{t.slug}</Mono> },
        { term: 'Country', value: countryName(t.country) },
        { term: 'Currency', value: t.currency },
        { term: 'Time zone', value: t.timeZone },
        { term: 'Language', value: optionOf(localeOptions, t.locale)?.label ?? t.locale },
        { term: 'Administrator', value: <CopyText text={t.adminEmail} /> },
        { term: 'Here since', value: <DateTime at={t.createdAt} /> },
      ]}
    />
  </Card>
);

const activityUrl = providerTrailUrl.omit({ providerId: true });
function Activity({ id }: { id: string }) {
  const [filters, setFilters] = useUrlState(activityUrl);
  return <ProviderTrail filters={filters} onFilters={setFilters} only={id} />;
}

export default function TenantPage() {
  const { id } = usePageParams<{ id: string }>();
  const [{ tab, dialog }, setUrl] = useUrlState(url);
  const tenant = useQuery(getOptions(id));
  const write = useCan('platform.tenant:write');
  const enter = useCan('platform.support-access:write');
  useLiveQueries('tenants', [api.get.key({ input: { id } })]);
  const { data } = tenant;
  if (tenant.isError && !data) return <ErrorState error={tenant.error} onRetry={() => tenant.refetch()} />;
  const open = (name: NonNullable<typeof dialog>) => setUrl({ dialog: name }, { push: true });
  const dialogProps = (name: NonNullable<typeof dialog>) => ({
    open: dialog === name,
    onOpenChange: (next: boolean) => !next && setUrl({ dialog: undefined }),
  });
  return (
    <PageBody>
      <PageHeader
        title={data?.name ?? null}
        crumb={data?.name}
        status={data && <StatusChip status={data.status} tones={tenantTones} />}
        actions={
          <>
            <Button icon={<Pencil />} reason={write.reason} onClick={() => open('edit')}>
              Edit
            </Button>
            <Button
              icon={<Headset />}
              reason={enter.reason ?? (data && askRefusal(data.status))}
              onClick={() => open('enter')}
            >
              Ask for support access
            </Button>
            {data?.status === 'suspended' ? (
              <Button
                variant="primary"
                icon={<CirclePlay />}
                reason={write.reason ?? tenantRefusal('resume', data.status)}
                onClick={() => open('resume')}
              >
                Restore
              </Button>
            ) : (
              <Button
                variant="danger"
                icon={<CirclePause />}
                reason={write.reason ?? (data && tenantRefusal('suspend', data.status))}
                onClick={() => open('suspend')}
              >
                Suspend
              </Button>
            )}
          </>
        }
      />
      {data?.status === 'suspended' && (
        <Callout
          tone="warn"
          className="mb-4"
          title={
            data.networkOn
              ? 'Its staff are locked out; its subscribers may log in to the network.'
              : 'Its staff are locked out, and nobody logs in to its network.'
          }
        >
          {data.suspendReason}
        </Callout>
      )}
      {(data?.status === 'closing' || data?.status === 'closed') && (
        <Callout
          tone="warn"
          className="mb-4"
          title={data.status === 'closing' ? 'It is being closed: its data is written out.' : 'It is closed.'}
          action={
            <Button size="sm" onClick={() => setUrl({ tab: 'closing' })}>
              Show
            </Button>
          }
        >
          {data.suspendReason}
        </Callout>
      )}
      {data?.staff === 0 && (
        <Callout
          className="mb-4"
          title={`Nobody has entered yet. The invitation went to ${data.adminEmail}.`}
          action={
            <Button size="sm" icon={<Mail />} reason={write.reason} onClick={() => open('invite')}>
              Invite again
            </Button>
          }
        />
      )}
      {data && (
        <>
          <Tabs
            label="Internet provider"
            value={tab}
            onChange={(next) => setUrl({ tab: url.shape.tab.parse(next) }, { push: true })}
            tabs={[
              {
                id: 'overview',
                label: 'Overview',
                content: () => (
                  <>
                    <Counts tenant={data} />
                    <Facts tenant={data} />
                  </>
                ),
              },
              { id: 'onboarding', label: 'Onboarding', content: () => <OnboardingTab id={id} /> },
              { id: 'domains', label: 'Domains', content: () => <TenantDomains id={id} /> },
              { id: 'activity', label: 'Activity', content: () => <Activity id={id} /> },
              { id: 'closing', label: 'Closing', content: () => <ClosureTab tenant={data} /> },
            ]}
          />
          <SuspendTenant tenant={data} {...dialogProps('suspend')} />
          <ResumeTenant tenant={data} {...dialogProps('resume')} />
          <EditTenant tenant={data} {...dialogProps('edit')} />
          <InviteAdministrator tenant={data} {...dialogProps('invite')} />
          <AskDialog tenant={data} {...dialogProps('enter')} />
        </>
      )}
    </PageBody>
  );
}
