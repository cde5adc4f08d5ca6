import { Command } from 'commander';
import { AppError } from '#kernel/errors.ts';
import { apiKey } from './api-key.ts';
import { audit } from './audit.ts';
import { config } from './config.ts';
import { coverage } from './coverage.ts';
import { demo } from './demo.ts';
import { drill } from './drill.ts';
import { freeradiusCommand } from './freeradius.ts';
import { graphql } from './graphql.ts';
import { migrate } from './migrate.ts';
import { openapi } from './openapi.ts';
import { start } from './start.ts';
import { tenant } from './tenant.ts';
import { user } from './user.ts';

const program = new Command('dotmac')
  .description('DotMac: the operations platform internet service providers run on')
  .addCommand(start)
  .addCommand(migrate)
  .addCommand(demo)
  .addCommand(config)
  .addCommand(tenant)
  .addCommand(user)
  .addCommand(apiKey)
  .addCommand(audit)
  .addCommand(freeradiusCommand)
  .addCommand(drill)
  .addCommand(openapi)
  .addCommand(graphql)
  .addCommand(coverage)
  .showHelpAfterError('Add --help for what it takes.');

try {
  await program.parseAsync();
} catch (error) {
  // A sentence for what a person can put right; the whole story for what they cannot.
  console.error(error instanceof AppError && error.code !== 'internal' ? `\n${error.message}\n` : error);
  // Channels and signal handlers of a start that failed would keep the process.
  process.exit(1);
}
