import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Money } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { SimpleTable } from '#ui/table/simple-table.tsx';
import { accountApi as api, catalogueApi } from '../licensing-values.tsx';

const url = z.object({ addon: z.string().optional() });
type Addon = Awaited<ReturnType<typeof catalogueApi.addons.call>>['items'][number];

function AddonDialog({ addon, held, onClose }: { addon: Addon; held: number; onClose: () => void }) {
  const client = useQueryClient();
  const [text, setText] = useState(String(held === 0 ? 1 : held));
  const quantity = /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  const preview = useQuery(
    api.previewAddon.queryOptions({
      input: { addonId: addon.id, quantity: quantity ?? 0 },
      enabled: quantity !== undefined,
      staleTime: 0,
    }),
  );
  const set = useMutation(api.setAddon.mutationOptions());
  const p = quantity === undefined ? undefined : preview.data;
  const problem = preview.isError ? preview.error.message : undefined;
  const reason = quantity === undefined ? 'Give a whole number.' : (problem ?? (p ? p.blockers[0] : 'One moment.'));
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={addon.name}
      tone="primary"
      confirmLabel={p?.when === 'later' ? 'Reduce at the end of the period' : 'Buy'}
      reason={quantity === held ? 'That is what you have.' : reason}
      onConfirm={async () => {
        await set.mutateAsync({ addonId: addon.id, quantity: quantity ?? 0, expectedDueMinor: p?.dueMinor ?? 0 });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`${addon.name}: ${quantity}`);
      }}
    >
      <p className="mb-3">{addon.description}</p>
      <label htmlFor="addon-quantity" className="mb-1 block text-sm">
        How many
      </label>
      <Input id="addon-quantity" inputMode="numeric" value={text} onChange={(e) => setText(e.target.value)} />
      {p && (
        <div className="mt-3">
          <DescriptionList
            items={[
              { term: 'Begins', value: p.when === 'now' ? 'Now' : p.effectiveOn },
              { term: 'To pay today', value: <Money amountMinor={p.dueMinor} currency={p.currency} /> },
              { term: 'Each period then', value: <Money amountMinor={p.nextMinor} currency={p.currency} /> },
            ]}
          />
        </div>
      )}
      {(p?.blockers[0] ?? problem) && <p className="mt-2 text-sm text-warn-ink">{p?.blockers[0] ?? problem}</p>}
    </ConfirmDialog>
  );
}

export default function AddonsPage() {
  const [state, setUrl] = useUrlState(url);
  const account = useQuery(api.account.queryOptions({ input: {} }));
  const addons = useQuery(catalogueApi.addons.queryOptions({ input: {} }));
  const write = useCan('licensing.account:write');
  useLiveQueries('licence', [api.key()]);
  const has = (id: string) => account.data?.addons.find((a) => a.addonId === id);
  const chosen = addons.data?.items.find((a) => a.id === state.addon);
  const reason =
    write.reason ?? (account.data?.plan && account.data.status !== 'cancelled' ? undefined : 'Choose a plan first.');
  return (
    <PageBody>
      <PageHeader title="Add-ons" subtitle="More seats, room and modules, by the month" />
      <QueryCard title="On sale" query={addons}>
        {({ items }) => (
          <SimpleTable
            label="Add-ons"
            rows={items}
            getId={(a) => a.id}
            columns={[
              {
                id: 'name',
                header: 'Add-on',
                cell: (a) => (
                  <span>
                    <span className="font-medium">{a.name}</span>
                    <span className="block text-sm text-ink-3">{a.description}</span>
                  </span>
                ),
              },
              {
                id: 'price',
                header: 'A month',
                align: 'end',
                cell: (a) => <Money amountMinor={has(a.id)?.monthMinor ?? a.monthMinor} currency={a.currency} />,
              },
              {
                id: 'have',
                header: 'You have',
                align: 'end',
                cell: (a) => {
                  const own = has(a.id);
                  return (
                    <span className="inline-flex items-center gap-2">
                      {own && own.nextQuantity !== null && <Chip tone="info">{own.nextQuantity} next</Chip>}
                      {own?.quantity ?? 0}
                    </span>
                  );
                },
              },
              {
                id: 'change',
                header: 'Change',
                quiet: true,
                align: 'end',
                cell: (a) => (
                  <Button
                    size="sm"
                    aria-label={`${has(a.id) ? 'Change' : 'Add'} ${a.name}`}
                    reason={reason}
                    onClick={() => setUrl({ addon: a.id }, { push: true })}
                  >
                    {has(a.id) ? 'Change' : 'Add'}
                  </Button>
                ),
              },
            ]}
          />
        )}
      </QueryCard>
      {chosen && (
        <AddonDialog
          key={chosen.id}
          addon={chosen}
          held={has(chosen.id)?.quantity ?? 0}
          onClose={() => setUrl({ addon: undefined })}
        />
      )}
    </PageBody>
  );
}
