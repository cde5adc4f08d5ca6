import { useState } from 'react';
import { deviceOf } from '#kernel/identity/device.ts';
import { Chip } from '#ui/base/badge.tsx';
import { Button } from '#ui/base/button.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { QueryCard } from '#ui/base/query-card.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { type SimpleColumn, SimpleTable } from '#ui/table/simple-table.tsx';
import { type OwnDevice, useOwnActions, useOwnSecurity } from './own-security.ts';
import { DeviceName, Whereabouts } from './sign-in-values.tsx';

const columns = (onForget: (device: OwnDevice) => void): SimpleColumn<OwnDevice>[] => [
  { id: 'device', header: 'Device', cell: (d) => <DeviceName userAgent={d.userAgent} /> },
  { id: 'from', header: 'Last seen at', cell: (d) => <Whereabouts ipAddress={d.ipAddress} place={d.place} /> },
  { id: 'first', header: 'Known since', cell: (d) => <RelativeTime at={d.firstAt} /> },
  { id: 'last', header: 'Last sign-in', cell: (d) => <RelativeTime at={d.lastAt} /> },
  {
    id: 'trust',
    header: 'Second factor',
    cell: (d) =>
      d.trustedUntil ? (
        <Chip tone="info">
          Not asked until <DateTime at={d.trustedUntil} />
        </Chip>
      ) : (
        'Asked'
      ),
  },
  {
    id: 'forget',
    header: 'Forget',
    quiet: true,
    align: 'end',
    cell: (d) => (
      <Button size="sm" aria-label={`Forget ${deviceOf(d.userAgent).name}`} onClick={() => onForget(d)}>
        Forget
      </Button>
    ),
  },
];

/** Browsers that signed in to this account. One that is not here is told of by mail. */
export function DevicesCard({ className }: { className?: string }) {
  const security = useOwnSecurity();
  const { forgetDevice } = useOwnActions();
  const [forgetting, setForgetting] = useState<OwnDevice | null>(null);
  return (
    <QueryCard title="Known devices" query={security} {...(className ? { className } : {})}>
      {({ devices }) => (
        <>
          <p className="mb-3 text-pretty text-ink-2">
            A sign-in from a device that is not on this list is told to you by mail.
          </p>
          {devices.length > 0 && (
            <SimpleTable label="Known devices" rows={devices} columns={columns(setForgetting)} getId={(d) => d.id} />
          )}
          <ConfirmDialog
            open={forgetting !== null}
            onOpenChange={(open) => !open && setForgetting(null)}
            title={`Forget ${deviceOf(forgetting?.userAgent ?? null).name}?`}
            confirmLabel="Forget device"
            onConfirm={() => forgetDevice(forgetting?.id ?? '')}
          >
            The next sign-in from there asks for everything again and is told to you by mail. A session that is open
            there goes on; end it above.
          </ConfirmDialog>
        </>
      )}
    </QueryCard>
  );
}
