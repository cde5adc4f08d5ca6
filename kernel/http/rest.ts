import { OpenAPIHandler } from '@orpc/openapi/fastify';
import { ORPCError, os } from '@orpc/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { routeOf } from '../contract/orpc.ts';
import type { Door } from '../contract/fields.ts';
import type { Actor, Caller, Tenant } from '../context.ts';
import { AppError, httpStatus } from '../errors.ts';
import type { Kernel } from '../kernel.ts';
import { doorPrefix } from './doors.ts';

/** Who a request comes from at a door; supplied by the identity module. Anonymous when nobody signed in. */
export type Identify = (door: Door, request: FastifyRequest) => Promise<{ actor: Actor; tenant: Tenant | null }>;

/** RFC 9457 problem document. */
export function problem(error: AppError, requestId: string) {
  return {
    type: `urn:dotmac:problem:${error.code}`,
    title: error.code.replace('_', ' '),
    status: httpStatus[error.code],
    code: error.code,
    detail: error.message,
    ...(error.field ? { field: error.field } : {}),
    ...(error.issues && error.issues.length > 1 ? { issues: error.issues } : {}),
    requestId,
  };
}

export function sendProblem(reply: FastifyReply, error: unknown) {
  const known = toAppError(error);
  if (known.code === 'internal') reply.log.error({ err: error, requestId: reply.request.id }, 'request failed');
  if (known.retryAfterSeconds) void reply.header('retry-after', known.retryAfterSeconds);
  return reply.status(httpStatus[known.code]).type('application/problem+json').send(problem(known, reply.request.id));
}

/** Errors of the HTTP host (unreadable JSON, too large a body) become ours; anything unknown is a defect. */
function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const status = error && typeof error === 'object' && 'statusCode' in error ? error.statusCode : 500;
  if (status === 413) return new AppError('limit', 'The request is too large.', { cause: error });
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new AppError('invalid', `The request could not be read: ${error instanceof Error ? error.message : 'malformed'}`, { cause: error });
  return new AppError('internal', 'Something went wrong on our side.', { cause: error });
}

export async function callerOf(identify: Identify, door: Door, request: FastifyRequest): Promise<Caller> {
  const { actor, tenant } = await identify(door, request);
  const key = request.headers['idempotency-key'];
  return {
    door,
    actor,
    tenant,
    requestId: request.id,
    ipAddress: request.ip,
    ...(typeof key === 'string' && key !== '' ? { idempotencyKey: key } : {}),
  };
}

function asFile(view: unknown, type: string): File {
  const { filename, body } = view as { filename: string; body: string | Uint8Array<ArrayBuffer> };
  return new File([body], filename, { type });
}

/** Mounts a door's operations as REST under its prefix. An operation of another door is not there: 404. */
export function mountRest(app: FastifyInstance, kernel: Kernel, door: Door, identify: Identify): void {
  type Context = { caller: Caller; reply: FastifyReply };
  const router: Record<string, Record<string, never>> = {};
  for (const { key, contract, operation } of kernel.registry.operations.values()) {
    if (!operation.for.includes(door)) continue;
    const name = key.slice(contract.name.length + 1);
    router[contract.name] ??= {};
    router[contract.name]![name] = os
      .$context<Context>()
      .route(routeOf(contract, name, operation))
      // No schema here: invoke() validates for every transport alike, and audits what it refuses.
      .handler(async ({ context, input }) => {
        try {
          const view = await kernel.invoke(context.caller, key, input);
          return operation.out.kind === 'file' ? asFile(view, operation.out.mediaType) : view;
        } catch (cause) {
          const known = toAppError(cause);
          if (known.retryAfterSeconds) void context.reply.header('retry-after', known.retryAfterSeconds);
          throw new ORPCError(known.code, {
            status: httpStatus[known.code],
            message: known.message,
            cause: known,
            data: problem(known, context.caller.requestId),
          });
        }
      }) as never;
  }
  const handler = new OpenAPIHandler<Context>(router as never, { customErrorResponseBodyEncoder: (error) => error.data ?? error.toJSON() });
  const prefix = doorPrefix[door];

  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const caller = await callerOf(identify, door, request);
    const { matched } = await handler.handle(request, reply, { prefix, context: { caller, reply } });
    if (!matched) throw new AppError('not_found', `There is no ${request.method} ${request.url.split('?')[0]} at this door.`);
  };
  app.all(`${prefix}/*`, serve);
}

/** Request ids, problem documents for errors, and no caching of answers that depend on who asks. */
export function httpManners(app: FastifyInstance): void {
  app.setErrorHandler((error, _request, reply) => sendProblem(reply, error));
  app.addHook('onSend', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    if (request.url.startsWith('/api/')) {
      if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
      if (reply.statusCode >= 400 && String(reply.getHeader('content-type')).startsWith('application/json'))
        void reply.header('content-type', 'application/problem+json');
    }
  });
}
