import { type FormEvent, type ReactNode, useEffect, useId, useState } from 'react';
import { useT } from '#ui/i18n/i18n.ts';
import { type Problem, toProblem } from '#ui/problem/problem.ts';
import { Button } from './button.tsx';
import { Callout } from './callout.tsx';
import { Dialog } from './dialog.tsx';
import { Input } from './input.tsx';

export interface ConfirmDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A question with the thing's name: "Suspend Ngozi Bello?" */
  title: ReactNode;
  /** What will happen, and what will not. */
  children?: ReactNode;
  /** The verb: "Suspend". */
  confirmLabel: string;
  tone?: 'danger' | 'primary';
  /** `md` for a question that shows a sum or a preview. */
  size?: 'sm' | 'md' | 'lg';
  /** A destructive action that cannot be undone: this name must be typed first. */
  nameToType?: string | undefined;
  /** Why it cannot be confirmed yet (a field in `children` is missing). */
  reason?: string | undefined;
  /** The action. The dialog closes when it resolves; when it rejects, the problem shows here and it stays open. */
  onConfirm: () => Promise<unknown>;
}

export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  children,
  confirmLabel,
  tone = 'danger',
  size = 'sm',
  nameToType,
  reason,
  onConfirm,
}: ConfirmDialogProps) {
  const t = useT();
  const formId = useId();
  const fieldId = useId();
  const [typed, setTyped] = useState('');
  const [pending, setPending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    if (!open) return;
    setTyped('');
    setProblem(null);
  }, [open]);

  const named = nameToType === undefined || typed.trim() === nameToType;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pending || !named || reason) return;
    setPending(true);
    setProblem(null);
    try {
      await onConfirm();
      onOpenChange(false);
    } catch (error) {
      setProblem(toProblem(error));
    } finally {
      setPending(false);
    }
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !pending && onOpenChange(next)}
      title={title}
      size={size}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)} disabled={pending}>
            {t('action.cancel')}
          </Button>
          <Button
            type="submit"
            form={formId}
            variant={tone === 'danger' ? 'danger-solid' : 'primary'}
            pending={pending}
            disabled={!named}
            reason={reason}
          >
            {confirmLabel}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        {children && <div className="text-ink-2">{children}</div>}
        {nameToType !== undefined && (
          <div>
            <label htmlFor={fieldId} className="mb-1 block text-sm text-ink-2">
              {t('confirm.type', { name: `“${nameToType}”` })}
            </label>
            <Input
              id={fieldId}
              value={typed}
              onChange={(event) => setTyped(event.target.value)}
              autoComplete="off"
              spellCheck={false}
              autoFocus
            />
          </div>
        )}
        {problem && <Callout tone="bad" title={problem.message} requestId={problem.requestId} />}
      </form>
    </Dialog>
  );
}
