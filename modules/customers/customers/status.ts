import { eq } from 'drizzle-orm';
import type { AnyCtx } from '#kernel/context.ts';
import type { Service } from './rules.ts';
import { customerSubscription } from './tables.ts';

/** The subscriptions of a customer, as their events left them. */
export const servicesOf = (db: AnyCtx['db'], customerId: string): Promise<Service[]> =>
  db
    .select({ status: customerSubscription.status, activated: customerSubscription.activated })
    .from(customerSubscription)
    .where(eq(customerSubscription.customerId, customerId));
