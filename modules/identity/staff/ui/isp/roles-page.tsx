import { useQuery } from '@tanstack/react-query';
import { Copy, Plus } from 'lucide-react';
import { z } from 'zod';
import { Chip, Count } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { Card } from '#ui/base/card.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { cn } from '#ui/cn.ts';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import type { LoaderContext } from '#ui/page/pages.ts';
import { Link, useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { usePaletteActions } from '#ui/shell/palette-actions.ts';
import { RoleEditor } from './role-editor.tsx';
import { staffApi as api, type RoleView } from './staff-values.tsx';

const path = '/dashboard/security-access/roles';
const url = z.object({
  /** A role's id, or `new`. */
  role: z.string().optional(),
  /** A new role begins as this one. */
  from: z.uuid().optional(),
});
const rolesOptions = () => api.listRoles.queryOptions({ input: {} });
const catalogueOptions = () => api.permissions.queryOptions({ input: {}, staleTime: 300_000 });

export const loader = ({ queryClient }: LoaderContext) =>
  Promise.all([queryClient.prefetchQuery(rolesOptions()), queryClient.prefetchQuery(catalogueOptions())]);

const RoleLink = ({ role, open }: { role: RoleView; open: boolean }) => (
  <li>
    <Link
      to={`${path}?role=${role.id}`}
      aria-current={open ? 'true' : undefined}
      className={cn(
        'block border-s-2 px-3 py-2',
        open ? 'border-brand bg-brand-soft' : 'border-transparent hover:bg-hover',
      )}
    >
      <span className="flex items-center gap-2">
        <span className="min-w-0 flex-1 truncate font-medium">{role.name}</span>
        {role.builtIn && <Chip>Built in</Chip>}
        <Count>{role.members}</Count>
      </span>
      {role.description && <span className="mt-0.5 block text-sm text-ink-3">{role.description}</span>}
    </Link>
  </li>
);

export default function RolesPage() {
  const [state, setState] = useUrlState(url);
  const roles = useQuery(rolesOptions());
  const catalogue = useQuery(catalogueOptions());
  const write = useCan('identity.role:write');
  useLiveQueries('staff', [api.key()]);
  const create = (from?: string) => setState({ role: 'new', from }, { push: true });
  usePaletteActions([{ label: 'New role', run: () => create(), reason: write.reason, keywords: ['permissions'] }]);

  const failed = roles.error ?? catalogue.error;
  const items = roles.data?.items;
  const isNew = state.role === 'new';
  const open = isNew ? undefined : (items?.find(({ id }) => id === state.role) ?? items?.[0]);
  const model = items?.find(({ id }) => id === state.from);
  return (
    <PageBody>
      <PageHeader
        title="Roles"
        subtitle="What a colleague may do is the sum of their roles. Nobody can give what they do not hold."
        actions={
          <>
            {open && (
              <Button icon={<Copy />} reason={write.reason} onClick={() => create(open.id)}>
                Copy as a new role
              </Button>
            )}
            <Button variant="primary" icon={<Plus />} reason={write.reason} onClick={() => create()}>
              New role
            </Button>
          </>
        }
      />
      {failed && !(items && catalogue.data) ? (
        <ErrorState error={failed} onRetry={() => Promise.all([roles.refetch(), catalogue.refetch()])} />
      ) : (
        <div className="grid items-start gap-4 lg:grid-cols-[300px_minmax(0,1fr)]">
          <Card flush>
            <ul aria-label="Roles" className="py-1">
              {items?.map((role) => (
                <RoleLink key={role.id} role={role} open={role.id === open?.id} />
              ))}
            </ul>
            {!items && <Skeleton.Lines className="p-4" />}
          </Card>
          {catalogue.data && items ? (
            <RoleEditor
              key={isNew ? `new-${state.from}` : `${open?.id} ${open?.permissions.join()}`}
              role={isNew ? undefined : open}
              model={model}
              catalogue={catalogue.data.items}
              onDone={(id) => setState({ role: id, from: undefined })}
            />
          ) : (
            <Card>
              <Skeleton.Lines />
            </Card>
          )}
        </div>
      )}
    </PageBody>
  );
}
