import type { Logger } from 'pino';

/**
 * The manners of a process under `npx dotmac start`: says when it is ready, stops when told to (message, signal) or when the
 * supervisor is gone, and not later than four seconds after.
 * @param lines to print at start, such as addresses
 */
export function whenStopped(log: Logger, stop: () => Promise<void>, lines: string[] = []): void {
  let stopping = false;
  const end = (why: string) => {
    if (stopping) return;
    stopping = true;
    log.debug({ why }, 'stopping');
    setTimeout(() => process.exit(1), 4000).unref();
    stop().then(
      () => process.exit(0),
      (error) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('message', (message) => {
    if (message && typeof message === 'object' && 'type' in message && message.type === 'stop') end('asked');
  });
  process.on('disconnect', () => end('supervisor gone'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('unhandledRejection', (error) => log.error({ err: error }, 'unhandled rejection'));
  process.send?.({ type: 'ready', lines });
}
