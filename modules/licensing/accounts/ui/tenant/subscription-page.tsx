import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card } from '#ui/base/card.tsx';
import { Segmented } from '#ui/base/choice.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Textarea } from '#ui/base/input.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { StatCard } from '#ui/base/stat-card.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { Timeline } from '#ui/base/timeline.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Money } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type AccountView, accountTones, accountApi as api, Entitlements, intervalName } from '../licensing-values.tsx';
import { ChangePlanDialog } from './change-plan-dialog.tsx';
import { PlanCards } from './plan-cards.tsx';

const url = z.object({
  interval: z.enum(['month', 'year']).default('month'),
  plan: z.string().optional(),
  dialog: z.enum(['cancel', 'keep']).optional(),
});
export const loader = ({ queryClient }: LoaderContext) =>
  queryClient.prefetchQuery(api.account.queryOptions({ input: {} }));

const Notices = ({
  account,
  onKeep,
  reason,
}: {
  account: AccountView;
  onKeep: () => void;
  reason: string | undefined;
}) => (
  <>
    {account.status === 'past_due' && (
      <Callout tone="bad" className="mb-4" title="An invoice is overdue.">
        Everything goes on working. Pay it under Receipts, so that the plan can be changed again.
      </Callout>
    )}
    {account.status === 'cancelled' && (
      <Callout tone="warn" className="mb-4" title="The contract has ended.">
        Your data is kept. Choose a plan to go on; it begins at once.
      </Callout>
    )}
    {(account.nextPlan ?? account.cancelAtEnd) && account.status !== 'cancelled' && (
      <Callout
        tone="info"
        className="mb-4"
        title={
          account.cancelAtEnd
            ? `The contract ends on ${account.periodEnd}.`
            : `${account.nextPlan?.name} begins on ${account.periodEnd}.`
        }
        action={
          <Button size="sm" reason={reason} onClick={onKeep}>
            {account.cancelAtEnd ? 'Keep the contract' : `Stay on ${account.plan?.name}`}
          </Button>
        }
      />
    )}
  </>
);

const Figures = ({ account }: { account: AccountView }) => (
  <div className="mb-4 grid gap-3 sm:grid-cols-3">
    <StatCard
      label="Plan"
      value={account.plan ? `${account.plan.name}` : 'None'}
      source={
        account.plan
          ? `Version ${account.plan.version}, paid ${account.interval === 'year' ? 'yearly' : 'monthly'}`
          : 'Everything is on'
      }
    />
    <StatCard
      label="Next invoice"
      value={<Money amountMinor={account.nextMinor} currency={account.currency} />}
      source={account.periodEnd ? `On ${account.periodEnd}, and what goes over the quotas` : 'Nothing is charged'}
    />
    <StatCard
      label={account.status === 'trial' ? 'Trial ends' : 'Period ends'}
      value={account.periodEnd ?? 'Never'}
      source={account.status === 'trial' ? 'The plan is paid for from then on' : 'It renews by itself'}
    />
  </div>
);

export default function SubscriptionPage() {
  const [state, setUrl] = useUrlState(url);
  const account = useQuery(api.account.queryOptions({ input: {} }));
  const history = useQuery(api.history.queryOptions({ input: { limit: 20 } }));
  const client = useQueryClient();
  const write = useCan('licensing.account:write');
  const keep = useMutation(api.keepPlan.mutationOptions());
  const cancel = useMutation(api.cancel.mutationOptions());
  const [why, setWhy] = useState('');
  useLiveQueries('licence', [api.key()]);
  const { data } = account;
  if (account.isError && !data) return <ErrorState error={account.error} onRetry={() => account.refetch()} />;
  const close = () => setUrl({ dialog: undefined, plan: undefined });
  const refresh = () => client.invalidateQueries({ queryKey: api.key() });
  const mayCancel = data && data.status !== 'none' && data.status !== 'cancelled' && !data.cancelAtEnd;
  return (
    <PageBody>
      <PageHeader
        title="Plan"
        status={data && <StatusChip status={data.status} tones={accountTones} />}
        actions={
          <Button
            variant="danger"
            reason={write.reason ?? (mayCancel ? undefined : 'There is nothing to cancel.')}
            onClick={() => setUrl({ dialog: 'cancel' }, { push: true })}
          >
            Cancel contract
          </Button>
        }
      />
      {data && (
        <Notices account={data} reason={write.reason} onKeep={() => setUrl({ dialog: 'keep' }, { push: true })} />
      )}
      {data && <Figures account={data} />}
      <div className="mb-3 flex items-center justify-between gap-3">
        <h2 className="text-lg font-semibold">Plans</h2>
        <Segmented
          label="Paid"
          value={state.interval}
          onChange={(interval) => setUrl({ interval })}
          options={[
            { value: 'month', label: 'Monthly' },
            { value: 'year', label: 'Yearly' },
          ]}
        />
      </div>
      <PlanCards
        account={data}
        interval={state.interval}
        reason={write.reason}
        onChoose={(plan) => setUrl({ plan }, { push: true })}
      />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <Card title="What is on">{data && <Entitlements items={data.entitlements} />}</Card>
        <QueryCard title="History" query={history}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="text-ink-3">Nothing has changed yet.</p>
            ) : (
              <Timeline
                entries={items.map((c) => ({
                  id: c.id,
                  at: c.at,
                  text: c.detail,
                  detail: `${c.kind.replaceAll('-', ' ')} · ${c.actorName}`,
                }))}
              />
            )
          }
        </QueryCard>
      </div>
      {state.plan && <ChangePlanDialog planId={state.plan} interval={state.interval} onClose={close} />}
      <ConfirmDialog
        open={state.dialog === 'keep'}
        onOpenChange={(open) => !open && close()}
        title={`Stay on ${data?.plan?.name}?`}
        confirmLabel="Stay"
        tone="primary"
        onConfirm={async () => {
          await keep.mutateAsync({});
          await refresh();
          toast.ok('Nothing changes at the end of the period.');
        }}
      >
        It renews on {data?.periodEnd} for{' '}
        {data?.plan && (
          <Money
            amountMinor={data.interval === 'year' ? data.plan.yearMinor : data.plan.monthMinor}
            currency={data.currency}
          />
        )}{' '}
        {data && intervalName[data.interval]}, with your add-ons.
      </ConfirmDialog>
      <ConfirmDialog
        open={state.dialog === 'cancel'}
        onOpenChange={(open) => !open && close()}
        title="Cancel the contract?"
        confirmLabel="Cancel contract"
        reason={why.trim().length < 3 ? 'Say why.' : undefined}
        onConfirm={async () => {
          await cancel.mutateAsync({ reason: why.trim() });
          setWhy('');
          await refresh();
        }}
      >
        <p>
          Everything works until {data?.periodEnd}. Then modules are off for your staff; subscribers stay online and
          your data is kept and can be exported.
        </p>
        <label htmlFor="cancel-why" className="mt-3 mb-1 block text-sm">
          Why
        </label>
        <Textarea id="cancel-why" rows={2} maxLength={300} value={why} onChange={(e) => setWhy(e.target.value)} />
      </ConfirmDialog>
    </PageBody>
  );
}
