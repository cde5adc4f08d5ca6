import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Headset, LogOut, X } from 'lucide-react';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Card } from '#ui/base/card.tsx';
import { RadioCards } from '#ui/base/choice.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { type Column, keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { type SupportAccess, supportAccess } from '../../contract.ts';
import { type ConsentMode, consentModes } from '../../rules.ts';
import { commonColumns, spokenMinutes } from '../access-values.tsx';

const NobodyCame = () => (
  <EmptyState icon={<Headset />} title="Nobody of DotMac has asked to enter">
    When support needs to see what you see, the request appears here with its reason.
  </EmptyState>
);

type Access = View<typeof SupportAccess, 'isp'>;
const api = clientFor(supportAccess, 'isp');
const listOptions = () =>
  api.list.infiniteOptions({ input: (cursor: string | undefined) => ({ cursor, limit: 50 }), ...keyset });
const consentOptions = () => api.consent.queryOptions({ input: {} });

export const loader = ({ queryClient }: LoaderContext) =>
  Promise.all([queryClient.prefetchInfiniteQuery(listOptions()), queryClient.prefetchQuery(consentOptions())]);

const columns: Column<Access>[] = [
  { id: 'operator', header: 'Who', cell: (a) => a.operatorName, text: (a) => a.operatorName, fixed: true, width: 160 },
  ...commonColumns,
  {
    id: 'by',
    header: 'Decided by',
    cell: (a) => a.decidedBy ?? <span className="text-ink-3">—</span>,
    text: (a) => a.decidedBy,
    width: 150,
  },
  { id: 'endedBy', header: 'Ended by', cell: (a) => a.endedBy ?? '', text: (a) => a.endedBy, width: 150 },
];
const getId = (row: Access) => row.id;

const modes: Record<ConsentMode, { label: string; help: string }> = {
  always: { label: 'Always', help: 'Support enters when it needs to. You are told by mail each time.' },
  ask: { label: 'Ask each time', help: 'Nobody enters before one of you approves. You are asked by mail.' },
  never: { label: 'Never', help: 'Nobody of DotMac enters, whatever the reason.' },
};

function Consent() {
  const client = useQueryClient();
  const write = useCan('tenancy.support-access:write');
  const consent = useQuery(consentOptions());
  const save = useMutation(api.setConsent.mutationOptions());
  const [wish, setWish] = useState<ConsentMode | null>(null);
  const { data } = consent;
  return (
    <Card title="May DotMac’s support enter?" className="mb-4">
      {consent.isError && !data && <ErrorState error={consent.error} onRetry={() => consent.refetch()} />}
      {!data && !consent.isError && <Skeleton.Lines />}
      {data && (
        <>
          <RadioCards
            id="consent"
            label="May DotMac’s support enter?"
            columns={3}
            value={data.mode}
            onChange={(mode) => write.allowed && mode !== data.mode && setWish(mode)}
            options={consentModes.map((value) => ({ value, ...modes[value], reason: write.reason }))}
          />
          <p className="mt-2 text-sm text-ink-3">
            {write.reason ??
              (data.changedAt && data.changedBy ? (
                <>
                  Set by {data.changedBy}, <RelativeTime at={data.changedAt} />
                </>
              ) : (
                'This is what holds until you choose.'
              ))}
          </p>
        </>
      )}
      <ConfirmDialog
        open={wish !== null}
        onOpenChange={(open) => !open && setWish(null)}
        title={`Support access: ${wish ? modes[wish].label.toLowerCase() : ''}?`}
        confirmLabel="Change"
        tone={wish === 'never' ? 'danger' : 'primary'}
        onConfirm={async () => {
          await save.mutateAsync({ mode: wish ?? 'ask' });
          await client.invalidateQueries({ queryKey: api.key() });
          toast.ok('Changed; it holds from now on.');
        }}
      >
        {wish === 'never'
          ? 'A visit that is going on ends now, and what you approved and was not used is withdrawn.'
          : wish && modes[wish].help}
      </ConfirmDialog>
    </Card>
  );
}

/** A request that waits, or a visit that goes on: what needs a decision, above the history. */
function Open({ access: a }: { access: Access }) {
  const client = useQueryClient();
  const { reason } = useCan('tenancy.support-access:write');
  const done = async (sentence: string) => {
    await client.invalidateQueries({ queryKey: api.key() });
    toast.ok(sentence);
  };
  const onError = toast.problem;
  const approve = useMutation(
    api.approve.mutationOptions({ onSuccess: () => done(`${a.operatorName} may enter.`), onError }),
  );
  const refuse = useMutation(api.refuse.mutationOptions({ onSuccess: () => done('Refused.'), onError }));
  const end = useMutation(api.end.mutationOptions({ onSuccess: () => done('The visit is ended.'), onError }));
  const act = a.role === 'admin' ? 'to look and to act' : 'to look, not to change anything';
  return (
    <Callout
      tone={a.status === 'active' ? 'ok' : 'warn'}
      className="mb-4"
      title={
        a.status === 'asked'
          ? `${a.operatorName} asks to enter for ${spokenMinutes(a.minutes)}, ${act}`
          : a.status === 'approved'
            ? `${a.operatorName} may enter for ${spokenMinutes(a.minutes)}, ${act}`
            : `${a.operatorName} is inside, ${act}`
      }
      action={
        <span className="flex flex-wrap gap-2">
          {a.status === 'asked' ? (
            <>
              <Button
                size="sm"
                variant="primary"
                icon={<Check />}
                reason={reason}
                pending={approve.isPending}
                onClick={() => approve.mutate({ id: a.id })}
              >
                Approve
              </Button>
              <Button
                size="sm"
                icon={<X />}
                reason={reason}
                pending={refuse.isPending}
                onClick={() => refuse.mutate({ id: a.id })}
              >
                Refuse
              </Button>
            </>
          ) : (
            <Button
              size="sm"
              variant="danger"
              icon={<LogOut />}
              reason={reason}
              pending={end.isPending}
              onClick={() => end.mutate({ id: a.id })}
            >
              {a.status === 'active' ? 'End now' : 'Take back'}
            </Button>
          )}
        </span>
      }
    >
      {a.reason}
      {a.status === 'active' && a.expiresAt && (
        <>
          {' '}
          Until <DateTime at={a.expiresAt} show="time" />. Everything they do is in the audit trail.
        </>
      )}
    </Callout>
  );
}

const isOpen = (a: Access) => a.status === 'asked' || a.status === 'approved' || a.status === 'active';

export default function SupportAccessPage() {
  const query = useInfiniteQuery(listOptions());
  useLiveQueries('support-access', [api.key()]);
  const open = query.data?.pages.flatMap((page) => page.items).filter(isOpen) ?? [];
  return (
    <PageBody wide>
      <PageHeader
        title="Support access"
        subtitle="DotMac’s support sees nothing of yours unless you let it in: with a reason, for a while, on the record."
      />
      {open.map((access) => (
        <Open key={access.id} access={access} />
      ))}
      <Consent />
      <DataTable
        name="support-access"
        label="Support access"
        query={query}
        columns={columns}
        getId={getId}
        empty={<NobodyCame />}
      />
    </PageBody>
  );
}
