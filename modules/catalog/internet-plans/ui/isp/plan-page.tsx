import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Archive, CircleCheck } from 'lucide-react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { PlanSubscriptions } from '#modules/billing/subscriptions/ui/isp/plan-subscriptions.tsx';
import { RolloutDrawer } from '#modules/network/speed-rollouts/ui/isp/rollout-drawer.tsx';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card, DescriptionList, Grid } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { Tabs } from '#ui/base/tabs.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Bps, Duration, Money, NumberText, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, usePageParams, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { internetPlans } from '../../contract.ts';
import { type Finding, refusal, validate } from '../../rules.ts';
import { PlanEdit } from './plan-edit.tsx';
import { Cap, cycleText, type Plan, planTones, Speed } from './plan-values.tsx';

const api = clientFor(internetPlans, 'isp');
const url = z.object({
  tab: z.enum(['overview', 'subscriptions', 'edit']).default('overview'),
  dialog: z.enum(['activate', 'archive']).optional(),
  /** A new speed on its way to subscriptions. */
  rollout: z.uuid().optional(),
});

export const loader = ({ queryClient, params }: LoaderContext) =>
  queryClient.prefetchQuery(api.get.queryOptions({ input: { id: params['id'] ?? '' } }));

const money = ['priceMinor', 'setupFeeMinor'];

const Notes = ({ findings }: { findings: Finding[] }) =>
  findings.map(({ field, message }) => (
    <p key={field + message} className="mt-1 text-sm text-warn-ink">
      {message}
    </p>
  ));

function Overview({ plan }: { plan: Plan }) {
  const notes = validate(plan);
  return (
    <Grid>
      <Card title="What is sold" className="lg:col-span-6">
        <DescriptionList
          items={[
            { term: 'Download', value: <Bps bps={plan.downloadKbps * 1000} /> },
            { term: 'Upload', value: <Bps bps={plan.uploadKbps * 1000} /> },
            { term: 'Data per period', value: <Cap plan={plan} /> },
            {
              term: 'Longest session',
              value:
                plan.sessionTimeoutSeconds === null ? 'No limit' : <Duration seconds={plan.sessionTimeoutSeconds} />,
            },
            {
              term: 'Ends when idle for',
              value: plan.idleTimeoutSeconds === null ? 'Never' : <Duration seconds={plan.idleTimeoutSeconds} />,
            },
          ]}
        />
        <Notes findings={notes.filter(({ field }) => !money.includes(field))} />
        {plan.description && <p className="mt-2 text-ink-2">{plan.description}</p>}
      </Card>
      <Card title="What it costs" className="lg:col-span-6">
        <DescriptionList
          items={[
            { term: 'Price', value: <Money amountMinor={plan.priceMinor} currency={plan.currency} /> },
            {
              term: 'Charged',
              value: <span className="inline-block first-letter:uppercase">{cycleText[plan.cycle]}</span>,
            },
            {
              term: 'Setup fee',
              value:
                plan.setupFeeMinor === 0 ? 'None' : <Money amountMinor={plan.setupFeeMinor} currency={plan.currency} />,
            },
            {
              term: 'Subscriptions',
              value: (
                <Link
                  to={`/dashboard/services/internet-plans/${plan.id}?tab=subscriptions`}
                  className="text-brand-text hover:underline"
                >
                  <NumberText value={plan.subscriptionCount} />
                </Link>
              ),
            },
            { term: 'Last changed', value: <RelativeTime at={plan.updatedAt} /> },
          ]}
        />
        <Notes findings={notes.filter(({ field }) => money.includes(field))} />
      </Card>
    </Grid>
  );
}

