import { ORPCError } from '@orpc/client';
import type { Problem } from './client.ts';
import type { Door } from './contract/fields.ts';
import { graphPath } from './http/doors.ts';

interface GraphFault {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: Problem['code']; requestId?: string };
}
/** What a graph answered: a part that could not be had is null and has an error under its path. */
export interface GraphAnswer<Data> {
  data: Data;
  errors: GraphFault[];
}

const faultOf = ({ message, extensions }: GraphFault, status = 200) =>
  new ORPCError(extensions?.code ?? 'internal', {
    status,
    message,
    data: { code: extensions?.code ?? 'internal', status, detail: message, requestId: extensions?.requestId ?? '' },
  });

/**
 * Asks a door's graph from a page.
 * @throws ORPCError with a problem when nothing was answered
 */
export async function askGraph<Data>(
  door: Door,
  query: string,
  variables: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<GraphAnswer<Data>> {
  const response = await fetch(graphPath(door), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
    ...(signal ? { signal } : {}),
  });
  const body = await response.json();
  if (body.data) return { data: body.data, errors: body.errors ?? [] };
  const [fault] = body.errors ?? [];
  if (fault) throw faultOf(fault, response.status);
  throw new ORPCError(body.code ?? 'internal', { status: response.status, message: body.detail ?? '', data: body });
}

/** Why a part is missing; undefined when it is not. @param path such as `customer360.billing` */
export function faultAt(answer: GraphAnswer<unknown> | undefined, path: string): unknown {
  const fault = answer?.errors.find((error) => {
    const at = error.path?.join('.') ?? '';
    return path === at || at.startsWith(`${path}.`) || path.startsWith(`${at}.`);
  });
  return fault && faultOf(fault);
}
