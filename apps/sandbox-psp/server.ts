import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { readCard } from './cards.ts';
import { challengePage, endPage, missingPage, payPage } from './pages.ts';
import { callbackManners, openStore, type PspStore, type Session, type StoredCard } from './store.ts';

export interface SandboxOptions {
  /** File of its books; `:memory:` in tests. */
  file: string;
  /** Where browsers and merchants reach it, without a trailing slash. */
  publicUrl: string;
  /** Callbacks go to these origins only, so that nobody can make us call elsewhere. */
  callbackOrigins: readonly string[];
  nowMs?: () => number;
  /** Seconds before each repetition of a callback that was not taken. */
  repeatSeconds?: readonly number[];
}

const base = '/sandbox-psp';
const sessionMinutes = 30;
const lateSeconds = 20;
const insufficient = 'The bank declined the card: insufficient funds.';

const SessionRequest = z.object({
  reference: z.string().min(1).max(100),
  mode: z.enum(['payment', 'setup']),
  amountMinor: z.int().min(0),
  currency: z.string().length(3),
  description: z.string().max(200),
  merchantName: z.string().max(100),
  returnUrl: z.url(),
  callbackUrl: z.url(),
  saveCard: z.boolean().default(false),
});
const ChargeRequest = z.object({
  reference: z.string().min(1).max(100),
  token: z.string(),
  amountMinor: z.int().positive(),
  currency: z.string().length(3),
});
const RefundRequest = z.object({
  reference: z.string().min(1).max(100),
  of: z.string(),
  amountMinor: z.int().positive(),
});

const merchantOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 24);
/** `t=<seconds>,v1=<hex>`: HMAC-SHA256 with the merchant's key over the time, a dot and the body. */
export const signatureOf = (key: string, body: string, seconds: number): string =>
  `t=${seconds},v1=${createHmac('sha256', key).update(`${seconds}.${body}`).digest('hex')}`;

const cardView = (card: StoredCard | undefined) =>
  card
    ? {
        token: card.token,
        brand: card.brand,
        lastFour: card.lastFour,
        expiryMonth: card.expiryMonth,
        expiryYear: card.expiryYear,
      }
    : null;

/**
 * A card gateway for trying things: sessions with a hosted page, a step in which the bank asks, stored cards, charges, refunds
 * and signed callbacks, in books of its own. It is spoken to over HTTP only, as a real one is, and moves no money.
 */
