import { useEffect, useRef, useState } from 'react';
import type { FieldValues, UseFormReturn } from 'react-hook-form';

// The tab's storage: a draft survives a reload, not the person: subscribers' data must not stay on a shared desk.
const storage = (name: string) => `dotmac.draft.${name}`;

export interface Draft {
  /** When the restored draft was last written; null when none was. */
  restoredAt: number | null;
  discard: () => void;
  clear: () => void;
}

export function useFormDraft<In extends FieldValues, Out>(
  form: UseFormReturn<In, unknown, Out>,
  name: string | undefined,
  leaveOut: readonly string[] = [],
): Draft {
  const [restoredAt, setRestoredAt] = useState<number | null>(null);
  const skip = useRef(leaveOut);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    if (!name) return;
    const stored = sessionStorage.getItem(storage(name));
    if (stored) {
      try {
        const draft = JSON.parse(stored) as { at: number; values: In };
        form.reset({ ...form.getValues(), ...draft.values }, { keepDefaultValues: true });
        setRestoredAt(draft.at);
      } catch {
        // A draft of an older form that no longer reads: the form starts empty.
        sessionStorage.removeItem(storage(name));
      }
    }
    const stop = form.subscribe({
      formState: { values: true, isDirty: true },
      callback: ({ values, isDirty }) => {
        clearTimeout(timer.current);
        if (isDirty === false) return;
        timer.current = setTimeout(() => {
          const kept = Object.fromEntries(Object.entries(values).filter(([key]) => !skip.current.includes(key)));
          sessionStorage.setItem(storage(name), JSON.stringify({ at: Date.now(), values: kept }));
        }, 400);
      },
    });
    return () => {
      stop();
      clearTimeout(timer.current);
    };
  }, [form, name]);

  const clear = () => {
    clearTimeout(timer.current);
    if (name) sessionStorage.removeItem(storage(name));
  };
  return {
    restoredAt,
    clear,
    discard: () => {
      form.reset();
      setRestoredAt(null);
      clear();
    },
  };
}
