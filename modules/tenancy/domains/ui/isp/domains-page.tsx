import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Globe, Plus } from 'lucide-react';
import { z } from 'zod';
import { Button } from '#ui/base/button.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { RadioField, TextField } from '#ui/form/fields.tsx';
import { Form } from '#ui/form/form.tsx';
import { useZodForm } from '#ui/form/use-zod-form.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { domains } from '../../contract.ts';
import { DomainCard } from './domain-card.tsx';
import { domainsApi as api, methodOptions } from './domain-values.ts';

const NoDomains = () => (
  <EmptyState icon={<Globe />} title="No domain of your own yet">
    Add a name such as portal.your-company.net. Your subscribers then open the portal there, and it looks like yours
    from the first moment.
  </EmptyState>
);

const url = z.object({ dialog: z.enum(['add']).optional() });
const options = () => api.list.queryOptions({ input: {}, refetchInterval: 15_000 });
export const loader = ({ queryClient }: LoaderContext) => queryClient.prefetchQuery(options());

function AddForm({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const add = useMutation(api.add.mutationOptions());
  const form = useZodForm(domains.operations.add.in, { defaultValues: { domain: '', method: 'txt' } });
  return (
    <Form
      form={form}
      frame="plain"
      submitLabel="Add and show the record"
      onCancel={onClose}
      onSubmit={async (values) => {
        await add.mutateAsync(values);
        await client.invalidateQueries({ queryKey: api.key() });
        onClose();
      }}
    >
      <TextField
        control={form.control}
        name="domain"
        label="Domain"
        placeholder="portal.example.net"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        mono
      />
      <RadioField control={form.control} name="method" label="How you prove it" options={[...methodOptions]} />
    </Form>
  );
}

export default function DomainsPage() {
  const [{ dialog }, setUrl] = useUrlState(url);
  const query = useQuery(options());
  const write = useCan('tenancy.domain:write');
  useLiveQueries('domains', [api.key()]);
  const { data } = query;
  const close = () => setUrl({ dialog: undefined });
  return (
    <PageBody>
      <PageHeader
        title="Domains"
        actions={
          <Button
            variant="primary"
            icon={<Plus />}
            reason={write.reason}
            onClick={() => setUrl({ dialog: 'add' }, { push: true })}
          >
            Add domain
          </Button>
        }
      />
      {query.isError && !data && <ErrorState error={query.error} onRetry={() => query.refetch()} />}
      {!data && !query.isError && <Skeleton.Lines />}
      {data?.items.length === 0 && <NoDomains />}
      <div className="flex flex-col gap-4">
        {data?.items.map((domain) => (
          <DomainCard key={domain.id} domain={domain} />
        ))}
      </div>
      <Dialog
        open={dialog === 'add'}
        onOpenChange={(open) => !open && close()}
        title="Add a domain"
        description="You get a record to publish in its DNS. Once it is seen, the domain is yours here."
      >
        {dialog === 'add' && <AddForm onClose={close} />}
      </Dialog>
    </PageBody>
  );
}
