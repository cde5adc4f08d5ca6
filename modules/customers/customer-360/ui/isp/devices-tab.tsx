import { useQuery } from '@tanstack/react-query';
import { Router } from 'lucide-react';
import { clientFor } from '#kernel/client.ts';
import { radius } from '#modules/network/radius/contract.ts';
import { Badge, Chip } from '#ui/base/badge.tsx';
import { Card } from '#ui/base/card.tsx';
import { CopyText } from '#ui/base/copy.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { EmptyState, ErrorState } from '#ui/base/states.tsx';
import { NumberText, RelativeTime } from '#ui/format/values.tsx';
import { useLiveQueries } from '#ui/realtime/use-live.ts';

const api = clientFor(radius, 'isp');

/** Devices as the network knows them: by the addresses that sessions showed, or that a login is bound to. */
export function DevicesTab({ customerId }: { customerId: string }) {
  const query = useQuery(api.devicesOf.queryOptions({ input: { customerIds: [customerId] } }));
  useLiveQueries('radius-sessions', [api.devicesOf.key()], {
    only: ({ ids }) => ids['customerId'] === customerId,
    everyMs: 1000,
  });
  const known = query.data?.items[0];
  return (
    <Card
      title="Devices"
      flush
      status={
        known &&
        known.total > 0 && (
          <Chip tone={known.online > 0 ? 'ok' : 'neutral'}>
            {known.online} of {known.total} online
          </Chip>
        )
      }
      aside="from the last 300 sessions and the logins’ bindings"
    >
      {query.isError && !known && <ErrorState error={query.error} onRetry={() => query.refetch()} className="py-6" />}
      {query.isPending && (
        <div className="p-4">
          <Skeleton.Lines count={4} />
        </div>
      )}
      {known?.total === 0 && (
        <EmptyState icon={<Router />} title="No device was seen" className="py-8">
          A device stands here once a session of the customer has shown its MAC address.
        </EmptyState>
      )}
      {known && known.total > 0 && (
        <div className="overflow-x-auto">
          <table className="w-full min-w-[680px]" aria-label="Devices">
            <thead>
              <tr className="border-b border-line text-start text-sm text-ink-3">
                {['MAC address', 'State', 'Login', 'NAS · port', 'Circuit', 'Sessions', 'Last seen'].map((header) => (
                  <th key={header} scope="col" className="px-4 py-2 text-start font-medium">
                    {header}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {known.items.map((device) => (
                <tr key={device.macAddress} className="border-b border-line last:border-b-0">
                  <td className="px-4 py-2">
                    <CopyText text={device.macAddress} mono />
                    {device.randomAddress && <span className="ms-1 text-sm text-ink-3">chosen by the device</span>}
                  </td>
                  <td className="px-4 py-2">
                    <span className="flex gap-1.5">
                      <Badge tone={device.online ? 'ok' : 'neutral'}>{device.online ? 'Online' : 'Offline'}</Badge>
                      {device.bound && <Chip tone="info">bound</Chip>}
                    </span>
                  </td>
                  <td className="px-4 py-2">{device.username ?? '—'}</td>
                  <td className="px-4 py-2">{[device.nasName, device.nasPortId].filter(Boolean).join(' · ') || '—'}</td>
                  <td className="px-4 py-2">{device.circuitId ?? '—'}</td>
                  <td className="px-4 py-2 text-end">
                    <NumberText value={device.sessions} />
                  </td>
                  <td className="px-4 py-2">{device.lastSeenAt ? <RelativeTime at={device.lastSeenAt} /> : 'never'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}
