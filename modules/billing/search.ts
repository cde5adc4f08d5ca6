import { type SQL, sql } from 'drizzle-orm';

/** Without accents, in small letters. `foldedText` says the same in SQL. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/** What a list is searched in: the columns joined by spaces, folded, with a space before the first. */
export const foldedText = (columns: readonly string[]): SQL =>
  sql.raw(
    `lower(regexp_replace(normalize(${columns.map((column) => `' ' || ${column}`).join(' || ')}, NFD), '[\\u0300-\\u036f]', '', 'g') collate "pg_c_utf8")`,
  );

/**
 * LIKE patterns for what a person typed; all must match. A word is found anywhere when it has three letters, the least that
 * a trigram index can look up; a shorter one at the beginning of words.
 */
export const searchPatterns = (q: string): string[] =>
  fold(q)
    .split(/\s+/)
    .filter(Boolean)
    .slice(0, 8)
    .map((word) => `%${[...word].length >= 3 ? '' : ' '}${word.replaceAll(/[\\%_]/g, '\\$&')}%`);
