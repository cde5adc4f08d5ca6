import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Inodes of the sockets this process holds. */
function ownSockets(): Set<string> {
  const inodes = new Set<string>();
  for (const name of readdirSync('/proc/self/fd')) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/self/fd/${name}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // Closed since the folder was read.
    }
  }
  return inodes;
}

/** Columns of a line of /proc/net/udp: `sl local remote st queues timer retransmits uid timeout inode ref pointer drops`. */
export function dropsOfSockets(table: string, ports: ReadonlySet<number>, sockets: ReadonlySet<string>): number {
  let drops = 0;
  for (const line of table.split('\n').slice(1)) {
    const columns = line.trim().split(/\s+/);
    const port = Number.parseInt(columns[1]?.split(':')[1] ?? '', 16);
    if (ports.has(port) && sockets.has(columns[9] ?? '')) drops += Number(columns[12] ?? 0);
  }
  return drops;
}

/**
 * Datagrams that the system threw away because the buffers of these ports of ours were full; nobody else ever sees them.
 * 0 where the system does not say (anything but Linux).
 */
export function systemDrops(ports: readonly number[]): () => number {
  const wanted = new Set(ports);
  try {
    const sockets = ownSockets();
    return () =>
      ['/proc/net/udp', '/proc/net/udp6'].reduce(
        (sum, file) => sum + dropsOfSockets(readFileSync(file, 'utf8'), wanted, sockets),
        0,
      );
  } catch {
    return () => 0;
  }
}
