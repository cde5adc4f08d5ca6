import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { Member, staff } from '#modules/identity/staff/contract.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { toast } from '#ui/base/toast.tsx';
import { RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { keyset } from '#ui/table/columns.ts';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';

type Row = View<typeof Member, 'isp'>;
interface Apis {
  isp: ReturnType<typeof clientFor<typeof staff, 'isp'>>;
  platform: ReturnType<typeof clientFor<typeof staff, 'platform'>>;
}

const has = ({ twoFactor, passkeys }: Row) => twoFactor || passkeys > 0;

const columns = (mayNot: string | undefined, onReset: (row: Row) => void): SimpleColumn<Row>[] => [
  {
    id: 'who',
    header: 'Who',
    cell: (m) => (
      <span className="flex flex-col py-1 leading-tight">
        <span className="font-medium">{m.name}</span>
        <span className="text-sm text-ink-3">{m.email}</span>
      </span>
    ),
  },
  {
    id: 'factors',
    header: 'Second factor',
    cell: (m) => (
      <span className="flex flex-wrap gap-1">
        {m.twoFactor && <Chip tone="ok">App</Chip>}
        {m.passkeys > 0 && <Chip tone="ok">{m.passkeys === 1 ? 'Passkey' : `${m.passkeys} passkeys`}</Chip>}
        {!has(m) && <Chip tone="warn">None</Chip>}
      </span>
    ),
  },
  { id: 'trusted', header: 'Trusted devices', align: 'end', cell: (m) => m.trustedDevices },
  {
    id: 'last',
    header: 'Last sign-in',
    cell: (m) => (m.lastSignInAt ? <RelativeTime at={m.lastSignInAt} /> : <span className="text-ink-3">Never</span>),
  },
  {
    id: 'reset',
    header: 'Reset',
    quiet: true,
    align: 'end',
    cell: (m) =>
      has(m) && (
        <Button size="sm" variant="danger" reason={mayNot} aria-label={`Reset ${m.name}`} onClick={() => onReset(m)}>
          Reset
        </Button>
      ),
  },
];

/** Colleagues and what they have; whoever lost theirs gets it taken away here. */
export function PeopleFactors({ door, api }: { door: 'isp' | 'platform'; api: Apis }) {
  // Both doors list their own people by the same operation.
  const own = api[door] as Apis['isp'];
  const client = useQueryClient();
  const list = useInfiniteQuery(
    own.listUsers.infiniteOptions({
      input: (cursor: string | undefined) => ({ status: 'active' as const, cursor, limit: 100 }),
      ...keyset,
    }),
  );
  const reset = useMutation(own.resetTwoFactor.mutationOptions());
  const write = useCan('identity.user:write');
  const [resetting, setResetting] = useState<Row | null>(null);
  return (
    <QueryCard title="People" query={list}>
      {({ pages }) => (
        <>
          <SimpleTable
            label="Second factors"
            rows={pages.flatMap(({ items }) => items)}
            columns={columns(write.reason, setResetting)}
            getId={(m) => m.id}
          />
          {list.hasNextPage && (
            <Button className="mt-3" pending={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              Show more
            </Button>
          )}
          <ConfirmDialog
            open={resetting !== null}
            onOpenChange={(open) => !open && setResetting(null)}
            title={`Take away the second factor of ${resetting?.name}?`}
            confirmLabel="Take away"
            onConfirm={async () => {
              await reset.mutateAsync({ id: resetting?.id ?? '' });
              await client.invalidateQueries({ queryKey: own.key() });
              toast.ok('It is taken away; their sessions ended.');
            }}
          >
            Do this only when you are sure that it is really they who ask. App and passkeys go, their sessions end.
          </ConfirmDialog>
        </>
      )}
    </QueryCard>
  );
}