export default function PlanPage() {
  const { id } = usePageParams<{ id: string }>();
  const [{ tab, dialog, rollout }, setUrl] = useUrlState(url);
  const plan = useQuery(api.get.queryOptions({ input: { id } }));
  const activate = useMutation(api.activate.mutationOptions());
  const archive = useMutation(api.archive.mutationOptions());
  const client = useQueryClient();
  const write = useCan('catalog.plan:write');
  useLiveQueries('plans', [api.get.key()]);
  const { data } = plan;
  const reasons = {
    activate: write.reason ?? (data && refusal('activate', data.status)),
    archive: write.reason ?? (data && refusal('archive', data.status)),
  };
  const ask = (what: 'activate' | 'archive') => setUrl({ dialog: what }, { push: true });
  usePaletteActions(
    data
      ? [
          { label: `Activate ${data.name}`, run: () => ask('activate'), reason: reasons.activate },
          { label: `Archive ${data.name}`, run: () => ask('archive'), reason: reasons.archive },
          { label: `Edit ${data.name}`, run: () => setUrl({ tab: 'edit' }, { push: true }), reason: write.reason },
        ]
      : [],
  );
  if (plan.isError && !data) return <ErrorState error={plan.error} onRetry={() => void plan.refetch()} />;

  const done = async (message: string) => {
    await client.invalidateQueries({ queryKey: api.key() });
    toast.ok(message);
  };
  const close = (open: boolean) => !open && setUrl({ dialog: undefined });
  return (
    <PageBody>
      <PageHeader
        title={data?.name ?? null}
        crumb={data?.code}
        status={data && <StatusChip status={data.status} tones={planTones} />}
        subtitle={
          data && (
            <span className="flex flex-wrap items-center gap-x-2">
              <CopyText text={data.code} mono /> <span aria-hidden>·</span> <Speed {...data} />
              <span aria-hidden>·</span>
              <span>
                <Money amountMinor={data.priceMinor} currency={data.currency} /> {cycleText[data.cycle]}
              </span>
            </span>
          )
        }
        actions={
          <>
            <Button icon={<Archive />} reason={reasons.archive} disabled={!data} onClick={() => ask('archive')}>
              Archive
            </Button>
            <Button
              variant="primary"
              icon={<CircleCheck />}
              reason={reasons.activate}
              disabled={!data}
              onClick={() => ask('activate')}
            >
              Activate
            </Button>
          </>
        }
      />
      <Tabs
        label="Internet plan"
        value={tab}
        onChange={(next) => setUrl({ tab: url.shape.tab.parse(next) }, { push: true })}
        tabs={[
          {
            id: 'overview',
            label: 'Overview',
            content: () => (data ? <Overview plan={data} /> : <Skeleton.Lines count={6} />),
          },
          {
            id: 'subscriptions',
            label: 'Who uses it',
            ...(data ? { count: data.subscriptionCount } : {}),
            content: () => <PlanSubscriptions planId={id} />,
          },
          {
            id: 'edit',
            label: 'Edit',
            content: () =>
              data ? (
                <PlanEdit plan={data} onSaved={(started) => setUrl({ tab: 'overview', rollout: started })} />
              ) : (
                <Skeleton.Lines count={8} />
              ),
          },
        ]}
      />
      <RolloutDrawer id={rollout} onClose={() => setUrl({ rollout: undefined })} />
      {data && (
        <>
          <ConfirmDialog
            open={dialog === 'activate'}
            onOpenChange={close}
            title={`Offer ${data.name} for sale?`}
            tone="primary"
            confirmLabel="Activate"
            reason={reasons.activate}
            onConfirm={async () => {
              await activate.mutateAsync({ id });
              await done(`${data.name} is for sale.`);
            }}
          >
            It can be sold at <Money amountMinor={data.priceMinor} currency={data.currency} /> {cycleText[data.cycle]}{' '}
            from now on.
          </ConfirmDialog>
          <ConfirmDialog
            open={dialog === 'archive'}
            onOpenChange={close}
            title={`Stop selling ${data.name}?`}
            confirmLabel="Archive"
            reason={reasons.archive}
            onConfirm={async () => {
              await archive.mutateAsync({ id });
              await done(`${data.name} is archived.`);
            }}
          >
            Nobody can buy it any more. Its <NumberText value={data.subscriptionCount} /> subscriptions go on as they
            are, and you can activate it again.
          </ConfirmDialog>
        </>
      )}
    </PageBody>
  );
}
