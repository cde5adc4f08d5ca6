import type { AnyCtx, PermissionUse, Service } from './context.ts';
import type { AnyContract, EventPayload, Operation, Topic } from './contract/contract.ts';
import type { Door } from './contract/fields.ts';
import type { Workflow } from './durable.ts';
import type { Gate, GateHost } from './gates.ts';
import type { Graph } from './graphql/graph.ts';

/** What a module does because another spoke. Runs in a transaction of its own, once per event, in the order of events. */
export interface Reaction {
  /** Stable name; the record of what it has handled hangs on it. */
  name: string;
  event: string;
  /** The tenant it runs in, when that is not the event's own: what an event of the platform sets up in an ISP. */
  inTenant?(payload: never): string;
  run(ctx: AnyCtx, payload: never, event: StoredEvent): Promise<void>;
}

export interface StoredEvent {
  /** Place in the stream, for `Last-Event-ID`. */
  position: string;
  id: string;
  tenantId: string;
  name: string;
  /** ISO 8601 */
  at: string;
  actorId: string | null;
  payload: Record<string, unknown>;
}

/** Declares a reaction to an event of `contract`; the payload's type comes from the contract. */
export function on<C extends AnyContract, K extends keyof C['events'] & string>(
  _contract: C,
  event: K,
  name: string,
  run: (ctx: AnyCtx, payload: EventPayload<C['events'], K>, event: StoredEvent) => Promise<void>,
  options: { inTenant?: (payload: EventPayload<C['events'], K>) => string } = {},
): Reaction {
  const { inTenant } = options;
  return {
    name,
    event,
    run: run as Reaction['run'],
    ...(inTenant ? { inTenant: inTenant as NonNullable<Reaction['inTenant']> } : {}),
  };
}

export interface Module {
  contract: AnyContract;
  service: Service;
  reactions?: readonly Reaction[];
  workflows?: readonly Workflow<never>[];
  graph?: Graph;
  gate?: (host: GateHost) => Gate;
}

export interface RegisteredOperation {
  /** `customers.create` */
  key: string;
  contract: AnyContract;
  operation: Operation;
  handler: (ctx: never, input: never) => Promise<unknown>;
}

/** All operations of all modules by key; two modules may not share a name, an event or a route. */
export function register(modules: readonly Module[]) {
  const operations = new Map<string, RegisteredOperation>();
  const events = new Map<string, AnyContract>();
  for (const { contract, service } of modules) {
    for (const [name, operation] of Object.entries<Operation>(contract.operations)) {
      const key = `${contract.name}.${name}`;
      if (operations.has(key)) throw new Error(`Operation ${key} is declared twice.`);
      const handler = service.handlers[name];
      if (!handler) throw new Error(`Operation ${key} has no handler.`);
      operations.set(key, { key, contract, operation, handler });
    }
    for (const event of Object.keys(contract.events)) {
      if (events.has(event)) throw new Error(`Event ${event} is declared twice.`);
      events.set(event, contract);
    }
  }
  for (const reaction of modules.flatMap((m) => m.reactions ?? [])) {
    if (!events.has(reaction.event))
      throw new Error(`Reaction ${reaction.name} waits for ${reaction.event}, which nobody declares.`);
  }
  return { operations, events, permissions: permissionsOf(modules) };
}

/** The permission catalogue: what the operations and topics of the modules ask for. */
function permissionsOf(modules: readonly Module[]): ReadonlyMap<string, PermissionUse> {
  const catalogue = new Map<string, { doors: Set<Door>; operations: { key: string; summary: string }[] }>();
  const add = (permission: string, doors: readonly Door[], operation?: { key: string; summary: string }) => {
    // What no door offers is called by other modules only; nobody is given it.
    if (permission === 'anyone' || permission === 'signed-in' || doors.length === 0) return;
    const use = catalogue.get(permission) ?? { doors: new Set(), operations: [] };
    for (const door of doors) use.doors.add(door);
    if (operation) use.operations.push(operation);
    catalogue.set(permission, use);
  };
  for (const { contract } of modules) {
    for (const [name, op] of Object.entries<Operation>(contract.operations))
      add(op.can, op.for, { key: `${contract.name}.${name}`, summary: op.summary });
    for (const topic of Object.values<Topic>(contract.realtime)) add(topic.can, topic.for);
  }
  return new Map([...catalogue].sort(([a], [b]) => (a < b ? -1 : 1)));
}
