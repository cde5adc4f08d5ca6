import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '#kernel/context.ts';
import { AppError, httpStatus } from '#kernel/errors.ts';
import type { Kernel } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';
import { groups } from './groups.ts';
import { directoryOf } from './lookup.ts';
import { people } from './people.ts';
import { PatchBody, UserBody } from './rules.ts';
import { groupJson, listOf, resourceTypes, schemas, serviceProviderConfig, userJson } from './shapes.ts';

const media = 'application/scim+json';
const prefix = '/scim/v2';

export interface ScimParts {
  kernel: Kernel;
  tenants: TenantDirectory;
  baseUrl: string;
}

/** Errors as RFC 7644 §3.12 has them. */
function sendError(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  const known =
    error instanceof AppError ? error : new AppError('internal', 'Something went wrong on our side.', { cause: error });
  if (known.code === 'internal') request.log.error({ err: error }, 'a SCIM request failed');
  const status = httpStatus[known.code];
  const scimType =
    status === 409
      ? 'uniqueness'
      : known.field === 'filter'
        ? 'invalidFilter'
        : status === 400
          ? 'invalidValue'
          : undefined;
  const body = {
    schemas: [schemas.error],
    status: String(status),
    detail: known.message,
    ...(scimType ? { scimType } : {}),
  };
  return reply.status(status).type(media).send(body);
}

function read<T>(
  schema: {
    safeParse(
      v: unknown,
    ): { success: true; data: T } | { success: false; error: { issues: { path: PropertyKey[]; message: string }[] } };
  },
  body: unknown,
): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue!.path.join('.');
  throw new AppError('invalid', `${field}: ${issue!.message}`, { field });
}

/** SCIM 2.0 (RFC 7643, 7644) for the directories of ISPs: colleagues are `Users`, roles are `Groups`. */
export function mountScim(app: FastifyInstance, { kernel, tenants, baseUrl }: ScimParts): void {
  const at = `${baseUrl}${prefix}`;
  async function directory(request: FastifyRequest) {
    const found = await directoryOf(kernel.pools, request.headers.authorization, kernel.clock.nowMs());
    const tenant = found && (await tenants.byId(found.tenantId));
    if (!found || !tenant) throw new AppError('unauthenticated', 'Send the token of a directory as a bearer token.');
    if (tenant.status !== 'active') throw new AppError('forbidden', 'This provider is suspended.');
    const caller: Caller = { door: 'isp', tenant, actor: found.actor, requestId: request.id, ipAddress: request.ip };
    return { users: people(kernel, caller, found.roleId), groups: groups(kernel, caller, found.roleId) };
  }
  type Its = Awaited<ReturnType<typeof directory>>;
  interface Params {
    id: string;
  }
  interface Query {
    filter?: string;
    startIndex?: string;
    count?: string;
  }
  const page = (request: FastifyRequest) => request.query as Query;
  const idOf = (request: FastifyRequest) => {
    const { id } = request.params as Params;
    if (!/^[0-9a-f-]{36}$/.test(id)) throw new AppError('not_found', 'There is no such resource.');
    return id;
  };

  app.register(async (scope) => {
    scope.addContentTypeParser(media, { parseAs: 'string' }, scope.getDefaultJsonParser('error', 'error'));
    scope.setErrorHandler((error, request, reply) => sendError(request, reply, error));
    const route = (
      method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
      path: string,
      status: number,
      run: (its: Its, request: FastifyRequest) => Promise<unknown>,
    ) =>
      scope.route({
        method,
        url: `${prefix}${path}`,
        handler: async (request, reply) => {
          const body = await run(await directory(request), request);
          return status === 204 ? reply.status(204).send() : reply.status(status).type(media).send(body);
        },
      });
    const user = (person: Parameters<typeof userJson>[0]) => userJson(person, at);
    const group = (g: Parameters<typeof groupJson>[0]) => groupJson(g, at);

    route('GET', '/ServiceProviderConfig', 200, async () => serviceProviderConfig);
    route('GET', '/ResourceTypes', 200, async () => listOf(resourceTypes(at), {}));
    route('GET', '/Users', 200, async ({ users }, r) => listOf((await users.list(page(r).filter)).map(user), page(r)));
    route('POST', '/Users', 201, async ({ users }, r) => user(await users.create(read(UserBody, r.body))));
    route('GET', '/Users/:id', 200, async ({ users }, r) => user(await users.get(idOf(r))));
    route('PUT', '/Users/:id', 200, async ({ users }, r) => user(await users.replace(idOf(r), read(UserBody, r.body))));
    route('PATCH', '/Users/:id', 200, async ({ users }, r) =>
      user(await users.patch(idOf(r), read(PatchBody, r.body).Operations)),
    );
    route('DELETE', '/Users/:id', 204, async ({ users }, r) => users.remove(idOf(r)));
    route('GET', '/Groups', 200, async (its, r) => listOf((await its.groups.list(page(r).filter)).map(group), page(r)));
    route('GET', '/Groups/:id', 200, async (its, r) => group(await its.groups.get(idOf(r))));
    route('PATCH', '/Groups/:id', 200, async (its, r) =>
      group(await its.groups.patch(idOf(r), read(PatchBody, r.body).Operations)),
    );
  });
}
