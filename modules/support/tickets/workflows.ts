import { workflow } from '#kernel/durable.ts';
import { tickets } from './contract.ts';

/** Nobody has objected for a week. */
export const closeSolvedTickets = workflow('close-solved-tickets', {
  title: 'Close solved tickets',
  queue: 'bulk',
  schedule: '40 * * * *',
  run: (run) => run.step('close', (ctx) => ctx.call(tickets, 'closeSolved', { limit: 500 })),
});

export const workflows = [closeSolvedTickets];
