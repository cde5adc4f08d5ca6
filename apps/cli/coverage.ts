import path from 'node:path';
import { Command } from 'commander';
import { modules } from '#modules/list.ts';
import { coverage as coverageOf, printCoverage } from '../coverage/report.ts';

const root = path.resolve(import.meta.dirname, '../..');

export const coverage = new Command('coverage')
  .description(
    'list every operation at its doors with its page and the journeys that called it; fails when one is missing',
  )
  .option('--gaps', 'only what is missing')
  .option('--json', 'as JSON')
  .action(async ({ gaps, json }: { gaps?: boolean; json?: boolean }) => {
    const rows = await coverageOf(root, modules);
    const missing = rows.filter((row) => row.gap);
    const shown = gaps ? missing : rows;
    console.log(json ? JSON.stringify(shown, null, 2) : printCoverage(shown));
    if (missing.length > 0) process.exitCode = 1;
  });
