import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyCompress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest, LogController } from 'fastify';
import type { Pool } from 'pg';
import type { Logger } from 'pino';
import type { Door } from '#kernel/contract/fields.ts';
import { AppError } from '#kernel/errors.ts';
import type { Feed } from '#kernel/events/feed.ts';
import { doorsOf } from '#kernel/http/doors.ts';
import { mountGraphql } from '#kernel/http/graphql.ts';
import { openApiDocument } from '#kernel/http/openapi.ts';
import { httpManners, type Identify, mountRest, sendProblem } from '#kernel/http/rest.ts';
import { mountRealtime } from '#kernel/http/sse.ts';
import { uuidv7 } from '#kernel/ids.ts';
import type { Kernel } from '#kernel/kernel.ts';
import { metrics } from '#kernel/metrics.ts';
import { movedTo } from '../platform-admin/paths.ts';
import { apiReference } from './reference.ts';

export interface WebOptions {
  which: 'isp' | 'platform';
  kernel: Kernel;
  feed: Feed;
  system: Pool;
  identify: Identify;
  /** Mounts the sign-in endpoints of this port's doors. */
  mountIdentity: (app: FastifyInstance) => void | Promise<void>;
  /** Mounts what is no operation: pictures, manifests. Before the app's own files. */
  mountMore?: (app: FastifyInstance) => void | Promise<void>;
  /** Folder of the built web app; absent while developing (Vite serves it). */
  dist: string;
  /** Folder of the subscribers' portal, served under its own path. */
  portalDist?: string;
  log: Logger;
  version: string;
  /** The only documents of the graph that are served, by their SHA-256; absent: any. */
  graphDocuments?: ReadonlyMap<string, string> | undefined;
}

/** One web port: its doors' APIs, sign-in, realtime, health, metrics, reference and the app's files. */
export async function buildWeb(options: WebOptions): Promise<FastifyInstance> {
  const { which, kernel, system } = options;
  const app = Fastify({
    loggerInstance: options.log.child({ port: which }),
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => uuidv7(kernel.clock.nowMs()),
    bodyLimit: 16 * 1024 * 1024,
    trustProxy: 'loopback',
    routerOptions: { ignoreTrailingSlash: true },
  }) as unknown as FastifyInstance;
  httpManners(app);
  await app.register(fastifyCompress, { global: true, threshold: 2048 });

  app.get('/health/live', async () => ({ status: 'ok' }));
  app.get('/health/ready', async (_request, reply) => {
    const database = await system.query('select 1').then(
      () => 'ok',
      () => 'unreachable',
    );
    const ready = database === 'ok' && options.feed.live;
    return reply
      .status(ready ? 200 : 503)
      .send({ status: ready ? 'ok' : 'unavailable', database, events: options.feed.live ? 'ok' : 'waiting' });
  });
  app.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));

  await options.mountIdentity(app);
  await options.mountMore?.(app);
  const doors: readonly Door[] = doorsOf[which];
  for (const door of doors) {
    mountRealtime(app, kernel, door, options.identify, options.feed, system);
    mountRest(app, kernel, door, options.identify);
    mountGraphql(app, kernel, door, options.identify, { feed: options.feed, system }, options.graphDocuments);
    const document = await openApiDocument(
      kernel.modules.map((m) => m.contract),
      door,
      options.version,
    );
    app.get(`/api/openapi/${door}.json`, async () => document);
  }
  await app.register(apiReference, { doors });

  if (which === 'platform') app.addHook('onRequest', leadOn);
  serveApp(app, options.dist, options.portalDist);
  return app;
}

/** Addresses of the tenant portal that are gone or stand for another. */
async function leadOn(request: FastifyRequest, reply: FastifyReply) {
  const [path = '/', query] = request.url.split('?');
  const to = request.method === 'GET' ? movedTo(path) : null;
  return to ? reply.redirect(query ? `${to}?${query}` : to, 308) : undefined;
}

const portalPath = '/customer-portal';

function serveApp(app: FastifyInstance, dist: string, portalDist: string | undefined): void {
  const isBuilt = (folder: string | undefined): folder is string =>
    folder !== undefined && existsSync(join(folder, 'index.html'));
  const files = (root: string, more: { prefix?: string; decorateReply?: boolean } = {}) =>
    void app.register(fastifyStatic, {
      root,
      wildcard: false,
      index: false,
      setHeaders: (reply, path) =>
        void reply.header(
          'cache-control',
          path.includes('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
        ),
      ...more,
    });
  const built = isBuilt(dist);
  if (built) files(dist);
  const portal = isBuilt(portalDist) && built ? portalDist : undefined;
  if (portal) files(portal, { prefix: portalPath, decorateReply: false });
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const isPage = request.method === 'GET' && !path.startsWith('/api/') && !/\.[a-z0-9]+$/i.test(path);
    const ofPortal = path === portalPath || path.startsWith(`${portalPath}/`);
    const root = ofPortal ? portal : built ? dist : undefined;
    if (isPage && root) return reply.header('cache-control', 'no-cache').type('text/html').sendFile('index.html', root);
    return sendProblem(reply, new AppError('not_found', `There is no ${request.method} ${path} here.`));
  });
}
