import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { portalAccounts } from '#modules/identity/portal-accounts/contract.ts';
import { ImpersonateButton } from '#modules/identity/portal-accounts/ui/isp/impersonate-button.tsx';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card, DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { SecretReveal } from '#ui/base/secret-reveal.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { toProblem } from '#ui/problem/problem.ts';
import { useCan, useSession } from '#ui/session/session-provider.tsx';

const api = clientFor(portalAccounts, 'isp');

/** The subscriber's own way in: open it, give a new password, shut it. */
export function PortalCard({
  customerId,
  customerName,
  className,
}: {
  customerId: string;
  customerName: string;
  className?: string;
}) {
  const account = useQuery({ ...api.get.queryOptions({ input: { customerId } }), retry: false });
  const open = useMutation(api.open.mutationOptions());
  const close = useMutation(api.close.mutationOptions());
  const client = useQueryClient();
  const write = useCan('customers.portal:write');
  const [asked, setAsked] = useState<'open' | 'close' | null>(null);
  const [password, setPassword] = useState<string | null>(null);
  const none = account.isError && toProblem(account.error).code === 'not_found';
  const { data } = account;
  const { tenant } = useSession();
  const address = `${window.location.origin}/customer-portal?provider=${tenant?.slug ?? ''}`;
  const enabled = data?.enabled === true;
  const refresh = () => client.invalidateQueries({ queryKey: api.key() });
  return (
    <Card
      title="Customer portal"
      {...(className ? { className } : {})}
      status={data && <Chip tone={enabled ? 'ok' : 'neutral'}>{enabled ? 'Open' : 'Shut'}</Chip>}
    >
      {account.isPending && <Skeleton.Lines count={2} />}
      {account.isError && !none && (
        <ErrorState error={account.error} onRetry={() => account.refetch()} className="py-6" />
      )}
      {none && <p className="mb-3 text-ink-3">Has no portal account.</p>}
      {data && (
        <DescriptionList
          items={[
            { term: 'Signs in with', value: [data.number, data.email].filter(Boolean).join(' or ') },
            { term: 'Address', value: <CopyText text={address} mono /> },
            { term: 'Last there', value: data.lastSignInAt ? <RelativeTime at={data.lastSignInAt} /> : 'Never' },
          ]}
        />
      )}
      {(none || data) && (
        <div className="mt-3 flex flex-wrap gap-2">
          <Button size="sm" reason={write.reason} onClick={() => setAsked('open')}>
            {enabled ? 'New password' : 'Open the portal'}
          </Button>
          <ImpersonateButton size="sm" customerId={customerId} customerName={customerName} />
          {enabled && (
            <Button size="sm" variant="danger" reason={write.reason} onClick={() => setAsked('close')}>
              Shut out
            </Button>
          )}
        </div>
      )}
      <ConfirmDialog
        open={asked === 'open'}
        onOpenChange={(shown) => !shown && setAsked(null)}
        title={enabled ? 'Give a new portal password?' : 'Open the customer portal?'}
        tone="primary"
        confirmLabel={enabled ? 'New password' : 'Open'}
        onConfirm={async () => {
          const made = await open.mutateAsync({ customerId });
          await refresh();
          setPassword(made.password ?? null);
        }}
      >
        {enabled ? 'The present password stops working. ' : ''}A password is made and shown once, to be told to the
        customer.
      </ConfirmDialog>
      <ConfirmDialog
        open={asked === 'close'}
        onOpenChange={(shown) => !shown && setAsked(null)}
        title="Shut the customer out of the portal?"
        confirmLabel="Shut out"
        onConfirm={async () => {
          await close.mutateAsync({ customerId });
          await refresh();
        }}
      >
        Their sessions there end now. Their service is not concerned.
      </ConfirmDialog>
      <SecretReveal secret={password} title="Portal password" onClose={() => setPassword(null)}>
        {data && `For ${data.name}, who signs in with ${data.number}.`}
      </SecretReveal>
    </Card>
  );
}
