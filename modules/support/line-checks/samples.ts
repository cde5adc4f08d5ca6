import { randomBytes } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '#kernel/clock.ts';
import { AppError, forbidden } from '#kernel/errors.ts';
import type { Identify } from '#kernel/http/rest.ts';
import { rateLimiter } from '#kernel/rate-limit.ts';

const mega = 1_000_000;
export const samplePath = '/api/v1/customer/line-sample';
/** A sample's most octets, either way. */
export const downloadLimit = 8 * mega;
export const uploadLimit = 4 * mega;
/** Started megabytes per subscriber and minute. */
const megaPerMinute = 90;
/** More at once would measure each other, and take the line of those who work. */
const atOnce = 4;

const tooLarge = () => new AppError('invalid', `A sample has ${uploadLimit} octets at most.`);

/**
 * What a browser measures the line with: octets that no compression makes fewer, and a place to send some to. Only for who is
 * signed in at the portal; small, few at once, and so many a minute.
 */
export function lineSampleRoutes(
  app: FastifyInstance,
  { identify, clock }: { identify: Identify; clock: Clock },
): void {
  const limit = rateLimiter(clock);
  let running = 0;
  let noise: Buffer | undefined;

  async function admit(request: FastifyRequest, reply: FastifyReply, bytes: number): Promise<void> {
    const { actor } = await identify('customer', request);
    if (!actor.customerId) throw forbidden('Sign in to the portal first.');
    for (let mb = 0; mb < Math.max(1, Math.ceil(bytes / mega)); mb += 1) limit.take(actor.customerId, megaPerMinute);
    if (bytes === 0) return;
    if (running >= atOnce)
      throw new AppError('limit', 'Others are measuring just now; try again in a few seconds.', {
        retryAfterSeconds: 5,
      });
    running += 1;
    reply.raw.once('close', () => {
      running -= 1;
    });
  }

  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    // Octets are counted as they come and kept nowhere.
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
      let octets = 0;
      payload.on('data', (chunk: Buffer) => {
        octets += chunk.length;
        if (octets <= uploadLimit) return;
        payload.removeAllListeners('data').removeAllListeners('end').resume();
        done(tooLarge());
      });
      payload.on('end', () => done(null, octets));
      payload.on('error', (error: Error) => done(error));
    });

    scope.get<{ Querystring: { bytes?: string } }>(samplePath, async (request, reply) => {
      const bytes = Number(request.query.bytes ?? 0);
      if (!Number.isInteger(bytes) || bytes < 0 || bytes > downloadLimit)
        throw new AppError('invalid', `bytes: from 0 to ${downloadLimit}.`, { field: 'bytes' });
      await admit(request, reply, bytes);
      void reply.header('cache-control', 'no-store').header('x-seen-from', request.ip);
      if (bytes === 0) return reply.status(204).send();
      noise ??= randomBytes(downloadLimit);
      return reply.type('application/octet-stream').send(noise.subarray(0, bytes));
    });

    scope.post<{ Body: number }>(
      samplePath,
      {
        bodyLimit: uploadLimit,
        onRequest: async (request, reply) => {
          const declared = Number(request.headers['content-length'] ?? uploadLimit);
          if (declared > uploadLimit) throw tooLarge();
          await admit(request, reply, declared);
        },
      },
      async (request, reply) => reply.header('cache-control', 'no-store').send({ octets: request.body }),
    );
  });
}
