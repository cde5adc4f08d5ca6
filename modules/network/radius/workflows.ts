import { type Run, workflow } from '#kernel/durable.ts';
import { askPaced, type DynamicAuthAnswer, dynamicAuthTarget } from '#protocols/radius/dynamic-auth-client.ts';
import { isFollowUpDue } from './coa-follow-up.ts';
import { type CoaKind, radius } from './contract.ts';
import { probeWorkflow } from './probe-workflow.ts';
import { forgetLogins } from './sessions.ts';
import { forgetHours } from './usage.ts';
import { repairSessions } from './watchdog.ts';

const nothingLeft = { outcome: 'no_session', errorCause: null, errorCauseText: null, attempts: 0 } as const;
type Answer = ({ id: string } & DynamicAuthAnswer) | ({ id: string } & typeof nothingLeft);

/** Asks the NASes of these requests at their pace and records what each answers; answers the requests made in their stead. */
async function askOnce(run: Run, step: string, coaIds: readonly string[]) {
  const answers = await run.effect(`ask-${step}`, async () => {
    const { items } = await run.inTenant((ctx) => ctx.call(radius, 'coaTargets', { ids: [...coaIds] }));
    const heard = new Map<string, DynamicAuthAnswer>();
    await askPaced(
      items.map((target) => ({ key: target.id, target: dynamicAuthTarget(target) })),
      (id, answer) => heard.set(id, answer),
    );
    return coaIds.map((id): Answer => ({ id, ...(heard.get(id) ?? nothingLeft) }));
  });
  return run.step(
    `record-${step}`,
    async (ctx) => {
      const { items } = await ctx.call(radius, 'answerCoas', { answers });
      const outcomes = items.map(({ id, outcome }) => [id, outcome] as const);
      return { outcomes, instead: items.flatMap(({ fallbackId }) => fallbackId ?? []) };
    },
    { attempts: 10 },
  );
}

interface Asked {
  id: string;
  nasName: string;
}
/** NAS by NAS, side by side: one that does not answer keeps nobody else's answer from being kept. */
async function ask(run: Run, requests: readonly Asked[]): Promise<Record<string, string>> {
  const byNas = [...Map.groupBy(requests, ({ nasName }) => nasName)];
  const outcomes = await Promise.all(
    byNas.map(async ([nasName, list]) => {
      const first = await askOnce(
        run,
        `sessions-${nasName}`,
        list.map(({ id }) => id),
      );
      const second = first.instead.length > 0 ? await askOnce(run, `instead-${nasName}`, first.instead) : undefined;
      return [...first.outcomes, ...(second?.outcomes ?? [])];
    }),
  );
  return Object.fromEntries(outcomes.flat());
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
): Promise<Asked[]> {
  if (coaId !== null) return [{ id: coaId, nasName: '' }];
  if (accountId === null) return [];
  return run.step('find', async (ctx) => {
    const { items } = await ctx.call(radius, 'openCoa', { kind, accountId, sessionId, reason, requestedAt });
    return items.filter(({ outcome }) => outcome === 'pending').map(({ id, nasName }) => ({ id, nasName }));
  });
}

export const disconnectSessions = workflow<SessionsOf>('disconnect-sessions', {
  title: 'Disconnect live sessions',
  queue: 'network',
  run: async (run, input) => ask(run, await requests(run, 'disconnect', input)),
});

/**
 * A NAS that refuses the change, or does not answer, keeps the old speed until the subscriber logs in again; or is told to
 * disconnect, where the ISP's policy says so.
 */
export const changeSpeed = workflow<SessionsOf>('change-session-speed', {
  title: 'Change the speed of live sessions',
  queue: 'network',
  run: async (run, input) => ask(run, await requests(run, 'change_speed', input)),
});

/** Asks again where no answer came, and sees whether what was acknowledged has happened. */
export const followUpRequests = workflow<unknown>('follow-up-coa', {
  title: 'Look after CoA and Disconnect requests',
  queue: 'network',
  schedule: '* * * * *',
  async run(run) {
    // Most minutes there is nothing to do, and nothing is written.
    if (!(await run.effect('due', () => run.inTenant(isFollowUpDue)))) return { askedAgain: 0 };
    const again = await run.step('look', async (ctx) => {
      const { items } = await ctx.call(radius, 'followUpCoa', {});
      return items.map(({ id, nasName }) => ({ id, nasName }));
    });
    return { askedAgain: again.length, outcomes: await ask(run, again) };
  },
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
  disconnectSessions,
  changeSpeed,
  followUpRequests,
  repairSessions,
  forgetOldHours,
  forgetOldLogins,
  probeWorkflow,
  rekeepPasswords,
];
