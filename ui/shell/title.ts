import { useEffect } from 'react';

interface Entry {
  title: string;
  suffix: string;
  level: number;
}
const entries: Entry[] = [];

function show() {
  const top = entries.toSorted((a, b) => a.level - b.level).at(-1);
  if (top) document.title = `${top.title} · ${top.suffix}`;
}

/** Names the document while the component is shown; a record's name (level 1) stands before its page's (level 0). */
export function useDocumentTitle(title: string, suffix: string, level: 0 | 1) {
  useEffect(() => {
    const entry = { title, suffix, level };
    entries.push(entry);
    show();
    return () => {
      entries.splice(entries.indexOf(entry), 1);
      show();
    };
  }, [title, suffix, level]);
}
