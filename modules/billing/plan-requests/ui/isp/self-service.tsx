import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Settings } from 'lucide-react';
import { useState } from 'react';
import { clientFor } from '#kernel/client.ts';
import { internetPlans } from '#modules/catalog/internet-plans/contract.ts';
import { Button } from '#ui/base/button.tsx';
import { Checkbox, RadioCards } from '#ui/base/choice.tsx';
import { ConfirmDialog } from '#ui/base/confirm-dialog.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatMoney } from '#ui/format/money.ts';
import { useCan } from '#ui/session/session-provider.tsx';
import type { SelfServiceMode } from '../../rules.ts';
import { requestsApi as api } from './request-values.tsx';

const plansApi = clientFor(internetPlans, 'isp');
type Saved = Awaited<ReturnType<typeof api.settings.call>>;

/** What the portal offers, and which plans it shows. */
export function SelfServiceButton() {
  const [open, setOpen] = useState(false);
  const settings = useQuery(api.settings.queryOptions({ input: {} }));
  return (
    <>
      <Button icon={<Settings />} disabled={!settings.data} onClick={() => setOpen(true)}>
        What subscribers may do
      </Button>
      {open && settings.data && <SettingsDialog saved={settings.data} onClose={() => setOpen(false)} />}
    </>
  );
}

function SettingsDialog({ saved, onClose }: { saved: Saved; onClose: () => void }) {
  const client = useQueryClient();
  const save = useMutation(api.updateSettings.mutationOptions());
  const plans = useQuery(plansApi.list.queryOptions({ input: { status: 'active', limit: 200 } }));
  const write = useCan('catalog.plan:write');
  const { locale } = useFormat();
  const [mode, setMode] = useState<SelfServiceMode>(saved.mode);
  const [hidden, setHidden] = useState<readonly string[]>(saved.hiddenPlanIds);
  return (
    <ConfirmDialog
      open
      size="md"
      tone="primary"
      onOpenChange={(open) => !open && onClose()}
      title="Changes of plan in the portal"
      confirmLabel="Save"
      reason={write.reason}
      onConfirm={async () => {
        await save.mutateAsync({ mode, hiddenPlanIds: [...hidden] });
        await client.invalidateQueries({ queryKey: api.key() });
        toast.ok('Saved.');
      }}
    >
      <div className="flex flex-col gap-4">
        <RadioCards<SelfServiceMode>
          label="What subscribers may do"
          value={mode}
          onChange={setMode}
          options={[
            { value: 'approval', label: 'Ask', help: 'Every change waits here until somebody decides.' },
            { value: 'upgrades', label: 'Upgrade at once', help: 'A faster plan begins at once; the rest waits here.' },
            { value: 'all', label: 'Change at once', help: 'Every change happens as the subscriber asks.' },
            { value: 'off', label: 'Write to us', help: 'The portal shows no plans; they open a ticket.' },
          ]}
        />
        {mode !== 'off' && (
          <fieldset className="flex flex-col gap-2">
            <legend className="mb-1 text-sm font-medium text-ink-2">Plans the portal shows</legend>
            {(plans.data?.items ?? []).map(({ id, name, priceMinor, currency }) => (
              <label key={id} htmlFor={`shown-${id}`} className="flex items-center gap-2">
                <Checkbox
                  id={`shown-${id}`}
                  checked={!hidden.includes(id)}
                  onCheckedChange={(shown) =>
                    setHidden(shown === true ? hidden.filter((other) => other !== id) : [...hidden, id])
                  }
                />
                {name} <span className="num text-ink-3">{formatMoney(priceMinor, currency, { locale })}</span>
              </label>
            ))}
          </fieldset>
        )}
      </div>
    </ConfirmDialog>
  );
}
