/** Initials of the provider: Fast Fiber, FastFiber and fast-fiber are FF; one word gives its first two letters. */
export function numberPrefix(name: string, slug: string): string {
  const words = (text: string) =>
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/([a-z])([A-Z])/g, '$1 $2')
      .split(/[^A-Za-z]+/)
      .filter(Boolean);
  const [named, slugged] = [words(name), words(slug)];
  const [first = 'INV', second] = named.length > 0 ? named : slugged;
  return (second ? `${first.charAt(0)}${second.charAt(0)}` : first.slice(0, first === 'INV' ? 3 : 2)).toUpperCase();
}
