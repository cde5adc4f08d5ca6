import { oc } from '@orpc/contract';
import { z } from 'zod';
import type { AnyContract, Operation } from './contract.ts';
import type { Door } from './fields.ts';
import { outputSchema } from './view.ts';

/** The oRPC route of an operation; REST, OpenAPI and the client share it. */
export function routeOf(contract: AnyContract, name: string, operation: Operation) {
  return {
    method: operation.method,
    path: operation.path as `/${string}`,
    operationId: `${contract.name}.${name}`,
    summary: operation.summary,
    ...(operation.description ? { description: operation.description } : {}),
    tags: [contract.title],
    successStatus:
      operation.method === 'POST' && operation.out.kind === 'one' && !operation.path.includes('{') ? 201 : 200,
  } as const;
}

/** The oRPC contract of an operation as one door sees it. */
export function procedureFor(contract: AnyContract, name: string, operation: Operation, door: Door) {
  const route = routeOf(contract, name, operation);
  const out =
    operation.out.kind === 'file' ? z.file().mime(operation.out.mediaType as never) : outputSchema(operation.out, door);
  return oc
    .route(route)
    .input(operation.in)
    .output(out ?? z.undefined());
}

/** All operations of the contracts that a door offers, as an oRPC contract router. */
export function doorRouter(contracts: readonly AnyContract[], door: Door) {
  const router: Record<string, Record<string, ReturnType<typeof procedureFor>>> = {};
  for (const contract of contracts) {
    for (const [name, operation] of Object.entries<Operation>(contract.operations)) {
      if (!operation.for.includes(door)) continue;
      router[contract.name] ??= {};
      router[contract.name]![name] = procedureFor(contract, name, operation, door);
    }
  }
  return router;
}
