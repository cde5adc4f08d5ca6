import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { z } from 'zod';
import type { customerFilters } from '#modules/customers/customers/contract.ts';
import { Button } from '#ui/base/button.tsx';
import { Callout } from '#ui/base/callout.tsx';
import { Dialog } from '#ui/base/dialog.tsx';
import { type Problem, toProblem } from '#ui/problem/problem.ts';
import type { BulkAction } from '../../contract.ts';
import { actionWords } from '../../rules.ts';
import { type BulkRunView, bulkApi, people } from './bulk-api.ts';
import { BulkFields, given, lacking, nothingWanted } from './bulk-fields.tsx';
import { BulkPreview } from './bulk-preview.tsx';

/** Whom it is about: chosen rows, or all that match a filter. */
export type Target = { ids: string[]; name?: string } | { filters: z.input<typeof customerFilters> };

export interface BulkDialogProps {
  action: BulkAction;
  target: Target;
  onClose: () => void;
  onStarted: (runId: string) => void;
}

/** First how, then what exactly will happen and to whom not; only then it begins. */
export function BulkDialog({ action, target, onClose, onStarted }: BulkDialogProps) {
  const prepare = useMutation(bulkApi.prepare.mutationOptions());
  const start = useMutation(bulkApi.start.mutationOptions());
  const [wanted, setWanted] = useState(nothingWanted);
  const [draft, setDraft] = useState<BulkRunView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { title, verb } = actionWords[action];
  const name = 'ids' in target ? target.name : undefined;
  const who = name ?? ('ids' in target ? people(target.ids.length) : 'all that match');
  const whom = 'ids' in target ? { ids: target.ids } : target;
  const attempt = async (work: () => Promise<void>) => {
    setProblem(null);
    try {
      await work();
    } catch (error) {
      setProblem(toProblem(error));
    }
  };
  const look = () => attempt(async () => setDraft(await prepare.mutateAsync({ action, ...given(wanted), ...whom })));
  const begin = ({ id }: BulkRunView) =>
    attempt(async () => {
      await start.mutateAsync({ id });
      onStarted(id);
    });
  const footer = draft ? (
    <>
      <Button onClick={() => setDraft(null)}>Back</Button>
      <Button
        variant={action === 'suspend' ? 'danger-solid' : 'primary'}
        pending={start.isPending}
        reason={draft.able === 0 ? 'There is nobody it can be done for.' : undefined}
        onClick={() => void begin(draft)}
      >
        {name ? verb : `${verb} for ${people(draft.able)}`}
      </Button>
    </>
  ) : (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button
        variant="primary"
        pending={prepare.isPending}
        reason={lacking(action, wanted)}
        onClick={() => void look()}
      >
        Preview
      </Button>
    </>
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={`${title}: ${who}`} footer={footer}>
      <div className="flex flex-col gap-3 text-ink-2">
        {draft ? (
          <BulkPreview run={draft} wanted={wanted} />
        ) : (
          <>
            <BulkFields
              action={action}
              wanted={wanted}
              onChange={(change) => setWanted((before) => ({ ...before, ...change }))}
            />
            <p className="text-sm text-ink-3">Nothing is done before you have seen whom it concerns.</p>
          </>
        )}
        {problem && <Callout tone="bad" title={problem.message} requestId={problem.requestId} />}
      </div>
    </Dialog>
  );
}
