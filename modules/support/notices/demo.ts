import type { Caller, Tenant } from '#kernel/context.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import { notices } from './contract.ts';

const hourMs = 3_600_000;

/** One night of planned work ahead, which concerns everybody. */
export async function ensureDemoNotice(kernel: Kernel, tenant: Tenant, nowMs: number): Promise<void> {
  const caller: Caller = { door: 'isp', actor: systemActor('Network team'), tenant, requestId: uuidv7(nowMs) };
  if ((await kernel.run(caller, notices, 'list', { limit: 1 })).items.length > 0) return;
  const at = (hours: number) => new Date(Math.ceil(nowMs / hourMs) * hourMs + hours * hourMs).toISOString();
  await kernel.run(caller, notices, 'publish', {
    kind: 'planned',
    title: 'New software for our core routers',
    text: 'Your line drops for a few minutes once or twice that night and comes back by itself.',
    startsAt: at(60),
    endsAt: at(63),
  });
}
