import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { AppError, forbidden } from '#kernel/errors.ts';
import type { Outcome, PaymentGateway } from './driver.ts';

const Card = z.object({
  token: z.string(),
  brand: z.string(),
  lastFour: z.string().length(4),
  expiryMonth: z.int(),
  expiryYear: z.int(),
});
const Session = z.object({
  id: z.string(),
  url: z.url(),
  reference: z.string(),
  status: z.enum(['open', 'declined', 'succeeded', 'cancelled', 'expired']),
  declined: z.string().nullable(),
  amountMinor: z.int(),
  currency: z.string(),
  card: Card.nullable(),
  expiresAt: z.string(),
});
const Charge = z.object({
  id: z.string().nullable(),
  status: z.enum(['succeeded', 'failed']),
  declined: z.string().nullable(),
  card: Card.nullable(),
});
const Refund = z.object({ id: z.string().nullable(), status: z.string(), declined: z.string().nullable() });
const Callback = z.object({ id: z.string(), session: Session });

/** A callback older than this may be somebody's recording (the gateway signs each repetition anew). */
const freshSeconds = 300;
const timeoutMs = 10_000;

const stateOf = ({ status, declined }: z.output<typeof Session>): Outcome['state'] => {
  if (status === 'succeeded') return 'succeeded';
  if (status === 'declined') return 'failed';
  if (status === 'open') return 'pending';
  return declined ? 'failed' : 'cancelled';
};
const outcomeOf = (session: z.output<typeof Session>): Outcome => ({
  state: stateOf(session),
  amountMinor: session.amountMinor,
  currency: session.currency,
  reference: session.id,
  reason: session.declined ?? (session.status === 'expired' ? 'Nobody paid in time.' : null),
  card: session.card,
});

function assertSigned(key: string, body: string, signature: string, nowMs: number): void {
  const [, seconds, given] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (!seconds || !given) throw forbidden('The callback is not signed.');
  const wanted = createHmac('sha256', key).update(`${seconds}.${body}`).digest();
  if (!timingSafeEqual(wanted, Buffer.from(given, 'hex'))) throw forbidden('The callback is not signed with our key.');
  if (Math.abs(nowMs / 1000 - Number(seconds)) > freshSeconds) throw forbidden('The callback was signed too long ago.');
}

/** The gateway that plays a gateway (`apps/sandbox-psp`). @param url its address, without the path of its API */
export function sandboxGateway(url: string, key: string): PaymentGateway {
  async function ask<S extends z.ZodType>(
    schema: S,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    body?: object,
  ): Promise<z.output<S> | null> {
    const answer = await fetch(`${url}/sandbox-psp/v1/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body ? { 'content-type': 'application/json' } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((cause: unknown) => {
      throw new AppError('unavailable', 'The payment gateway does not answer.', { cause });
    });
    if (answer.status === 404) return null;
    if (answer.status >= 500) throw new AppError('unavailable', 'The payment gateway has a problem of its own.');
    const said: unknown = await answer.json();
    if (!answer.ok) throw new AppError('internal', `The payment gateway refused a request: ${JSON.stringify(said)}`);
    return schema.parse(said);
  }
  const missing = () => new AppError('unavailable', 'The payment gateway does not know its own page.');

  return {
    async open({ id, ...request }) {
      const session = await ask(Session, 'POST', 'sessions', { reference: id, ...request });
      if (!session) throw missing();
      return { url: session.url, expiresAt: session.expiresAt };
    },
    async inquire(id) {
      const session = await ask(Session, 'GET', `sessions/${id}`);
      return session && outcomeOf(session);
    },
    async charge({ id, ...request }) {
      const charge = await ask(Charge, 'POST', 'charges', { reference: id, ...request });
      if (!charge) throw missing();
      const { amountMinor, currency } = request;
      const { declined: reason, card } = charge;
      return { state: charge.status, amountMinor, currency, reference: charge.id ?? '', reason, card };
    },
    async refund({ id, of, amountMinor }) {
      const refund = await ask(Refund, 'POST', 'refunds', { reference: id, of, amountMinor });
      if (!refund) throw missing();
      return refund.id ? { reference: refund.id } : { refused: refund.declined ?? 'The gateway refused.' };
    },
    async forget(token) {
      await ask(z.object({}), 'DELETE', `cards/${token}`);
    },
    read(body, signature, nowMs) {
      assertSigned(key, body, signature, nowMs);
      const { session } = Callback.parse(JSON.parse(body));
      return { id: session.reference, outcome: outcomeOf(session) };
    },
  };
}
