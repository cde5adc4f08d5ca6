import { type Run, workflow } from '#kernel/durable.ts';
import { ipManagement } from './contract.ts';

const portion = 200;

/** Portion by portion, so that no transaction is long. @returns how many were done */
async function all(run: Run, operation: 'expireDue' | 'settleStale'): Promise<{ done: number }> {
  for (let done = 0, n = 1; ; n++) {
    const part = await run.step(`portion-${n}`, (ctx) => ctx.call(ipManagement, operation, { limit: portion }));
    done += part.done;
    if (part.done < portion) return { done };
  }
}

const expireReservations = workflow<unknown>('expire-ip-reservations', {
  title: 'End temporary IP reservations',
  queue: 'bulk',
  schedule: '*/5 * * * *',
  run: (run) => all(run, 'expireDue'),
});

const settleAddresses = workflow<unknown>('settle-ip-addresses', {
  title: 'Finish IP addresses that were being taken back',
  queue: 'bulk',
  schedule: '3-59/15 * * * *',
  run: (run) => all(run, 'settleStale'),
});

export const workflows = [expireReservations, settleAddresses];
