import { type Run, workflow } from '#kernel/durable.ts';
import { coaTarget } from './coa.ts';
import { sendCoa } from './coa-send.ts';
import { type CoaKind, radius } from './contract.ts';
import { probeWorkflow } from './probe-workflow.ts';
import { forgetLogins } from './sessions.ts';
import { forgetHours } from './usage.ts';

/** Asks the NASes of these requests, side by side, and records what each answers. */
async function ask(run: Run, coaIds: readonly string[]): Promise<Record<string, string>> {
  const outcomes = await Promise.all(
    coaIds.map(async (id) => {
      const answer = await run.effect(`ask-${id}`, async () => {
        const target = await run.inTenant((ctx) => coaTarget(ctx, id));
        if (target === undefined)
          return { outcome: 'no_session' as const, errorCause: null, errorCauseText: null, attempts: 0 };
        return sendCoa(target);
      });
      await run.step(`record-${id}`, (ctx) => ctx.call(radius, 'answerCoa', { id, ...answer }).then(() => undefined), {
        attempts: 10,
      });
      return [id, answer.outcome] as const;
    }),
  );
  return Object.fromEntries(outcomes);
}

interface SessionsOf {
  accountId: string | null;
  /** The one session meant, of which no request is on record yet. */
  sessionId: string | null;
  /** The request on record, when one session is meant; else all of the account. */
  coaId: string | null;
  reason: string;
  /** When it was wished for, ISO 8601. */
  requestedAt: string;
}

async function requests(
  run: Run,
  kind: CoaKind,
  { accountId, sessionId, coaId, reason, requestedAt }: SessionsOf,
): Promise<string[]> {
  if (coaId !== null) return [coaId];
  if (accountId === null) return [];
  return run.step('find', async (ctx) => {
    const { items } = await ctx.call(radius, 'openCoa', { kind, accountId, sessionId, reason, requestedAt });
    return items.filter((item) => item.outcome === 'pending').map((item) => item.id);
  });
}

export const disconnectSessions = workflow<SessionsOf>('disconnect-sessions', {
  title: 'Disconnect live sessions',
  queue: 'network',
  run: async (run, input) => ask(run, await requests(run, 'disconnect', input)),
});

/**
 * A NAS that refuses the change, or does not answer, keeps the old speed until the subscriber logs in again; that is put on
 * record, and nobody is thrown off line for it.
 */
export const changeSpeed = workflow<SessionsOf>('change-session-speed', {
  title: 'Change the speed of live sessions',
  queue: 'network',
  run: async (run, input) => ask(run, await requests(run, 'change_speed', input)),
});

/** How long single logins are remembered; the law of most countries wants them forgotten. */
const keepLoginDays = 30;
const portion = 10_000;
export const forgetOldLogins = workflow<unknown>('forget-old-logins', {
  title: 'Forget old logins',
  queue: 'bulk',
  schedule: '25 2 * * *',
  async run(run) {
    for (let n = 1; ; n++) {
      const { logins } = await run.step(`portion-${n}`, (ctx) => forgetLogins(ctx, keepLoginDays, portion));
      if (logins < portion) return { portions: n };
    }
  },
});

export const forgetOldHours = workflow<unknown>('forget-old-hours', {
  title: 'Forget hours of usage that are kept as days',
  queue: 'bulk',
  schedule: '55 2 * * *',
  async run(run) {
    for (let n = 1; ; n++) {
      const { hours } = await run.step(`portion-${n}`, (ctx) => forgetHours(ctx, portion));
      if (hours < portion) return { portions: n };
    }
  },
});

/** So many slow hashes take about half a second. */
const rekeptAtOnce = 100;
export const rekeepPasswords = workflow<{ tenantId: string }>('rekeep-passwords', {
  title: 'Keep passwords as salted hashes',
  queue: 'bulk',
  async run(run) {
    for (let n = 1; ; n++) {
      const left = await run.step(`portion-${n}`, async (ctx) => {
        const { reversibleLogins, passwordKeeping } = await ctx.call(radius, 'rekeepPasswords', {
          limit: rekeptAtOnce,
        });
        return passwordKeeping === 'hashed' ? reversibleLogins : 0;
      });
      if (left === 0) return { portions: n };
    }
  },
});

export const workflows = [
  forgetOldHours,
  disconnectSessions,
  changeSpeed,
  forgetOldLogins,
  probeWorkflow,
  rekeepPasswords,
];
