import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { StatusChip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { DescriptionList } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Sheet } from '#ui/base/dialog.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { ErrorState } from '#ui/base/states.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { whyNotGive } from '../../rules.ts';
import { EditReservationDialog, ReleaseDialog, ReserveDialog } from './address-dialogs.tsx';
import { ipApi as api, lifecycleTones, type PoolView, type ReservationView, reservationTones } from './pool-values.tsx';
import { Whose } from './reservation-columns.tsx';

const radiusApi = clientFor(radius, 'isp');

const Facts = ({ row }: { row: ReservationView }) => (
  <DescriptionList
    items={[
      { term: 'State', value: <StatusChip status={row.state} tones={reservationTones} /> },
      { term: 'Lifecycle', value: <StatusChip status={row.lifecycle} tones={lifecycleTones} /> },
      { term: 'Because', value: row.lifecycleReason || null, hideEmpty: true },
      { term: 'Customer', value: <Whose row={row} /> },
      { term: 'For', value: row.reason || null, hideEmpty: true },
      { term: 'Since', value: <DateTime at={row.assignedAt} show="minute" /> },
      { term: 'By', value: row.assignedBy || null, hideEmpty: true },
      {
        term: 'In use since',
        value: row.activatedAt && <DateTime at={row.activatedAt} show="minute" />,
        hideEmpty: true,
      },
      { term: 'Suspended', value: row.suspendedAt && <RelativeTime at={row.suspendedAt} />, hideEmpty: true },
      {
        term: 'Ends by itself',
        value: row.expiresAt && <DateTime at={row.expiresAt} show="minute" />,
        hideEmpty: true,
      },
    ]}
  />
);

/** Everybody who ever had it, the latest first. */
function History({ address, vrf }: { address: string; vrf: string }) {
  const history = useQuery(api.addressHistory.queryOptions({ input: { address, vrf, limit: 50 } }));
  if (history.isError) return <ErrorState error={history.error} onRetry={() => void history.refetch()} />;
  if (!history.data) return <Skeleton.Lines count={3} />;
  if (history.data.items.length === 0) return <p className="text-ink-3">Nobody has had it yet.</p>;
  return (
    <ol className="divide-y divide-line">
      {history.data.items.map((row) => (
        <li key={row.id} className="flex items-start justify-between gap-3 py-2">
          <span className="min-w-0">
            {row.customerId && <Whose row={row} />}{' '}
            <span className="text-ink-2">{row.reason || (!row.customerId && 'Nobody named')}</span>
            <span className="block text-sm text-ink-3">
              <DateTime at={row.assignedAt} show="minute" /> –{' '}
              {row.releasedAt ? <DateTime at={row.releasedAt} show="minute" /> : 'now'}
              {row.releasedBy && row.releasedAt && ` · released by ${row.releasedBy}`}
            </span>
          </span>
          <StatusChip status={row.state} tones={reservationTones} />
        </li>
      ))}
    </ol>
  );
}

/** Who is, and was last, on line with it, whether or not it was reserved. */
function Sessions({ address }: { address: string }) {
  const live = useQuery(radiusApi.listSessions.queryOptions({ input: { live: 'true', q: address, limit: 5 } }));
  const past = useQuery(radiusApi.listSessions.queryOptions({ input: { live: 'false', q: address, limit: 5 } }));
  if (!live.data || !past.data) return <Skeleton.Lines count={2} />;
  const rows = [...live.data.items, ...past.data.items].filter(
    (row) => row.framedIpAddress === address || row.delegatedIpv6Prefix === address,
  );
  if (rows.length === 0) return <p className="text-ink-3">No session with it on record.</p>;
  return (
    <ul className="divide-y divide-line">
      {rows.map((row) => (
        <li key={row.id} className="py-1.5">
          {row.customerName ?? row.username}
          <span className="block text-sm text-ink-3">
            {row.nasName} · <DateTime at={row.startedAt} show="minute" /> –{' '}
            {row.stoppedAt ? <DateTime at={row.stoppedAt} show="minute" /> : 'on line now'}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface AddressSheetProps {
  pool: PoolView;
  address: string | undefined;
  onClose: () => void;
}
/** One address of a pool: who has it, who had it, and what can be done with it. */
export function AddressSheet({ pool, address, onClose }: AddressSheetProps) {
  const write = useCan('network.ip:write');
  const sessions = useCan('network.radius:read');
  const [dialog, setDialog] = useState<'reserve' | 'release' | 'edit' | null>(null);
  const history = useQuery({
    ...api.addressHistory.queryOptions({ input: { address: address ?? '', vrf: pool.vrf, limit: 50 } }),
    enabled: address !== undefined,
  });
  const holder = history.data?.items.find((row) => row.releasedAt === null);
  const close = (open: boolean) => !open && setDialog(null);
  return (
    <>
      <Sheet
        open={address !== undefined}
        onOpenChange={(open) => !open && onClose()}
        title={address ? <CopyText text={address} mono /> : 'Address'}
        description={pool.name}
      >
        {address && (
          <div className="flex flex-col gap-5">
            <div className="flex flex-wrap gap-2">
              {holder ? (
                <>
                  <Button
                    size="sm"
                    variant="danger"
                    reason={write.reason ?? (holder.lifecycle === 'revoking' ? 'It is being taken back.' : undefined)}
                    onClick={() => setDialog('release')}
                  >
                    Release
                  </Button>
                  <Button size="sm" reason={write.reason} onClick={() => setDialog('edit')}>
                    Change
                  </Button>
                </>
              ) : (
                <Button
                  size="sm"
                  variant="primary"
                  reason={write.reason ?? whyNotGive(pool, 'manual') ?? (history.data ? undefined : 'Loading.')}
                  onClick={() => setDialog('reserve')}
                >
                  Reserve
                </Button>
              )}
            </div>
            {holder && <Facts row={holder} />}
            <section>
              <h3 className="mb-1">Who had it</h3>
              <History address={address} vrf={pool.vrf} />
            </section>
            {sessions.allowed && pool.vrf === '' && (
              <section>
                <h3 className="mb-1">Sessions</h3>
                <Sessions address={address} />
              </section>
            )}
          </div>
        )}
      </Sheet>
      <ReserveDialog pool={pool} address={address} open={dialog === 'reserve'} onOpenChange={close} />
      {holder && (
        <>
          <ReleaseDialog pool={pool} reservation={holder} open={dialog === 'release'} onOpenChange={close} />
          <EditReservationDialog reservation={holder} open={dialog === 'edit'} onOpenChange={close} />
        </>
      )}
    </>
  );
}
