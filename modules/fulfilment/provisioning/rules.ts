/** What a RADIUS login may consist of, so that every BNG takes it. */
const unsafe = /[^a-z0-9]/g;

/** `C-000123` becomes `c000123`; a further line of the same customer is told apart by its own number. */
export function usernameOf(customerNumber: string, subscriptionNumber: string, taken: readonly string[]): string {
  const own = customerNumber.toLowerCase().replaceAll(unsafe, '');
  return taken.includes(own) ? `${own}-${subscriptionNumber.toLowerCase().replaceAll(unsafe, '')}` : own;
}

/** 100000 kbit/s is "100 Mbit/s"; what is not whole keeps its decimals, at most two. */
export function speedText(downloadKbps: number, uploadKbps: number): string {
  const one = (kbps: number) => {
    const [value, unit] =
      kbps >= 1_000_000 ? [kbps / 1_000_000, 'Gbit/s'] : kbps >= 1000 ? [kbps / 1000, 'Mbit/s'] : [kbps, 'kbit/s'];
    return `${Math.round(value * 100) / 100} ${unit}`;
  };
  return `${one(downloadKbps)} down, ${one(uploadKbps)} up`;
}
