import { useEffect, useRef, useState } from 'react';
import { isTyping } from '#ui/base/input.tsx';

export interface ListKeys {
  count: number;
  enabled: boolean;
  onOpen: (index: number) => void;
  onToggle?: ((index: number) => void) | undefined;
  onEdit?: ((index: number) => void) | undefined;
  scrollTo: (index: number) => void;
}

/** `j`/`k` and arrows move, `enter` opens, `x` selects, `e` edits. Silent while a field or a dialog has the keys. */
export function useListKeys({ count, enabled, ...handlers }: ListKeys) {
  const [active, setActive] = useState(-1);
  const latest = useRef(handlers);
  latest.current = handlers;
  const at = useRef(active);
  at.current = Math.min(active, count - 1);

  useEffect(() => {
    if (!enabled) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented) return;
      if (isTyping(event.target) || document.querySelector('[role="dialog"], [role="menu"], [role="listbox"]')) return;
      const onControl =
        event.target instanceof Element && event.target.closest('button, a, [role="tab"], [role="radio"]');
      const move = (to: number) => {
        event.preventDefault();
        const next = Math.max(0, Math.min(to, count - 1));
        setActive(next);
        latest.current.scrollTo(next);
      };
      if (event.key === 'j' || (event.key === 'ArrowDown' && !onControl)) return move(at.current + 1);
      if (event.key === 'k' || (event.key === 'ArrowUp' && !onControl)) return move(at.current - 1);
      if (at.current < 0) return;
      if (event.key === 'Enter' && !onControl) latest.current.onOpen(at.current);
      if (event.key === 'x') latest.current.onToggle?.(at.current);
      if (event.key === 'e') latest.current.onEdit?.(at.current);
      if (event.key === 'Escape') setActive(-1);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [count, enabled]);

  return { active: Math.min(active, count - 1), setActive };
}
