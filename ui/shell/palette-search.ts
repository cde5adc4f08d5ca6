import type { NavIcon, Page } from '#ui/page/pages.ts';

export interface SearchHit {
  id: string;
  title: string;
  /** What tells it from the next one: number, phone, address. */
  hint?: string;
  to: string;
}

/** A kind of record the palette finds. Called as the person types, with two characters at least. */
export interface SearchProvider {
  id: string;
  /** Heading of its hits: "Customers". */
  title: string;
  icon: NavIcon;
  can?: string;
  search: (text: string, signal: AbortSignal) => Promise<SearchHit[]>;
}

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/** How well words fit: 3 the start of the text, 2 the start of a word, 1 anywhere, 0 not at all. Every typed word must fit. */
export function fitness(text: string, typed: string): number {
  const where = plain(text);
  const scores = plain(typed)
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      if (where.startsWith(word)) return 3;
      if (where.includes(` ${word}`)) return 2;
      return where.includes(word) ? 1 : 0;
    });
  return scores.length === 0 ? 1 : scores.some((score) => score === 0) ? 0 : Math.max(...scores);
}

/** Pages for what was typed, best first; those with parameters need a record and are left out. */
export function findPages(pages: Page[], typed: string, label: (text: string) => string): Page[] {
  return pages
    .filter((page) => !page.path.includes('$') && page.frame !== 'bare')
    .map((page) => {
      const names = [label(page.title), page.title, label(page.nav?.group ?? ''), ...(page.keywords ?? [])];
      const [own = 0, ...others] = names.map((name) => fitness(name, typed));
      return { page, score: Math.max(own * 2, fitness(names.join(' '), typed), ...others) };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score || (a.page.nav?.order ?? 99) - (b.page.nav?.order ?? 99))
    .map(({ page }) => page);
}
