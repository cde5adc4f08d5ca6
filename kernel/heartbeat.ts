import { hostname } from 'node:os';
import type { Pool } from 'pg';
import type { Logger } from 'pino';

/** What a process does: answers requests, works in the background, answers RADIUS. */
export type ProcessRole = 'api' | 'worker' | 'aaa';
export const heartbeatSeconds = 10;

/**
 * Says every ten seconds that this process lives, so that the system page tells from rows who does and who does not.
 * A database that is away is no reason to stop.
 */
export function startHeartbeat(pool: Pool, log: Logger, roles: readonly ProcessRole[], version: string) {
  const beat = async () => {
    for (const role of roles)
      await pool.query(
        `insert into process_heartbeat (role, instance, version, node_version, started_at, seen_at, memory_bytes)
         values ($1, $2, $3, $4, now() - make_interval(secs => $5), now(), $6)
         on conflict (role, instance) do update set seen_at = now(), memory_bytes = excluded.memory_bytes`,
        [role, `${hostname()}:${process.pid}`, version, process.version, process.uptime(), process.memoryUsage.rss()],
      );
    // Those that were killed long ago are of no interest any more.
    await pool.query(`delete from process_heartbeat where seen_at < now() - interval '1 day'`);
  };
  const quietly = () => beat().catch((error) => log.debug({ err: error }, 'the heartbeat could not be written'));
  const timer = setInterval(quietly, heartbeatSeconds * 1000);
  timer.unref();
  void quietly();
  return {
    async stop(): Promise<void> {
      clearInterval(timer);
      await pool
        .query('delete from process_heartbeat where instance = $1', [`${hostname()}:${process.pid}`])
        .catch(() => {});
    },
  };
}
