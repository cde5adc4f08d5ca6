import { ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { toast } from '#ui/base/toast.tsx';
import { useCan } from '#ui/session/session-provider.tsx';
import { type BulkAction, bulkActions } from '../../contract.ts';
import { actionWords } from '../../rules.ts';
import { bulkCalls, save } from './bulk-api.ts';
import { BulkDialog, type Target } from './bulk-dialog.tsx';

interface BulkMenuProps {
  target: Target;
  onStarted: (runId: string) => void;
}

/** What can be done for the chosen customers, or for all that match. */
export function BulkMenu({ target, onStarted }: BulkMenuProps) {
  const [action, setAction] = useState<BulkAction | null>(null);
  const write = useCan('customers.customer:write');
  const service = useCan('billing.subscription:write');
  const post = useCan('communications.mail:write');
  const lists = useCan('customers.segment:write');
  const exporting = useCan('customers.customer:export');
  const reasons: Record<BulkAction, string | undefined> = {
    suspend: write.reason ?? service.reason,
    resume: write.reason ?? service.reason,
    message: write.reason ?? post.reason,
    tag: write.reason,
    untag: write.reason,
    pin: write.reason ?? lists.reason,
  };
  const exportChosen = async (ids: string[]) => {
    try {
      save(await bulkCalls.exportChosen({ ids }), 'customers.csv');
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <>
      <Menu
        label="Actions on these customers"
        trigger={
          <Button size="sm" icon={<ChevronDown />}>
            Actions
          </Button>
        }
        groups={[
          bulkActions.map((name) => ({
            label: actionWords[name].title,
            reason: reasons[name],
            onSelect: () => setAction(name),
          })),
          'ids' in target
            ? [
                {
                  label: 'Export as CSV',
                  reason: exporting.reason,
                  onSelect: () => void exportChosen(target.ids),
                },
              ]
            : [],
        ].filter((group) => group.length > 0)}
      />
      {action && (
        <BulkDialog
          action={action}
          target={target}
          onClose={() => setAction(null)}
          onStarted={(id) => {
            setAction(null);
            onStarted(id);
          }}
        />
      )}
    </>
  );
}
