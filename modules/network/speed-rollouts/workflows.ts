import { type Run, workflow } from '#kernel/durable.ts';
import { radius } from '#modules/network/radius/contract.ts';
import {
  askPaced,
  type DynamicAuthAnswer,
  dynamicAuthTarget,
  notAsked,
} from '#protocols/radius/dynamic-auth-client.ts';
import { speedRollouts } from './contract.ts';
import { perSecondAndNas } from './rules.ts';

const nothingLeft = { outcome: 'no_session', errorCause: null, errorCauseText: null, attempts: 0 } as const;
type Answer = ({ id: string } & DynamicAuthAnswer) | ({ id: string } & typeof nothingLeft);
const pace = { perSecond: perSecondAndNas, inFlight: 8, giveUpAfter: 8 };

/**
 * Asks the NASes at their pace and keeps the answers; answers the Disconnects that policy puts in place of refusals. A NAS
 * that left a whole portion unanswered is not waited for again: it joins `silent`, and its sessions are asked later.
 */
async function tell(
  run: Run,
  rolloutId: string,
  step: string,
  coaIds: readonly string[],
  silent: Set<string>,
): Promise<string[]> {
  if (coaIds.length === 0) return [];
  // After a crash a session may be told its speed a second time, which changes nothing.
  const { answers, silent: deaf } = await run.effect(`ask-${step}`, async () => {
    const { items } = await run.inTenant((ctx) => ctx.call(radius, 'coaTargets', { ids: [...coaIds] }));
    const heard = new Map<string, DynamicAuthAnswer>();
    for (const { id, nasId } of items) if (silent.has(nasId)) heard.set(id, notAsked);
    await askPaced(
      items
        .filter(({ nasId }) => !silent.has(nasId))
        .map((target) => ({ key: target.id, target: dynamicAuthTarget(target) })),
      (id, answer) => heard.set(id, answer),
      pace,
    );
    const nases = Map.groupBy(items, ({ nasId }) => nasId);
    const deaf = [...nases].filter(([, list]) => list.every(({ id }) => heard.get(id)?.outcome === 'timeout'));
    return {
      answers: coaIds.map((id): Answer => ({ id, ...(heard.get(id) ?? nothingLeft) })),
      silent: deaf.map(([nasId]) => nasId),
    };
  });
  for (const nasId of deaf) silent.add(nasId);
  const { instead } = await run.step(
    `record-${step}`,
    (ctx) => ctx.call(speedRollouts, 'record', { id: rolloutId, answers }),
    { attempts: 10 },
  );
  return instead;
}

/**
 * Carries a new speed to the subscriptions of its plans, their logins and live sessions, in portions that each commit. A
 * process that is killed goes on where it was; who cancels it leaves live sessions to their next login.
 */
export const applySpeed = workflow<{ rolloutId: string }>('apply-speed', {
  title: 'Apply a new speed to subscriptions and their sessions',
  queue: 'network',
  async run(run, { rolloutId }) {
    const { planIds } = await run.step('begin', (ctx) => ctx.call(speedRollouts, 'start', { id: rolloutId }));
    const silent = new Set<string>();
    for (const [plan, planId] of planIds.entries()) {
      let after: string | null = null;
      for (let n = 1; ; n += 1) {
        const name: string = `${plan + 1}-${n}`;
        const from: string | null = after;
        const portion: { coaIds: string[]; next: string | null } = await run.step(
          `portion-${name}`,
          (ctx) => ctx.call(speedRollouts, 'advance', { id: rolloutId, planId, after: from }),
          { attempts: 5 },
        );
        const instead = await tell(run, rolloutId, name, portion.coaIds, silent);
        await tell(run, rolloutId, `${name}-instead`, instead, silent);
        if (portion.next === null) break;
        after = portion.next;
      }
    }
    const { acknowledged, refused, unanswered } = await run.step('finish', (ctx) =>
      ctx.call(speedRollouts, 'finish', { id: rolloutId }),
    );
    return { acknowledged, refused, unanswered };
  },
});

export const workflows = [applySpeed];
