import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Fingerprint, Plus } from 'lucide-react';
import { useState } from 'react';
import { z } from 'zod';
import { DirectoryCard } from '#modules/identity/scim/ui/isp/directory-card.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { ProviderDialog } from './provider-dialog.tsx';
import { ProviderSheet } from './provider-sheet.tsx';
import { api, kindNames, listOptions, ProviderState, type ProviderView } from './provider-values.tsx';

const url = z.object({ dialog: z.enum(['new']).optional(), provider: z.uuid().optional() });
export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(listOptions());

const NoProviders = () => (
  <EmptyState icon={<Fingerprint />} title="Staff sign in with passwords">
    Add the sign-in of your company, and colleagues come in with the account they have anyway.
  </EmptyState>
);

const columns = (onOpen: (provider: ProviderView) => void): SimpleColumn<ProviderView>[] => [
  {
    id: 'name',
    header: 'Name',
    cell: (p) => (
      <button
        type="button"
        className="rounded-xs font-medium hover:text-brand-text hover:underline"
        onClick={() => onOpen(p)}
      >
        {p.name}
      </button>
    ),
  },
  { id: 'state', header: 'State', cell: (p) => <ProviderState provider={p} /> },
  { id: 'kind', header: 'Kind', cell: (p) => kindNames[p.kind] },
  { id: 'domains', header: 'Domains', cell: (p) => p.domains.join(', ') },
  { id: 'people', header: 'People', align: 'end', cell: (p) => p.people },
  {
    id: 'used',
    header: 'Last used',
    cell: (p) => (p.lastUsedAt ? <RelativeTime at={p.lastUsedAt} /> : <span className="text-ink-3">Never</span>),
  },
];

export default function ProvidersPage() {
  const client = useQueryClient();
  const [state, setState] = useUrlState(url);
  const [editing, setEditing] = useState<ProviderView | null>(null);
  const providers = useQuery(listOptions());
  const write = useCan('identity.provider:write');
  const { data } = providers;
  const add = () => setState({ dialog: 'new' }, { push: true });
  usePaletteActions([{ label: 'New sign-in provider', run: add, reason: write.reason }]);
  const refresh = () => client.invalidateQueries({ queryKey: api.key() });
  const closeDialog = () => {
    setEditing(null);
    setState({ dialog: undefined });
  };
  return (
    <PageBody>
      <PageHeader
        title="Sign-in providers"
        subtitle="Single sign-on for your staff, and the directory that says who works here."
        actions={
          <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={add}>
            New provider
          </Button>
        }
      />
      <Card className="mb-4">
        {providers.isError && !data && <ErrorState error={providers.error} onRetry={() => providers.refetch()} />}
        {!data && !providers.isError && <Skeleton.Lines />}
        {data?.items.length === 0 && <NoProviders />}
        {data && data.items.length > 0 && (
          <SimpleTable
            label="Sign-in providers"
            rows={data.items}
            columns={columns((p) => setState({ provider: p.id }, { push: true }))}
            getId={(p) => p.id}
          />
        )}
      </Card>
      <DirectoryCard />
      <ProviderSheet
        provider={data?.items.find((p) => p.id === state.provider) ?? null}
        onClose={() => setState({ provider: undefined })}
        onEdit={setEditing}
        onChanged={refresh}
      />
      <ProviderDialog
        of={state.dialog === 'new' ? 'new' : editing}
        onClose={closeDialog}
        onSaved={async (saved) => {
          await refresh();
          setEditing(null);
          setState({ dialog: undefined, provider: saved.id });
        }}
      />
    </PageBody>
  );
}
