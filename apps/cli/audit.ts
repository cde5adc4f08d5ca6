import { Command } from 'commander';
import type { Pool } from 'pg';
import { AppError } from '#kernel/errors.ts';
import { platformTenantId } from '#kernel/ids.ts';
import type { ChainReport } from '#modules/platform/audit/chain.ts';
import { verifyChain } from '#modules/platform/audit/sealer.ts';
import { connected } from './connect.ts';

interface Options {
  tenant?: string;
  head?: string;
}
interface Verified extends ChainReport {
  tenant: string;
}

/** Name by which the platform's own trail is asked for; no provider can have it as slug beside it. */
const platform = { id: platformTenantId, slug: 'platform' };

/**
 * Checks the audit chains of the whole installation, or of one provider.
 * @param options.tenant slug of a provider, or `platform`
 * @param options.head hash that was noted earlier; the chain of `tenant` must contain it
 * @throws AppError `not_found` for an unknown slug, `invalid` for a head without a tenant
 */
async function verifyAudit(system: Pool, { tenant, head }: Options): Promise<Verified[]> {
  if (head && !tenant) throw new AppError('invalid', '--head belongs to one chain; name it with --tenant.');
  const { rows } = await system.query<{ id: string; slug: string }>('select id, slug from tenant order by slug');
  const chosen = [platform, ...rows].filter(({ slug }) => tenant === undefined || slug === tenant);
  if (chosen.length === 0) throw new AppError('not_found', `There is no provider with the slug ${tenant}.`);
  const reports: Verified[] = [];
  for (const { id, slug } of chosen) reports.push({ tenant: slug, ...(await verifyChain(system, id, head)) });
  return reports;
}

/** One line for a person: how many entries hold and the head to note, or which link is broken and why. */
function describeChain({ tenant, intact, sealed, unsealed, brokenAt, problem, head }: Verified): string {
  if (!intact) return `${tenant}: BROKEN at link ${brokenAt} of ${sealed}. ${problem}`;
  const young = unsealed > 0 ? `, ${unsealed} not sealed yet` : '';
  return `${tenant}: intact, ${sealed} links${young}${head ? `, head ${head}` : ''}`;
}

/** Prints what the chains say and returns the exit code: 1 when one is broken. */
export async function reportAudit(system: Pool, options: Options): Promise<0 | 1> {
  const reports = await verifyAudit(system, options);
  for (const report of reports) console.log(describeChain(report));
  return reports.every((report) => report.intact) ? 0 : 1;
}

const verify = new Command('verify')
  .description(
    'compute the hash chain again; exit code 1 and the number of the first broken link when it does not hold',
  )
  .option('--tenant <slug>', 'only this provider, or "platform"')
  .option('--head <hash>', 'a head noted earlier, which the chain must contain; shows one that was cut or made anew')
  .action((options: Options) =>
    connected(async ({ kernel }) => {
      process.exitCode = await reportAudit(kernel.pools.system, options);
    }),
  );

export const audit = new Command('audit').description('the audit trail').addCommand(verify);
