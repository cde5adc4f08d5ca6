/** What a generated configuration is made for. Paths are those on the machine that FreeRADIUS runs on. */
export interface Settings {
  /** Of the provider, for people. */
  tenant: string;
  database: { host: string; port: number; name: string; role: string; sslMode?: string | undefined };
  /** Folder the files lie in. */
  folder: string;
  /** Addresses to listen on: `*` for every IPv4 address, `::` for IPv6. */
  listen: readonly string[];
  authPort: number;
  acctPort: number;
  libDir: string;
  logDir: string;
  runDir: string;
  /** User and group to run as; undefined: as whoever starts it. */
  user?: string | undefined;
}

export const debianPaths = {
  libDir: '/usr/lib/freeradius',
  logDir: '/var/log/freeradius',
  runDir: '/run/freeradius',
  user: 'freerad',
} as const;

export const files = {
  main: 'radiusd.conf',
  dictionary: 'dictionary',
  clients: 'clients.conf',
  sql: 'sql.conf',
  password: 'sql-password.conf',
  queries: 'queries.conf',
  eap: 'eap.conf',
  proxy: 'proxy.conf',
  site: 'site.conf',
  inner: 'inner-tunnel.conf',
  rejectFilter: 'access-reject',
} as const;

/** Text between the double quotes of FreeRADIUS's configuration. */
export function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
