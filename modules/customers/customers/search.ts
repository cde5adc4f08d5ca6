/** Letters that Unicode does not take apart into a plain letter and a mark, and the sigma that ends a word. */
export const plainLetters = { from: 'łøđħŧıς', to: 'lodhtiσ' };

/** Text as it is searched and sorted: without accents, in small letters. `tables.ts` says the same in SQL. */
export const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[łøđħŧıς]/g, (letter) => plainLetters.to.charAt(plainLetters.from.indexOf(letter)))
    .replaceAll('ß', 'ss');

const escaped = (text: string) => text.replace(/[\\%_]/g, '\\$&');
const phoneLike = /^\+?[\d\s()./-]{7,}$/;

/**
 * LIKE patterns for what a person typed; all must match the search column, which begins with a space. A word is found
 * anywhere when it has three letters, the least a trigram index can look up; shorter ones at the beginning of words. A
 * telephone number is found however it is written: spaces, brackets and a leading zero do not count.
 */
export function searchPatterns(q: string): string[] {
  // The zero that is only dialled within the country is left out: +49 (0)30.
  const digits = q.replace('(0)', '').replace(/\D/g, '').replace(/^0+/, '');
  if (phoneLike.test(q) && digits.length >= 6) return [`%${digits}%`];
  const words = fold(q).split(/\s+/).filter(Boolean).slice(0, 8);
  return words.map((word) => ([...word].length >= 3 ? `%${escaped(word)}%` : `% ${escaped(word)}%`));
}
