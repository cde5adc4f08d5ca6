import type { Clock } from './clock.ts';
import type { AnyCtx, Caller, Tenant } from './context.ts';
import type { Module, RegisteredOperation, StoredEvent } from './module.ts';

/** What a gate may use of the kernel it stands in. */
export interface GateHost {
  readonly clock: Clock;
  asSystem<T>(name: string, tenant: Tenant, run: (ctx: AnyCtx) => Promise<T>): Promise<T>;
}

/** What a module lays over the calls of all others: a licence, a quota. The system's own work passes unasked. */
export interface Gate {
  /** Between permission and input; refuses by throwing. Undefined when there is nothing to wait for, which is most often. */
  pass?(caller: Caller, target: RegisteredOperation): Promise<void> | undefined;
  /** At the end of the operation's own transaction; throwing takes the operation back. By key, such as `staff.invite`. */
  within?: Readonly<Record<string, (ctx: AnyCtx, returned: never) => Promise<void>>>;
  /** What happened in another process may have changed what is remembered here. */
  forget?(event: Pick<StoredEvent, 'name' | 'tenantId'>): void;
  /** Puts away what is only in memory, before the process ends. */
  stop?(): Promise<void>;
}

/** The gates of all modules as one. */
export function gatesOf(modules: readonly Pick<Module, 'gate'>[], host: GateHost) {
  const gates = modules.flatMap((module) => module.gate?.(host) ?? []);
  return {
    async pass(caller: Caller, target: RegisteredOperation): Promise<void> {
      if (caller.actor.kind === 'system') return;
      for (const gate of gates) {
        const wait = gate.pass?.(caller, target);
        if (wait) await wait;
      }
    },
    /** The operation, and in its transaction what the gates lay on it. */
    async around<T>(ctx: AnyCtx, key: string, operation: () => Promise<T>): Promise<T> {
      const returned = await operation();
      for (const gate of gates) await gate.within?.[key]?.(ctx, returned as never);
      return returned;
    },
    forget(event: Pick<StoredEvent, 'name' | 'tenantId'>): void {
      for (const gate of gates) gate.forget?.(event);
    },
    async stop(): Promise<void> {
      await Promise.all(gates.map((gate) => gate.stop?.()));
    },
  };
}
