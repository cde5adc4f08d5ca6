import { createInterface } from 'node:readline/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { type Config, loadConfig } from '#kernel/config.ts';
import type { Caller } from '#kernel/context.ts';
import { runningServer } from '#kernel/db/embedded.ts';
import { holdDatabase } from '#kernel/db/hold.ts';
import { stopServer } from '#kernel/db/postgres-process.ts';
import { AppError } from '#kernel/errors.ts';
import { tenants } from '#modules/tenancy/tenants/contract.ts';
import { type Connected, connected } from './connect.ts';
import { dbDown, type Outage } from './drill/db-down.ts';
import { buildNetwork, type DrillNetwork, removeNetwork } from './drill/network.ts';
import { forPeople, type Score } from './drill/score.ts';
import { storm } from './drill/storm.ts';
import { Subscribers } from './drill/subscribers.ts';

interface Options {
  tenant?: string;
  subscribers: string;
  seconds?: string;
  byHand?: boolean;
  yes?: boolean;
  force?: boolean;
  json?: boolean;
}
interface Site extends Connected {
  config: Config;
  say: (line: string) => void;
}
type Drill = (site: Site, network: DrillNetwork, subscribers: Subscribers) => Promise<Score>;

function wholeNumber(text: string, option: string, least: number, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new AppError('invalid', `--${option} must be a whole number from ${least} to ${most}.`);
  return value;
}

/** Only on a demo, or when somebody insists: a drill loads the machine that serves real subscribers. */
async function mayRun({ isDemo }: Site, { force, yes }: Options, question: string): Promise<void> {
  if (!force && !(await isDemo()))
    throw new AppError(
      'forbidden',
      'This installation serves real subscribers. Run the drill with --force if you mean it.',
    );
  if (yes) return;
  if (!process.stdin.isTTY) throw new AppError('invalid', 'There is nobody to ask; confirm the drill with --yes.');
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question(`${question} Go on? (y/N) `);
  asking.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new AppError('invalid', 'Nothing was done.');
}

async function callerOf({ kernel, as, tenant }: Connected, slug: string | undefined): Promise<() => Caller> {
  const { items } = slug
    ? { items: [{ slug }] }
    : await kernel.run(as('platform', null), tenants, 'list', { limit: 1 });
  const [first] = items;
  if (!first) throw new AppError('not_found', 'There is no provider yet; npx dotmac tenant create makes one.');
  const found = await tenant(first.slug);
  return () => as('isp', found);
}

/** Until the RADIUS process has heard of what was made last. */
async function untilKnown(subscribers: Subscribers, network: DrillNetwork): Promise<void> {
  const last = network.logins.at(-1)!;
  for (let attempt = 0; attempt < 20; attempt++) {
    if (await subscribers.isKnown(last)) return;
    await sleep(250);
  }
  throw new AppError(
    'unavailable',
    'RADIUS does not answer the drill. Is DotMac running (npm start), with the same DOTMAC_HOST and RADIUS ports?',
  );
}

async function run(
  options: Options,
  question: string,
  drill: Drill,
  whyNot?: (config: Config) => string | undefined,
): Promise<void> {
  const count = wholeNumber(options.subscribers, 'subscribers', 1, 20_000);
  const config = loadConfig();
  const problem = whyNot?.(config);
  if (problem) throw new AppError('not_configured', problem);
  const say = (line: string) => void (options.json || console.log(line));
  await connected(async (to) => {
    const site: Site = { ...to, config, say };
    await mayRun(site, options, question);
    const caller = await callerOf(to, options.tenant);
    const network: Partial<DrillNetwork> = {};
    const interrupted = Promise.withResolvers<never>();
    interrupted.promise.catch(() => {});
    process.once('SIGINT', () => interrupted.reject(new AppError('unavailable', 'The drill was broken off.')));
    let subscribers: Subscribers | undefined;
    try {
      const go = async () => {
        const built = await buildNetwork(to.kernel, caller, count, network);
        const { host, radiusAuthPort: authPort, radiusAcctPort: acctPort } = config;
        const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
        subscribers = new Subscribers(built, { host: reachable, authPort, acctPort });
        await untilKnown(subscribers, built);
        say(`${count} subscribers dial in behind a BNG at ${built.address}.`);
        return drill(site, built, subscribers);
      };
      const score = await Promise.race([go(), interrupted.promise]);
      console.log(options.json ? JSON.stringify(score) : `\n${forPeople(score)}`);
      if (score.score < 100) process.exitCode = 1;
    } finally {
      subscribers?.close();
      say('Taking everything away again ...');
      await removeNetwork(to.kernel, caller, network, subscribers?.answered ?? 0);
    }
  });
}

/** Stops the embedded server and has the supervisor leave it down. */
function embeddedOutage({ dataDir }: Config, seconds: number): Outage {
  let release = () => {};
  return {
    async begin() {
      const server = runningServer(dataDir);
      if (!server)
        throw new AppError('unavailable', 'The embedded database is not running; start DotMac first (npm start).');
      release = holdDatabase(dataDir, (seconds + 60) * 1000);
      await stopServer(server.pid);
    },
    async end() {
      release();
    },
  };
}

/** Somebody stops the database and starts it again. */
function outageByHand(say: (line: string) => void): Outage {
  return {
    async begin() {
      say('Stop the database now (or block its port); start it again when this says so.');
      await sleep(10_000);
    },
    async end() {
      say('Start the database again now.');
    },
  };
}

const common = (command: Command, subscribers: string) =>
  command
    .option('--subscribers <number>', 'how many dial in', subscribers)
    .option('--tenant <slug>', 'provider in whose name; unset: the first')
    .option('--yes', 'do not ask')
    .option('--force', 'also where real subscribers are served')
    .option('--json', 'print the score as JSON');

const stormCommand = common(
  new Command('storm').description(
    'everybody dials in at once: how long until all are online, and is anybody refused?',
  ),
  '1000',
).action((options: Options) =>
  run(
    options,
    `${options.subscribers} made-up subscribers will dial in at once over the real RADIUS ports.`,
    (_site, network, subscribers) => storm(network, subscribers),
  ),
);

const dbDownCommand = common(
  new Command('db-down').description('the database goes away: do logins go on, and is every octet there afterwards?'),
  '100',
)
  .option('--seconds <number>', 'how long it stays away', '30')
  .option('--by-hand', 'for a database of your own (DATABASE_URL): you stop and start it')
  .action((options: Options) => {
    const seconds = wholeNumber(options.seconds ?? '', 'seconds', 5, 300);
    return run(
      options,
      `The database will be stopped for ${seconds} s; consoles and portals do not work meanwhile.`,
      ({ kernel, config, say }, network, subscribers) => {
        const outage = options.byHand ? outageByHand(say) : embeddedOutage(config, seconds);
        return dbDown(kernel, network, subscribers, outage, seconds, say);
      },
      ({ databaseUrl }) =>
        databaseUrl && !options.byHand
          ? 'The database is your own (DATABASE_URL), which this does not stop. Run it with --by-hand: it then says when to stop it, such as with "systemctl stop postgresql", and when to start it.'
          : undefined,
    );
  });

export const drill = new Command('drill')
  .description('exercise a failure against the running installation and print a score')
  .addCommand(stormCommand)
  .addCommand(dbDownCommand);
