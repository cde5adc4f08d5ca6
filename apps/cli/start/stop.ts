import { once } from 'node:events';
import type { System } from './system.ts';

/**
 * Stops a system when a person (Ctrl-C), a service manager (SIGTERM) or the death of the launcher asks for it. A second
 * request ends this process at once; the processes it leaves notice and end too.
 */
export function stopOnRequest(say: (line: string) => void) {
  const requested = new AbortController();
  const ask = () => {
    if (requested.signal.aborted) process.exit(130);
    say('Stopping ...');
    requested.abort();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
  // npm start runs this process over a channel, which breaks when the launcher is killed.
  process.once('disconnect', ask);
  return {
    /** For a start that is still under way. */
    signal: requested.signal,
    async wait(system: System): Promise<void> {
      if (!requested.signal.aborted) await once(requested.signal, 'abort');
      await system.stop();
      say('Stopped.');
      process.exit(0);
    },
  };
}
