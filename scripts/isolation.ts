// `npm run isolation -- --requests 200000 [--seed N]`: asks a running server with the credentials of everybody for what is
// not theirs, over REST, GraphQL, server-sent events, sockets and files, and prints what came of it.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { projectRoot } from '#kernel/db/schema-files.ts';

const { values } = parseArgs({
  options: { requests: { type: 'string', default: '200000' }, seed: { type: 'string' } },
});
for (const [name, text] of Object.entries(values))
  if (!/^[1-9]\d{0,9}$/.test(String(text))) {
    console.error(`--${name} must be a whole number from 1 on.`);
    process.exit(2);
  }
const { status } = spawnSync(
  path.join(projectRoot, 'node_modules/.bin/vitest'),
  ['run', '--project', 'laws', 'laws/isolation.test.ts', '--disable-console-intercept'],
  {
    cwd: projectRoot,
    stdio: 'inherit',
    env: {
      ...process.env,
      DOTMAC_ISOLATION_REQUESTS: values.requests,
      ...(values.seed ? { DOTMAC_ISOLATION_SEED: values.seed } : {}),
    },
  },
);
process.exit(status ?? 1);
