import { type Client, createORPCClient, ORPCError } from '@orpc/client';
import { OpenAPILink } from '@orpc/openapi-client/fetch';
import { createTanstackQueryUtils, type RouterUtils } from '@orpc/tanstack-query';
import type { z } from 'zod';
import { sendOnce } from './client-send.ts';
import type { AnyContract, NamesFor, Received } from './contract/contract.ts';
import type { Door } from './contract/fields.ts';
import { doorRouter } from './contract/orpc.ts';
import type { ErrorCode } from './errors.ts';
import { doorPrefix } from './http/doors.ts';

/** What the server says when it refuses (RFC 9457). */
export interface Problem {
  code: ErrorCode;
  status: number;
  detail: string;
  field?: string;
  issues?: { field: string; message: string }[];
  requestId: string;
}
export type ClientError = ORPCError<ErrorCode, Problem | undefined>;

type Call<I, O> = Client<Record<never, never>, I, O, ClientError>;
/** A contract's operations as one door may call them; another door's operations are not there. */
export type DoorClient<C extends AnyContract, D extends Door> = {
  [K in NamesFor<C, D>]: Call<z.input<C['operations'][K]['in']>, Received<C['operations'][K]['out'], D>>;
};

const clients = new Map<string, unknown>();

/** The library reads JSON under its own name only; a problem document (RFC 9457) is relabelled so that it is read too. */
async function send(request: Request, init: RequestInit): Promise<Response> {
  const response = await sendOnce(request, { ...init, credentials: 'same-origin' });
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) return response;
  const headers = new Headers(response.headers);
  headers.set('content-type', 'application/json');
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

function linkFor(contract: AnyContract, door: Door) {
  return new OpenAPILink(doorRouter([contract], door), {
    url: () => `${globalThis.location.origin}${doorPrefix[door]}`,
    fetch: send,
    customErrorResponseBodyDecoder: (body) => {
      if (!body || typeof body !== 'object' || !('code' in body) || !('detail' in body)) return null;
      const problem = body as Problem;
      return new ORPCError(problem.code, { status: problem.status, message: problem.detail, data: problem });
    },
  });
}

/** The plain typed client of a contract at a door, for use outside queries. */
export function callsFor<C extends AnyContract, D extends Door>(contract: C, door: D): DoorClient<C, D> {
  const key = `${door}/${contract.name}`;
  let made = clients.get(key);
  if (!made) {
    const client = createORPCClient(linkFor(contract, door)) as Record<string, unknown>;
    made = client[contract.name];
    clients.set(key, made);
  }
  return made as DoorClient<C, D>;
}

/** TanStack Query options for a contract's operations at a door: `api.list.queryOptions({ input })`. */
export function clientFor<C extends AnyContract, D extends Door>(contract: C, door: D): RouterUtils<DoorClient<C, D>> {
  return createTanstackQueryUtils(callsFor(contract, door) as never, {
    path: [door, contract.name],
  }) as unknown as RouterUtils<DoorClient<C, D>>;
}
