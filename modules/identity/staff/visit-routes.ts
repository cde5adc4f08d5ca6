import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import type { Tenant } from '#kernel/context.ts';
import type { Door } from '#kernel/contract/fields.ts';
import { AppError } from '#kernel/errors.ts';
import { assertOwnOrigin } from '#kernel/identity/http.ts';
import { setVisitCookie, type VisitDoor, visitCookie } from '#kernel/identity/visits.ts';
import type { Known } from './auth.ts';

const entering = z.object({ token: z.string().min(20).max(2000) });

interface Parts {
  clock: Clock;
  baseUrlOf(door: Door): string;
  remembered(key: string, look: () => Promise<Known | null>): Promise<Known | null>;
  forget(): void;
  tenantById(id: string): Promise<Tenant | null>;
  /** Sends a cookie with the answer to this request. */
  answer(request: FastifyRequest, cookie: string): void;
}

/** Visits at the doors: who a visit's cookie stands for, entering by a link, and leaving by signing out. */
export function visitRoutes(all: readonly VisitDoor[], parts: Parts) {
  const at = new Map(all.map((visit) => [visit.door, visit]));
  const cookie = (door: Door, secret: string, maxAgeSeconds: number) =>
    setVisitCookie(door, secret, maxAgeSeconds, parts.baseUrlOf(door).startsWith('https:'));

  /** Null: no visitor. `ended`: one whose visit is over, who is nobody until they sign in or enter again. */
  async function of(door: Door, request: FastifyRequest): Promise<Known | 'ended' | null> {
    const secret = visitCookie(request, door);
    const visit = at.get(door);
    if (!secret || !visit) return null;
    const found = await parts.remembered(`visit|${door}|${secret}`, async () => {
      const visiting = await visit.find(secret);
      const tenant = visiting && (await parts.tenantById(visiting.tenantId));
      return visiting && tenant && { actor: visiting.actor, tenant, untilMs: visiting.untilMs };
    });
    if (found) return found;
    parts.answer(request, cookie(door, '', 0));
    return 'ended';
  }

  return {
    of,
    mount(app: FastifyInstance, door: Door): void {
      const visit = at.get(door);
      if (!visit) return;
      app.post(`/api/auth/${door}/visit`, async (request, reply) => {
        assertOwnOrigin(request, parts.baseUrlOf(door));
        const parsed = entering.safeParse(request.body);
        if (!parsed.success) throw new AppError('invalid', 'This link is not whole; ask for a new one.');
        const { secret, untilMs } = await visit.enter(parsed.data.token, request);
        parts.forget();
        const seconds = Math.max(1, Math.ceil((untilMs - parts.clock.nowMs()) / 1000));
        return reply.header('set-cookie', cookie(door, secret, seconds)).send({});
      });
      app.addHook('preHandler', async (request, reply) => {
        if (request.method !== 'POST' || request.url !== `/api/auth/${door}/sign-out`) return;
        const secret = visitCookie(request, door);
        if (!secret) return;
        assertOwnOrigin(request, parts.baseUrlOf(door));
        const visiting = await visit.find(secret);
        if (visiting) await visit.leave(visiting, request);
        parts.forget();
        await reply.header('set-cookie', cookie(door, '', 0)).send({});
      });
    },
  };
}
