import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, Router } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { SecretReveal } from '#ui/base/secret-reveal.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { keyset } from '#ui/table/columns.ts';
import { DataTable } from '#ui/table/data-table.tsx';
import { nasColumns } from './nas-columns.tsx';
import { NasCreateDialog } from './nas-form.tsx';
import { NasSetupText } from './nas-setup-text.tsx';
import { NasSheet } from './nas-sheet.tsx';
import { radiusApi as api, type NasView } from './radius-values.tsx';

const NoNas = ({ onAdd, reason }: { onAdd: () => void; reason: string | undefined }) => (
  <EmptyState
    icon={<Router />}
    title="No NAS yet"
    action={
      <Button variant="primary" reason={reason} onClick={onAdd}>
        Add a NAS
      </Button>
    }
  >
    Add the router your subscribers log in at. You get its secret and the lines to paste into it.
  </EmptyState>
);

const url = z.object({
  /** The NAS shown beside the list. */
  open: z.uuid().optional(),
  dialog: z.enum(['create', 'edit', 'remove']).optional(),
});
const listOptions = api.listNas.infiniteOptions({
  input: (cursor: string | undefined) => ({ cursor, limit: 100 }),
  ...keyset,
});

export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchInfiniteQuery(listOptions);

const getId = (row: NasView) => row.id;
const rowHref = (row: NasView) => `/dashboard/radius/nas?open=${row.id}`;

export default function NasPage() {
  const [{ open, dialog }, setUrl] = useUrlState(url);
  const query = useInfiniteQuery({ ...listOptions, refetchInterval: 15_000 });
  const write = useCan('network.radius:write');
  const [withSecret, setWithSecret] = useState<NasView | null>(null);
  useLiveQueries('radius-sessions', [api.listNas.key(), api.getNas.key(), api.listProbes.key()], { everyMs: 5000 });
  const add = () => setUrl({ dialog: 'create', open: undefined }, { push: true });
  usePaletteActions([
    { label: 'Add a NAS', run: add, reason: write.reason, keywords: ['router', 'bng', 'radius client'] },
  ]);
  return (
    <PageBody wide>
      <PageHeader
        title="NAS devices"
        actions={
          <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={add}>
            Add a NAS
          </Button>
        }
      />
      <DataTable
        name="nas"
        label="NAS devices"
        query={query}
        columns={nasColumns}
        getId={getId}
        rowHref={rowHref}
        onEdit={(row) => setUrl({ open: row.id, dialog: 'edit' }, { push: true })}
        empty={<NoNas onAdd={add} reason={write.reason} />}
        csv={{ page: (cursor) => api.listNas.call({ cursor, limit: 200 }) }}
      />
      <NasSheet
        id={open}
        dialog={dialog === 'create' ? undefined : dialog}
        onDialog={(next) => setUrl({ dialog: next }, { push: next !== undefined })}
        onClose={() => setUrl({ open: undefined, dialog: undefined })}
        onSecret={setWithSecret}
      />
      <NasCreateDialog
        open={dialog === 'create'}
        onOpenChange={(next) => !next && setUrl({ dialog: undefined })}
        onSaved={(made) => {
          setUrl({ dialog: undefined });
          setWithSecret(made);
        }}
      />
      <SecretReveal
        secret={withSecret?.newSecret ?? null}
        title={`Shared secret of ${withSecret?.name ?? ''}`}
        onClose={() => setWithSecret(null)}
      >
        {withSecret?.newSecret && (
          <div className="flex flex-col gap-3">
            <p>Both sides must have it. Paste this into the device, or take the secret alone from below.</p>
            <NasSetupText nas={withSecret} secret={withSecret.newSecret} />
          </div>
        )}
      </SecretReveal>
    </PageBody>
  );
}
