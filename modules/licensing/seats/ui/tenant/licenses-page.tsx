import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { clientFor } from '#kernel/client.ts';
import { type SeatType, seatNames } from '#modules/licensing/catalogue/contract.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button, ButtonLink } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { Select } from '#ui/base/select.tsx';
import { EmptyState } from '#ui/base/states.tsx';
import { toast } from '#ui/base/toast.tsx';
import { PageBody, PageHeader } from '#ui/page/page-header.tsx';
import { useUrlState } from '#ui/page/url.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import { SimpleTable } from '#ui/table/simple-table.tsx';
import { licensingSeats } from '../../contract.ts';
import { isEnough } from '../../rules.ts';
import { SeatCards } from '../seat-stock.tsx';

const api = clientFor(licensingSeats, 'tenant');
const url = z.object({ member: z.string().optional(), dialog: z.enum(['assign', 'revoke']).optional() });
type Row = Awaited<ReturnType<typeof api.list.call>>['items'][number];
const types = ['admin', 'operator', 'read-only'] as const;

const SeatChip = ({ row }: { row: Row }) =>
  row.status === 'held' && row.type ? (
    <Chip tone="ok">{seatNames[row.type]}</Chip>
  ) : row.status === 'revoked' ? (
    <Chip tone="bad">Revoked</Chip>
  ) : (
    <Chip>None</Chip>
  );

function AssignDialog({ row, onClose }: { row: Row; onClose: () => void }) {
  const client = useQueryClient();
  const assign = useMutation(api.assign.mutationOptions());
  const [type, setType] = useState<SeatType>(row.type ?? row.needs);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Seat of ${row.name}`}
      tone="primary"
      confirmLabel="Assign"
      reason={
        isEnough(type, row.needs)
          ? row.status === 'held' && row.type === type
            ? 'They hold this seat.'
            : undefined
          : `Their roles need at least ${seatNames[row.needs]}.`
      }
      onConfirm={async () => {
        await assign.mutateAsync({ memberId: row.memberId, type });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok(`${row.name} holds a seat: ${seatNames[type]}.`);
      }}
    >
      <p className="mb-3">
        {row.roleNames.join(', ')}: at least {seatNames[row.needs]} is needed.
      </p>
      <Select
        aria-label="Type of seat"
        value={type}
        onChange={setType}
        options={types.map((value) => ({ value, label: seatNames[value] }))}
      />
    </ConfirmDialog>
  );
}

export default function LicensesPage() {
  const [state, setUrl] = useUrlState(url);
  const stock = useQuery(api.stock.queryOptions({ input: {} }));
  const seats = useQuery(api.list.queryOptions({ input: {} }));
  const client = useQueryClient();
  const revoke = useMutation(api.revoke.mutationOptions());
  const write = useCan('licensing.seat:write');
  useLiveQueries('seats', [api.key()]);
  const row = seats.data?.items.find((s) => s.memberId === state.member);
  const close = () => setUrl({ dialog: undefined, member: undefined });
  const open = (dialog: 'assign' | 'revoke', memberId: string) => setUrl({ dialog, member: memberId }, { push: true });
  return (
    <PageBody>
      <PageHeader
        title="Licences"
        subtitle="Seats of your staff, by what their roles may do"
        actions={
          <ButtonLink to="/tenant-portal/billing/addons" variant="primary">
            Buy seats
          </ButtonLink>
        }
      />
      {stock.data && <SeatCards items={stock.data.items} />}
      <QueryCard title="Who holds a seat" query={seats}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="Nobody works here yet">The first administrator was invited by mail.</EmptyState>
          ) : (
            <SimpleTable
              label="Seats"
              rows={items}
              getId={(s) => s.memberId}
              columns={[
                {
                  id: 'name',
                  header: 'Name',
                  cell: (s) => (
                    <span>
                      <span className="font-medium">{s.name}</span>
                      <span className="block text-sm text-ink-3">{s.email}</span>
                    </span>
                  ),
                },
                { id: 'roles', header: 'Roles', cell: (s) => s.roleNames.join(', ') },
                {
                  id: 'status',
                  header: 'Colleague',
                  cell: (s) => (s.memberStatus === 'disabled' ? 'locked out' : s.memberStatus),
                },
                { id: 'seat', header: 'Seat', cell: (s) => <SeatChip row={s} /> },
                {
                  id: 'actions',
                  header: 'Actions',
                  quiet: true,
                  align: 'end',
                  cell: (s) => (
                    <span className="inline-flex gap-1.5">
                      <Button
                        size="sm"
                        aria-label={`${s.status === 'held' ? 'Change' : 'Assign'} the seat of ${s.name}`}
                        reason={write.reason ?? (s.memberStatus === 'disabled' ? 'They are locked out.' : undefined)}
                        onClick={() => open('assign', s.memberId)}
                      >
                        {s.status === 'held' ? 'Change' : 'Assign'}
                      </Button>
                      <Button
                        size="sm"
                        variant="ghost"
                        aria-label={`Revoke the seat of ${s.name}`}
                        reason={write.reason ?? (s.status === 'held' ? undefined : 'They hold none.')}
                        onClick={() => open('revoke', s.memberId)}
                      >
                        Revoke
                      </Button>
                    </span>
                  ),
                },
              ]}
            />
          )
        }
      </QueryCard>
      {row && state.dialog === 'assign' && <AssignDialog key={row.memberId} row={row} onClose={close} />}
      <ConfirmDialog
        open={state.dialog === 'revoke' && row !== undefined}
        onOpenChange={(next) => !next && close()}
        title={`Revoke the seat of ${row?.name}?`}
        confirmLabel="Revoke"
        onConfirm={async () => {
          await revoke.mutateAsync({ memberId: row?.memberId ?? '' });
          await client.invalidateQueries({ queryKey: api.key() });
        }}
      >
        They can do nothing in the console until they are given a seat again. What they made stays.
      </ConfirmDialog>
    </PageBody>
  );
}
