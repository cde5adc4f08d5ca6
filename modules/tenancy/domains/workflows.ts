import { lookup } from '#kernel/dns.ts';
import { type Run, workflow } from '#kernel/durable.ts';
import { domains } from './contract.ts';
import { isProven, isServing, type Outcome, type Proof, type ProofMethod } from './rules.ts';

interface Asked {
  id: string;
  token: string;
  method: ProofMethod;
  recordName: string;
  recordValue: string;
}

/** Looks for the record in the public DNS and says what was there. */
async function findingOf({ method, name, value }: Proof): Promise<{ outcome: Outcome; finding: string }> {
  const answer = await lookup(method, name);
  const kind = method.toUpperCase();
  if (answer.said === 'failed')
    return { outcome: 'failed', finding: `${name} could not be looked up: ${answer.why}. Try again in a while.` };
  if (answer.said === 'nothing')
    return { outcome: 'missing', finding: `${name} has no ${kind} record. A new record may take an hour to be seen.` };
  if (isProven({ method, name, value }, answer.records))
    return { outcome: 'found', finding: `The ${kind} record is there.` };
  const others = answer.records.map((record) => record.slice(0, 80)).slice(0, 3);
  return { outcome: 'different', finding: `${name} has other ${kind} records: ${others.join(', ')}.` };
}

async function checkOne(run: Run, { id, token, method, recordName, recordValue }: Asked, name: string): Promise<void> {
  const found = await run.effect(`look-up-${name}`, () => findingOf({ method, name: recordName, value: recordValue }));
  await run.step(`settle-${name}`, (ctx) => ctx.call(domains, 'settle', { id, token, ...found }));
}

const listed = (run: Run) =>
  run.inTenant(async (ctx) => {
    const { items } = await ctx.call(domains, 'list', {});
    return items.map(({ id, status, method, recordName, recordValue }) => ({
      id,
      status,
      method,
      recordName,
      recordValue,
      token: /[0-9a-f]{40}/.exec(recordValue)?.[0] ?? '',
    }));
  });

/** Somebody asked whether the record is there. */
export const checkDomain = workflow<{ domainId: string }>('check-domain', {
  title: 'Look up the record of a domain',
  queue: 'network',
  async run(run, { domainId }) {
    const asked = (await listed(run)).find(({ id }) => id === domainId);
    if (asked) await checkOne(run, asked, 'once');
  },
});

/** Every day: a domain whose record is gone stops being the provider's after some days. */
export const recheckDomains = workflow('recheck-domains', {
  title: 'Look again for the records of proven domains',
  schedule: '40 4 * * *',
  queue: 'bulk',
  async run(run) {
    const proven = await run.step('proven', async () => (await listed(run)).filter(({ status }) => isServing(status)));
    for (const one of proven) await checkOne(run, one, one.id);
    return { checked: proven.length };
  },
});

export const workflows = [checkDomain, recheckDomains];
