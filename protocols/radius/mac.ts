const spellings =
  /(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}|(?:[0-9a-f]{4}\.){2}[0-9a-f]{4}|(?<![0-9a-f])[0-9a-f]{12}(?![0-9a-f])/i;

/**
 * The MAC address in a Calling-Station-Id as AA:BB:CC:DD:EE:FF, whichever way the router writes it (aabb.ccdd.eeff,
 * aa-bb-cc-dd-ee-ff, a port before it); undefined when there is none.
 */
export function macAddress(text: string): string | undefined {
  const [found] = spellings.exec(text) ?? [];
  return found
    ?.replace(/[^0-9a-f]/gi, '')
    .toUpperCase()
    .replace(/(..)(?!$)/g, '$1:');
}
