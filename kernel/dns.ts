import { Resolver } from 'node:dns/promises';
import { loadConfig } from './config.ts';

let servers: readonly string[] | undefined;

/** Names the servers this process asks, such as `127.0.0.1:5353`; undefined: those of the settings. */
export function setDnsServers(list: readonly string[] | undefined): void {
  servers = list;
}

/** What a name server said: the records; that there are none; or nothing that can be relied on. */
export type Lookup = { said: 'records'; records: string[] } | { said: 'nothing' } | { said: 'failed'; why: string };

const noRecord = new Set(['ENODATA', 'ENOTFOUND']);
const words: Record<string, string> = {
  ETIMEOUT: 'no name server answered in time',
  ESERVFAIL: 'the name server of the domain answered that it is out of order',
  EREFUSED: 'the name server refused to answer',
  ECONNREFUSED: 'no name server could be reached',
};

/** The TXT or CNAME records of a name, asked afresh. Never throws for what the network does. */
export async function lookup(type: 'txt' | 'cname', name: string): Promise<Lookup> {
  const resolver = new Resolver({ timeout: 2_500, tries: 2 });
  const list = servers ?? loadConfig().dnsServers;
  if (list) resolver.setServers(list);
  try {
    const records =
      type === 'txt'
        ? (await resolver.resolveTxt(name)).map((parts) => parts.join(''))
        : await resolver.resolveCname(name);
    return records.length > 0 ? { said: 'records', records } : { said: 'nothing' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (noRecord.has(code)) return { said: 'nothing' };
    return { said: 'failed', why: words[code] ?? `the lookup failed (${code || String(error)})` };
  }
}
