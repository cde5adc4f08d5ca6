import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Door } from '#kernel/contract/fields.ts';
import { AppError } from '#kernel/errors.ts';
import type { Accounts } from '#kernel/identity/accounts.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import type { SubscriberLookup } from './auth.ts';

const staffLogin = z.object({ email: z.string().trim().max(254) });
const subscriberLogin = z.object({
  /** Left out under a host name of the provider's own. */
  tenant: z.string().trim().toLowerCase().max(60).default(''),
  login: z.string().trim().max(254),
});
const withPassword = { password: z.string().max(500) };

export interface Named {
  /** Under which tries are counted: the account, or what was typed when there is none. */
  countedAs: string;
  /** The realm's own address. An unknown account has one too, so that everything done for a known one is done for it. */
  email: string;
  userId: string | null;
}

const nobody = 'nobody@customer.invalid';

/** Who is meant by what was typed. A subscriber is named within a provider, by number, e-mail or telephone; others by e-mail. */
export function readLogin(parts: { tenants: TenantDirectory; subscribers: SubscriberLookup; accounts: Accounts }) {
  const { tenants, subscribers, accounts } = parts;

  async function named(door: Door, { body, hostname }: FastifyRequest, how: string): Promise<Named> {
    if (door !== 'customer') {
      const parsed = staffLogin.safeParse(body);
      if (!parsed.success) throw new AppError('invalid', `Send ${how.replace('login', 'email')}.`);
      const { email } = parsed.data;
      return { countedAs: email, email, userId: (await accounts.byEmail(door, email))?.id ?? null };
    }
    const parsed = subscriberLogin.safeParse(body);
    if (!parsed.success) throw new AppError('invalid', `Send tenant, ${how}.`);
    const { tenant: said, login } = parsed.data;
    const tenant = said ? await tenants.bySlug(said) : await tenants.byDomain(hostname);
    const slug = tenant?.slug ?? said ?? hostname;
    const email = tenant && (await subscribers.addressOf(tenant.id, login));
    if (!email) return { countedAs: `${slug}/${login}`, email: nobody, userId: null };
    // Number, e-mail and telephone of one subscriber share one count.
    return { countedAs: email, email, userId: (await accounts.byEmail(door, email))?.id ?? null };
  }

  return {
    named,
    async withPassword(door: Door, action: string, request: FastifyRequest): Promise<Named & { password: string }> {
      const wanted = door === 'customer' ? 'sign-in/account' : 'sign-in/email';
      const secret = z.object(withPassword).safeParse(request.body);
      const how = `login and password to /api/auth/${door}/${wanted}`;
      if (action !== wanted || !secret.success)
        throw new AppError(
          'invalid',
          `Send ${door === 'customer' ? 'tenant, login' : 'email'} and password to /api/auth/${door}/${wanted}.`,
        );
      return { ...(await named(door, request, how)), ...secret.data };
    },
  };
}
