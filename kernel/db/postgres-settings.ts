import os from 'node:os';

/** Such as `128MB`. */
export const megabytes = (bytes: number) => `${Math.round(bytes / 2 ** 20)}MB`;
const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/**
 * Server settings for one machine of two cores and up, by name.
 * @param durable false gives up what protects committed data from a crash
 */
export function serverSettings(durable: boolean): Record<string, string> {
  const memory = os.totalmem();
  const common = {
    listen_addresses: '127.0.0.1',
    unix_socket_permissions: '0700',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_min_messages: 'warning',
    log_line_prefix: '%m [%p] ',
    jit: 'off',
    random_page_cost: '1.1',
  };
  if (durable)
    return {
      ...common,
      max_connections: '100',
      shared_buffers: megabytes(clamp(memory / 8, 128 * 2 ** 20, 512 * 2 ** 20)),
      effective_cache_size: megabytes(clamp(memory / 2, 256 * 2 ** 20, 8 * 2 ** 30)),
      work_mem: '8MB',
      maintenance_work_mem: '64MB',
      max_parallel_workers_per_gather: '1',
      checkpoint_timeout: '10min',
      max_wal_size: '1GB',
      wal_compression: 'on',
      log_checkpoints: 'off',
    };
  return {
    ...common,
    max_connections: '400',
    shared_buffers: '128MB',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    wal_level: 'minimal',
    max_wal_senders: '0',
    autovacuum: 'off',
    checkpoint_timeout: '1h',
    max_wal_size: '2GB',
    log_checkpoints: 'off',
    log_min_messages: 'log',
  };
}