export async function sandboxPsp(app: FastifyInstance, options: SandboxOptions): Promise<void> {
  const store = openStore(options.file);
  const nowMs = options.nowMs ?? Date.now;
  const deliverer = startDelivering(store, nowMs, options.repeatSeconds ?? [2, 10, 60, 300, 900, 3600]);
  app.addHook('onClose', async () => {
    deliverer.stop();
    store.close();
  });
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );

  const current = (session: Session | undefined): Session | undefined => {
    if (session?.status !== 'open' || session.expiresAt > nowMs()) return session;
    store.moveSession(session.id, { status: 'expired' });
    return store.session(session.id);
  };
  const viewOf = (session: Session) => ({
    id: session.id,
    url: `${options.publicUrl}${base}/pay/${session.id}`,
    reference: session.reference,
    status: session.status,
    declined: session.declined,
    amountMinor: session.amountMinor,
    currency: session.currency,
    card: cardView(session.cardToken ? store.card(session.cardToken) : undefined),
    expiresAt: new Date(session.expiresAt).toISOString(),
  });
  const tell = (session: Session, status: string, afterMs = 0) => {
    if (session.manner === 'never') return;
    const id = `evt_sandbox_${randomUUID().replaceAll('-', '')}`;
    const body = JSON.stringify({ id, session: { ...viewOf(session), status } });
    const late = session.manner === 'late' ? lateSeconds * 1000 : 0;
    const delivery = { url: session.callbackUrl, key: session.key, body, dueAt: nowMs() + late + afterMs };
    store.addDelivery({ ...delivery, id });
    if (session.manner === 'twice') store.addDelivery({ ...delivery, id: `${id}-again` });
    deliverer.look();
  };

  // ---- what merchants call ------------------------------------------------------------------------------------------
  const keyOf = (request: FastifyRequest, reply: FastifyReply): string | undefined => {
    const [, key] = /^Bearer (sk_sandbox_\S{16,})$/.exec(request.headers.authorization ?? '') ?? [];
    if (!key) void reply.status(401).send({ error: 'Give the secret key of a sandbox merchant.' });
    return key;
  };
  const body = <S extends z.ZodType>(schema: S, request: FastifyRequest, reply: FastifyReply) => {
    const parsed = schema.safeParse(request.body);
    if (!parsed.success) void reply.status(400).send({ error: z.prettifyError(parsed.error) });
    return parsed.data;
  };

  app.post(`${base}/v1/sessions`, async (request, reply) => {
    const key = keyOf(request, reply);
    const wanted = key && body(SessionRequest, request, reply);
    if (!key || !wanted) return reply;
    if (!options.callbackOrigins.includes(new URL(wanted.callbackUrl).origin))
      return reply.status(400).send({ error: 'The sandbox calls back to its own installation only.' });
    const merchant = merchantOf(key);
    const there = current(store.sessionOf(merchant, wanted.reference));
    const session =
      there ??
      store.addSession({
        ...wanted,
        merchant,
        key,
        saveCard: wanted.saveCard ? 1 : 0,
        status: 'open',
        declined: null,
        cardToken: null,
        manner: 'normal',
        expiresAt: nowMs() + sessionMinutes * 60_000,
      });
    return viewOf(session);
  });
  app.get<{ Params: { reference: string } }>(`${base}/v1/sessions/:reference`, async (request, reply) => {
    const key = keyOf(request, reply);
    if (!key) return reply;
    const session = current(store.sessionOf(merchantOf(key), request.params.reference));
    return session ? viewOf(session) : reply.status(404).send({ error: 'There is no such session.' });
  });
  app.post(`${base}/v1/charges`, async (request, reply) => {
    const key = keyOf(request, reply);
    const wanted = key && body(ChargeRequest, request, reply);
    if (!key || !wanted) return reply;
    const merchant = merchantOf(key);
    // The same reference is the same charge, however often it is asked for.
    const there = store.charge(merchant, wanted.reference);
    const card = store.card(there?.token ?? wanted.token);
    if (there) return { id: there.id, status: there.status, declined: there.declined, card: cardView(card) };
    if (card?.merchant !== merchant)
      return { id: null, status: 'failed', declined: 'The card is no longer known.', card: null };
    const declines = card.behaviour === 'declines' || (card.behaviour === 'declines-later' && card.charges > 0);
    const status = declines ? 'failed' : 'succeeded';
    const declined = declines ? insufficient : null;
    const id = store.addCharge({ ...wanted, merchant, status, declined });
    return { id, status, declined, card: cardView(card) };
  });
  app.post(`${base}/v1/refunds`, async (request, reply) => {
    const key = keyOf(request, reply);
    const wanted = key && body(RefundRequest, request, reply);
    if (!key || !wanted) return reply;
    const merchant = merchantOf(key);
    const there = store.refund(merchant, wanted.reference);
    if (there) return { id: there.id, status: 'succeeded', declined: null };
    const taken = store.taken(merchant, wanted.of);
    if (taken === null || store.refunded(merchant, wanted.of) + wanted.amountMinor > taken)
      return { id: null, status: 'failed', declined: 'More than was taken cannot be given back.' };
    return {
      id: store.addRefund(merchant, wanted.reference, wanted.of, wanted.amountMinor),
      status: 'succeeded',
      declined: null,
    };
  });
  app.delete<{ Params: { token: string } }>(`${base}/v1/cards/:token`, async (request, reply) => {
    const key = keyOf(request, reply);
    if (!key) return reply;
    store.removeCard(merchantOf(key), request.params.token);
    return { removed: true };
  });

  // ---- what people see ----------------------------------------------------------------------------------------------
  const html = (reply: FastifyReply, text: string, status = 200) =>
    reply
      .status(status)
      .type('text/html')
      .header('cache-control', 'no-store')
      .header('referrer-policy', 'no-referrer')
      .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'")
      .send(text);
  type Page = { Params: { id: string }; Body: Record<string, string> };
  const opened = (id: string) => current(store.session(id));

  /** The money is taken, or the card kept; the merchant is told as the tester wished. */
  const finish = (session: Session, card: StoredCard) => {
    if (session.mode === 'payment' && card.behaviour === 'declines-later')
      store.addCharge({
        merchant: session.merchant,
        reference: `${session.reference}:page`,
        token: card.token,
        amountMinor: session.amountMinor,
        currency: session.currency,
        status: 'succeeded',
        declined: null,
      });
    if (!store.moveSession(session.id, { status: 'succeeded', cardToken: card.token, declined: null })) return;
    const done = store.session(session.id)!;
    tell(done, 'succeeded');
    // An older word overtaken by the newer one.
    if (done.manner === 'out-of-order') tell(done, 'declined', 1500);
  };

  app.get<Page>(`${base}/pay/:id`, async (request, reply) => {
    const session = opened(request.params.id);
    if (!session) return html(reply, missingPage(), 404);
    return html(reply, session.status === 'open' ? payPage(session) : endPage(session));
  });
  app.post<Page>(`${base}/pay/:id`, async (request, reply) => {
    const session = opened(request.params.id);
    if (!session) return html(reply, missingPage(), 404);
    if (session.status !== 'open') return html(reply, endPage(session));
    const typed = request.body ?? {};
    if (typed['do'] === 'cancel') {
      if (store.moveSession(session.id, { status: 'cancelled' })) tell(store.session(session.id)!, 'cancelled');
      return reply.redirect(session.returnUrl, 303);
    }
    const card = readCard(typed, new Date(nowMs()));
    if (typeof card === 'string') return html(reply, payPage(session, card));
    const manner = callbackManners.find((known) => known === typed['manner']) ?? 'normal';
    store.moveSession(session.id, { manner });
    if (card.behaviour === 'declines') {
      store.moveSession(session.id, { declined: insufficient });
      tell(store.session(session.id)!, 'declined');
      return html(reply, payPage(session, `${insufficient} Try another card, or go back.`));
    }
    const stored = store.addCard(session.merchant, card);
    if (card.behaviour === 'challenge') {
      store.moveSession(session.id, { cardToken: stored.token });
      return reply.redirect(`${base}/pay/${session.id}/challenge`, 303);
    }
    finish({ ...session, manner }, stored);
    return reply.redirect(session.returnUrl, 303);
  });
  app.get<Page>(`${base}/pay/:id/challenge`, async (request, reply) => {
    const session = opened(request.params.id);
    const card = session?.cardToken ? store.card(session.cardToken) : undefined;
    if (!session || !card) return html(reply, missingPage(), 404);
    return html(reply, session.status === 'open' ? challengePage(session, card.lastFour) : endPage(session));
  });
  app.post<Page>(`${base}/pay/:id/challenge`, async (request, reply) => {
    const session = opened(request.params.id);
    const card = session?.cardToken ? store.card(session.cardToken) : undefined;
    if (!session || !card) return html(reply, missingPage(), 404);
    if (session.status !== 'open') return html(reply, endPage(session));
    if (request.body?.['answer'] === 'yes') {
      finish(session, card);
      return reply.redirect(session.returnUrl, 303);
    }
    const refused = 'The bank’s question was not answered with yes.';
    store.moveSession(session.id, { declined: refused, cardToken: null });
    tell(store.session(session.id)!, 'declined');
    return html(reply, payPage(session, refused));
  });
}

/** Hands callbacks over until they are taken with a 2xx. */
function startDelivering(store: PspStore, nowMs: () => number, repeatSeconds: readonly number[]) {
  let busy = false;
  let stopped = false;
  const deliver = async () => {
    if (busy || stopped) return;
    busy = true;
    try {
      for (const { id, url, key, body, tries } of store.dueDeliveries(nowMs())) {
        const signature = signatureOf(key, body, Math.floor(nowMs() / 1000));
        const taken = await fetch(url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'sandbox-signature': signature },
          body,
          signal: AbortSignal.timeout(10_000),
          redirect: 'error',
        }).then(
          (answer) => answer.ok,
          () => false,
        );
        if (stopped) return;
        const pause = repeatSeconds[tries];
        if (taken || pause === undefined) store.delivered(id);
        else store.putOff(id, nowMs() + pause * 1000);
      }
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void deliver(), 500);
  timer.unref();
  return {
    look: () => void setImmediate(deliver),
    stop() {
      stopped = true;
      clearInterval(timer);
    },
  };
}
