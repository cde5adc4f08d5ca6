import { invoices } from '#modules/billing/invoices/contract.ts';
import { subscriptions } from '#modules/billing/subscriptions/contract.ts';
import { customers } from '#modules/customers/customers/contract.ts';
import { orchestration } from '#modules/fulfilment/orchestration/contract.ts';
import { records } from '#modules/platform/records/contract.ts';
import { tickets } from '#modules/support/tickets/contract.ts';
import type { Provider } from '../provider.ts';
import type { Api } from '../testing.ts';

export interface Neighbour {
  /** Stands in their rows only. */
  word: string;
  customerId: string;
  /** Of everything that is theirs. */
  ids: string[];
}

/** Another subscriber of the same provider, with rows of every kind that the portal shows. */
export async function neighbourOf({ t }: Api, { tenant, caller, ids }: Provider): Promise<Neighbour> {
  const word = `neighbour-${tenant.slug}-canary`;
  const customer = await t.run(
    customers,
    'create',
    {
      name: `Nia ${word}`,
      email: `${word}@example.test`,
      serviceAddress: { line1: `${word} lane`, city: 'Berlin', country: 'DE' },
    },
    caller,
  );
  const of = { customerId: customer.id };
  const sold = await t.run(subscriptions, 'order', { ...of, planId: ids['plan']! }, caller);
  const about = { subjectType: 'customer', subjectId: customer.id } as const;
  const contentBase64 = Buffer.from(word).toString('base64');
  const file = await t.run(records, 'storeFile', { ...about, name: `${word}.txt`, contentBase64 }, caller);
  const files = [{ name: `${word}.jpg`, contentBase64 }];
  const asked = await t.run(tickets, 'open', { ...of, subject: `Help ${word}`, text: word, files }, caller);
  await t.run(tickets, 'update', { id: asked.id, assigneeId: ids['member']! }, caller);
  for (const until = Date.now() + 30_000; Date.now() < until; await new Promise((next) => setTimeout(next, 50))) {
    await t.settle();
    const { items } = await t.run(orchestration, 'list', { workflow: 'provision-subscription' }, caller);
    if (items.every(({ status }) => status !== 'running' && status !== 'queued')) break;
  }
  const bills = (await t.run(invoices, 'list', of, caller)).items.map((invoice) => invoice.id);
  const attached = asked.messages.flatMap((message) => message.files.map((f) => f.id));
  return { word, customerId: customer.id, ids: [customer.id, sold.id, file.id, asked.id, ...bills, ...attached] };
}
