import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { CreditCard, Plus } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { Select } from '#ui/base/select.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { accountBilling } from '../../contract.ts';

const api = clientFor(accountBilling, 'tenant');
const url = z.object({ dialog: z.enum(['add']).optional(), remove: z.string().optional() });
const cards = [
  { value: 'visa', label: 'Visa •••• 4242: every charge succeeds' },
  { value: 'mastercard', label: 'Mastercard •••• 4444: every charge succeeds' },
  { value: 'declined', label: 'Visa •••• 0002: the bank declines' },
  { value: 'no-funds', label: 'Visa •••• 9995: not enough funds' },
] as const;

function AddCard({ open, onClose }: { open: boolean; onClose: () => void }) {
  const client = useQueryClient();
  const add = useMutation(api.addMethod.mutationOptions());
  const [card, setCard] = useState<(typeof cards)[number]['value']>('visa');
  const [holder, setHolder] = useState('');
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title="Add a card"
      tone="primary"
      confirmLabel="Add card"
      reason={holder.trim().length < 2 ? 'Give the name on the card.' : undefined}
      onConfirm={async () => {
        await add.mutateAsync({ card, holder: holder.trim() });
        await client.invalidateQueries({ queryKey: api.key() });
        setHolder('');
        toast.ok('The card is added and charged from now on.');
      }}
    >
      <Callout className="mb-3" title="This installation uses a sandbox: no card is real and nobody is charged." />
      <label htmlFor="card-holder" className="mb-1 block text-sm">
        Name on the card
      </label>
      <Input id="card-holder" value={holder} maxLength={100} onChange={(e) => setHolder(e.target.value)} />
      <p className="mt-3 mb-1 text-sm">Card</p>
      <Select aria-label="Card" value={card} onChange={setCard} options={cards} />
    </ConfirmDialog>
  );
}

export default function PaymentMethodsPage() {
  const [state, setUrl] = useUrlState(url);
  const methods = useQuery(api.methods.queryOptions({ input: {} }));
  const client = useQueryClient();
  const prefer = useMutation(api.preferMethod.mutationOptions());
  const remove = useMutation(api.removeMethod.mutationOptions());
  const write = useCan('licensing.billing:write');
  useLiveQueries('account-billing', [api.methods.key()]);
  const gone = methods.data?.items.find((m) => m.id === state.remove);
  return (
    <PageBody>
      <PageHeader
        title="Payment methods"
        subtitle="Cards that your invoices from DotMac are paid with"
        actions={
          <Button
            variant="primary"
            icon={<Plus />}
            reason={write.reason}
            onClick={() => setUrl({ dialog: 'add' }, { push: true })}
          >
            Add a card
          </Button>
        }
      />
      <QueryCard title="Cards" query={methods}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<CreditCard />} title="No card yet">
              Invoices are sent by mail and paid by bank transfer until you add one.
            </EmptyState>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((m) => (
                <li key={m.id} className="flex flex-wrap items-center gap-3 py-3">
                  <CreditCard aria-hidden className="size-5 text-ink-3" />
                  <span className="min-w-0 flex-1">
                    <span className="font-medium">
                      {m.brand} •••• {m.last4}
                    </span>{' '}
                    {m.isDefault && <Chip tone="brand">Charged</Chip>}
                    <span className="block text-sm text-ink-3">
                      {m.holder}, expires {String(m.expiryMonth).padStart(2, '0')}/{m.expiryYear}
                    </span>
                  </span>
                  <Button
                    size="sm"
                    reason={write.reason ?? (m.isDefault ? 'This card is charged already.' : undefined)}
                    onClick={() =>
                      prefer
                        .mutateAsync({ id: m.id })
                        .then(() => client.invalidateQueries({ queryKey: api.key() }))
                        .catch(toast.problem)
                    }
                  >
                    Charge this card
                  </Button>
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-label={`Remove ${m.brand} ${m.last4}`}
                    reason={write.reason}
                    onClick={() => setUrl({ remove: m.id }, { push: true })}
                  >
                    Remove
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </QueryCard>
      <AddCard open={state.dialog === 'add'} onClose={() => setUrl({ dialog: undefined })} />
      <ConfirmDialog
        open={gone !== undefined}
        onOpenChange={(open) => !open && setUrl({ remove: undefined })}
        title={`Remove ${gone?.brand} •••• ${gone?.last4}?`}
        confirmLabel="Remove"
        onConfirm={async () => {
          await remove.mutateAsync({ id: gone?.id ?? '' });
          await client.invalidateQueries({ queryKey: api.key() });
        }}
      >
        It is not charged any more. Receipts stay.
      </ConfirmDialog>
    </PageBody>
  );
}
