import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import type { Door } from '#kernel/contract/fields.ts';

const page = (title: string) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/api/reference/assets/swagger-ui.css"></head>
<body><div id="ui"></div><script src="/api/reference/assets/swagger-ui-bundle.js"></script><script src="/api/reference/assets/swagger-ui-standalone-preset.js"></script>
<script src="/api/reference/start.js"></script></body></html>`;

const start = (
  doors: readonly Door[],
) => `SwaggerUIBundle({ urls: ${JSON.stringify(doors.map((door) => ({ name: door, url: `/api/openapi/${door}.json` })))},
  dom_id: '#ui', deepLinking: true, presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: 'StandaloneLayout', validatorUrl: null });`;

/** The browsable API reference of a port's doors, at `/api/reference`. */
export async function apiReference(app: FastifyInstance, { doors }: { doors: readonly Door[] }): Promise<void> {
  await app.register(fastifyStatic, {
    root: dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/swagger-ui.css'))),
    prefix: '/api/reference/assets/',
    decorateReply: false,
    index: false,
  });
  app.get('/api/reference', async (_request, reply) => reply.type('text/html').send(page('DotMac API')));
  app.get('/api/reference/start.js', async (_request, reply) => reply.type('text/javascript').send(start(doors)));
}
