import { Copy, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Card, Grid } from '#ui/base/card.tsx';
import { ChangeList } from '#ui/base/changes.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { Dialog, Sheet } from '#ui/base/dialog.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { ProgressDrawer } from '#ui/base/progress-drawer.tsx';
import { SecretReveal } from '#ui/base/secret-reveal.tsx';
import { toast } from '#ui/base/toast.tsx';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { LiveBadge } from '#ui/realtime/live-badge.tsx';
import { useLive } from '#ui/realtime/use-live.ts';

type Open = 'dialog' | 'confirm' | 'changes' | 'sheet' | 'secret' | 'progress' | null;
const problem = Object.assign(new Error('The mail server refused the connection.'), {
  code: 'unavailable',
  data: { requestId: 'req_01JD8ZQ4K3' },
});

export function Overlays() {
  const [open, setOpen] = useState<Open>(null);
  const bind = (name: Open) => ({ open: open === name, onOpenChange: (next: boolean) => setOpen(next ? name : null) });
  const close = () => setOpen(null);
  return (
    <Grid>
      <Card title="Dialogs" className="lg:col-span-6">
        <div className="flex flex-wrap gap-2">
          {(['dialog', 'confirm', 'changes', 'sheet', 'secret', 'progress'] as const).map((name) => (
            <Button key={name} onClick={() => setOpen(name)}>
              {name}
            </Button>
          ))}
        </div>
      </Card>
      <Card title="Menus, tips and toasts" className="lg:col-span-6">
        <div className="flex flex-wrap gap-2">
          <Menu
            trigger={<Button>Menu</Button>}
            align="start"
            groups={[
              [
                { label: 'Edit', icon: <Pencil />, keys: 'e' },
                { label: 'Duplicate', icon: <Copy /> },
                { label: 'Move', reason: 'Only within its own tenant' },
              ],
              [{ label: 'Delete', icon: <Trash2 />, danger: true }],
            ]}
          />
          <Tooltip tip="A hint on hover and focus">
            <Button>Tooltip</Button>
          </Tooltip>
          <Button onClick={() => toast.ok('Invoice FF-2026-01873 sent', { description: 'to ngozi@example.com' })}>
            Toast
          </Button>
          <Button onClick={() => toast.problem(problem)}>Failed toast</Button>
        </div>
      </Card>
      <Card title="Live" className="lg:col-span-6">
        <div className="flex flex-wrap gap-2">
          {(['live', 'connecting', 'reconnecting', 'down'] as const).map((state) => (
            <LiveBadge
              key={state}
              status={{ state, lastSeenAt: Date.now() - 40_000, reason: 'The server does not answer.' }}
            />
          ))}
        </div>
      </Card>

      <Card title="Live topics" className="lg:col-span-6">
        <div className="flex flex-col gap-2">
          {['subscribers', 'flaky', 'refused'].map((topic) => (
            <LiveProbe key={topic} topic={topic} />
          ))}
        </div>
      </Card>

      <Dialog
        {...bind('dialog')}
        title="New tag"
        description="Tags group customers for campaigns and filters."
        footer={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" onClick={close}>
              Create
            </Button>
          </>
        }
      >
        A dialog's content.
      </Dialog>
      <ConfirmDialog
        {...bind('confirm')}
        title="Delete the pool “residential”?"
        confirmLabel="Delete pool"
        nameToType="residential"
        onConfirm={() => Promise.reject(problem)}
      >
        Its 254 addresses go back to the block. 161 subscribers lose theirs at the next login.
      </ConfirmDialog>
      <ConfirmDialog
        {...bind('changes')}
        title="Change the plan Fiber 100?"
        confirmLabel="Save changes"
        tone="primary"
        onConfirm={async () => undefined}
      >
        <p className="mb-2">1 204 subscribers are on it. They get this with their next cycle:</p>
        <ChangeList
          changes={[
            { label: 'Download', before: '100 Mbps', after: '150 Mbps' },
            { label: 'Price', before: '€39.00', after: '€41.00' },
          ]}
        />
      </ConfirmDialog>
      <Sheet
        {...bind('sheet')}
        title="Session 8F3A21"
        description="bng-1 · xe-0/0/3:200.417"
        footer={<Button variant="danger">Disconnect</Button>}
      >
        Details beside the list they belong to.
      </Sheet>
      <SecretReveal
        secret={open === 'secret' ? 'dm_live_7Qm2vX9tL4sK8wR1yB6nC3hZ5pD0fG' : null}
        title="API key created"
        onClose={close}
      >
        Send it as <code className="mono">X-API-Key</code>.
      </SecretReveal>
      <ProgressDrawer
        {...bind('progress')}
        title="Import customers.csv"
        status="running"
        done={1284}
        total={5000}
        failed={7}
        startedAt={new Date(Date.now() - 64_000)}
        onCancel={close}
        failedRowsUrl="#"
      >
        Row 1 284: C-001284 created
      </ProgressDrawer>
    </Grid>
  );
}

function LiveProbe({ topic }: { topic: string }) {
  const [seen, setSeen] = useState<string[]>([]);
  const status = useLive(topic, ({ event, id }) =>
    setSeen((before) => [`${event} ${id ?? ''}`, ...before].slice(0, 3)),
  );
  return (
    <p className="flex items-center gap-3" data-topic={topic}>
      <LiveBadge status={status} />
      {topic} <span className="mono text-ink-3">{seen.join(' · ')}</span>
    </p>
  );
}
