import { callsFor, clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import type { StatusTones } from '#ui/base/badge.tsx';
import { type BulkItem, type BulkRun, customerBulk } from '../../contract.ts';

export const bulkApi = clientFor(customerBulk, 'isp');
export const bulkCalls = callsFor(customerBulk, 'isp');
export type BulkRunView = View<typeof BulkRun, 'isp'>;
export type BulkItemView = View<typeof BulkItem, 'isp'>;

export const runTones: StatusTones<BulkRunView['status']> = {
  draft: 'neutral',
  queued: 'info',
  running: 'info',
  done: 'ok',
  cancelled: 'neutral',
};
export const people = (count: number) => (count === 1 ? 'one customer' : `${count.toLocaleString('en')} customers`);

export function save(file: File, name: string) {
  const href = URL.createObjectURL(file);
  Object.assign(document.createElement('a'), { href, download: file.name || name }).click();
  URL.revokeObjectURL(href);
}
