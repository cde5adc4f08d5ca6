import { type Run, workflow } from '#kernel/durable.ts';
import { probeNas } from '#protocols/radius/nas-probe.ts';
import { SharedSecret } from '#protocols/radius/secret.ts';
import { radius } from './contract.ts';
import { probeTarget } from './probes.ts';

interface Probe {
  probeId: string;
  nasId: string;
}

const gone = {
  outcome: 'no_answer',
  answer: 'The NAS was removed.',
  roundTripMs: null,
  clockAheadSeconds: null,
} as const;

async function ask(run: Run, nasId: string) {
  return run.inTenant(async (ctx) => {
    const target = await probeTarget(ctx, nasId);
    return { target, atMs: ctx.now.epochMilliseconds, begun: performance.now() };
  });
}

export const probeWorkflow = workflow<Probe>('probe-nas', {
  title: 'Check a NAS',
  queue: 'network',
  async run(run, { probeId, nasId }) {
    const result = await run.effect('ask', async () => {
      const { target, atMs, begun } = await ask(run, nasId);
      if (target === undefined) return gone;
      const { address, port, sharedSecret } = target;
      return probeNas(
        { address, port, secret: new SharedSecret(sharedSecret) },
        () => atMs + performance.now() - begun,
      );
    });
    await run.step(
      'record',
      (ctx) => ctx.call(radius, 'answerProbe', { id: probeId, ...result }).then(() => undefined),
      {
        attempts: 10,
      },
    );
    return result.outcome;
  },
});
