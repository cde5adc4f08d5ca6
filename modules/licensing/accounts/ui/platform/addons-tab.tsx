import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Input } from '#ui/base/input.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { Money } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { SimpleTable } from '#ui/table/simple-table.tsx';
import { CheckField } from './fields.tsx';
import { catalogueApi as api } from './platform-values.ts';

type Addon = Awaited<ReturnType<typeof api.addons.call>>['items'][number];

function PriceDialog({ addon, onClose }: { addon: Addon; onClose: () => void }) {
  const client = useQueryClient();
  const price = useMutation(api.priceAddon.mutationOptions());
  const [text, setText] = useState(String(addon.monthMinor / 100));
  const [isSold, setSold] = useState(addon.status === 'offered');
  const minor = /^\d{1,7}([.]\d{1,2})?$/.test(text) ? Math.round(Number(text) * 100) : undefined;
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={addon.name}
      tone="primary"
      confirmLabel="Save"
      reason={minor === undefined ? 'Give a price such as 9 or 9.50.' : undefined}
      onConfirm={async () => {
        await price.mutateAsync({ id: addon.id, monthMinor: minor ?? 0, status: isSold ? 'offered' : 'retired' });
        await client.invalidateQueries({ queryKey: api.key() });
      }}
    >
      <p className="mb-3">Whoever has it already keeps the price they bought it at.</p>
      <label htmlFor="addon-price" className="mb-1 block text-sm">
        Price a month
      </label>
      <Input
        id="addon-price"
        inputMode="decimal"
        suffix={addon.currency}
        value={text}
        onChange={(e) => setText(e.target.value)}
      />
      <div className="mt-3">
        <CheckField label="On sale" checked={isSold} onChange={setSold} />
      </div>
    </ConfirmDialog>
  );
}

export function AddonsTab() {
  const addons = useQuery(api.addons.queryOptions({ input: { retired: 'true' } }));
  const write = useCan('licensing.plan:write');
  const [editing, setEditing] = useState<Addon | null>(null);
  return (
    <QueryCard title="Add-ons" query={addons}>
      {({ items }) => (
        <>
          <SimpleTable
            label="Add-ons"
            rows={items}
            getId={(a) => a.id}
            columns={[
              {
                id: 'name',
                header: 'Add-on',
                cell: (a) => (
                  <>
                    {a.name} {a.status === 'retired' && <Chip>Not sold</Chip>}
                  </>
                ),
              },
              { id: 'kind', header: 'Kind', cell: (a) => a.kind },
              {
                id: 'price',
                header: 'A month',
                align: 'end',
                cell: (a) => <Money amountMinor={a.monthMinor} currency={a.currency} />,
              },
              {
                id: 'edit',
                header: 'Edit',
                quiet: true,
                align: 'end',
                cell: (a) => (
                  <Button size="sm" aria-label={`Edit ${a.name}`} reason={write.reason} onClick={() => setEditing(a)}>
                    Edit
                  </Button>
                ),
              },
            ]}
          />
          {editing && <PriceDialog key={editing.id} addon={editing} onClose={() => setEditing(null)} />}
        </>
      )}
    </QueryCard>
  );
}
