import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { startEmbedded } from '#kernel/db/embedded.ts';
import {
  freePort,
  freeRadiusEnvironment,
  freeRadiusFolder,
  unpackFreeRadius,
} from '#modules/network/freeradius/testing.ts';
import { benchSecret, passwordOf, usernameOf } from './bed.ts';
import { pin, pinned, serverCore } from './pinned.ts';

const run = promisify(execFile);

export interface FreeRadius {
  readonly name: string;
  readonly authPort: number;
  readonly acctPort: number;
  /** Stops its PostgreSQL for so long. */
  withoutDatabase(ms: number): Promise<void>;
  stop(): Promise<void>;
}

interface Site {
  work: string;
  authPort: number;
  acctPort: number;
  database?: URL;
}

interface Section {
  [name: string]: string | number | Section | null;
}
/** FreeRADIUS's own format: one thing on a line. A name without value stands alone. */
const render = (section: Section, indent = ''): string =>
  Object.entries(section)
    .map(([name, value]) => {
      if (value === null) return `${indent}${name}\n`;
      if (typeof value === 'object') return `${indent}${name} {\n${render(value, `${indent}  `)}${indent}}\n`;
      return `${indent}${name} = ${value}\n`;
    })
    .join('');

function sqlModule(database: URL): Section {
  return {
    dialect: '"postgresql"',
    driver: '"rlm_sql_postgresql"',
    server: `"${database.hostname}"`,
    port: database.port,
    login: `"${database.username}"`,
    password: `"${database.password}"`,
    radius_db: `"${database.pathname.slice(1)}"`,
    acct_table1: '"radacct"',
    acct_table2: '"radacct"',
    postauth_table: '"radpostauth"',
    authcheck_table: '"radcheck"',
    groupcheck_table: '"radgroupcheck"',
    authreply_table: '"radreply"',
    groupreply_table: '"radgroupreply"',
    usergroup_table: '"radusergroup"',
    client_table: '"nas"',
    group_attribute: '"SQL-Group"',
    pool: { start: 5, min: 4, max: 32, spare: 10, uses: 0, retry_delay: 30, lifetime: 0, idle_timeout: 60 },
    [`$INCLUDE ${freeRadiusFolder}/etc/freeradius/3.0/mods-config/sql/main/postgresql/queries.conf`]: null,
  };
}

/** The lean site of the recorded baseline: only the modules that are needed, threads and pool as packaged. */
function configuration({ work, authPort, acctPort, database }: Site): string {
  const source = database ? 'sql' : 'files';
  return render({
    prefix: `${freeRadiusFolder}/usr`,
    logdir: work,
    raddbdir: work,
    confdir: work,
    run_dir: work,
    name: 'freeradius',
    libdir: `${freeRadiusFolder}/usr/lib/freeradius`,
    pidfile: `${work}/freeradius.pid`,
    max_request_time: 30,
    cleanup_delay: 5,
    max_requests: 16384,
    hostname_lookups: 'no',
    proxy_requests: 'no',
    log: { destination: 'files', file: `${work}/radius.log`, auth: 'no' },
    security: { max_attributes: 200, reject_delay: 0, status_server: 'no', allow_vulnerable_openssl: 'yes' },
    'thread pool': {
      start_servers: 5,
      max_servers: 32,
      min_spare_servers: 3,
      max_spare_servers: 10,
      max_requests_per_server: 0,
      auto_limit_acct: 'no',
    },
    modules: {
      pap: { normalise: 'no' },
      expr: {},
      ...(database
        ? { sql: sqlModule(database) }
        : { files: { filename: `${work}/users` }, 'always ok': { rcode: 'ok' } }),
    },
    instantiate: { expr: null },
    'client bench': { ipaddr: '127.0.0.1', secret: benchSecret, require_message_authenticator: 'no' },
    'server default': {
      'listen auth': { type: 'auth', ipaddr: '127.0.0.1', port: authPort },
      'listen acct': { type: 'acct', ipaddr: '127.0.0.1', port: acctPort },
      authorize: { [source]: null, pap: null },
      authenticate: { 'Auth-Type PAP': { pap: null } },
      accounting: { [database ? 'sql' : 'ok']: null },
      'post-auth': { [database ? 'sql' : 'ok']: null },
    },
  });
}

async function fillDatabase(url: URL, subscribers: number): Promise<void> {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const schema = path.join(freeRadiusFolder, 'etc/freeradius/3.0/mods-config/sql/main/postgresql/schema.sql');
  await client.query(readFileSync(schema, 'utf8'));
  const names = Array.from({ length: subscribers }, (_, i) => usernameOf(i));
  await client.query(
    `insert into radcheck (username, attribute, op, value) select u, 'Cleartext-Password', ':=', p from unnest($1::text[], $2::text[]) as x(u, p)`,
    [names, names.map((_, i) => passwordOf(i))],
  );
  await client.query(
    `insert into radreply (username, attribute, op, value) select u, 'Framed-IP-Address', '=', '10.0.' || (n / 256 % 256) || '.' || (n % 256) from unnest($1::text[]) with ordinality as x(u, n)`,
    [names],
  );
  await client.query(
    `insert into radusergroup (username, groupname, priority) select u, 'plan-100', 1 from unnest($1::text[]) as x(u)`,
    [names],
  );
  await client.query(
    `insert into radgroupreply (groupname, attribute, op, value) values ('plan-100', 'Mikrotik-Rate-Limit', '=', '20000k/100000k'), ('plan-100', 'Framed-Pool', '=', 'pool')`,
  );
  await client.query('analyze');
  await client.end();
}

const usersFile = (subscribers: number) =>
  Array.from(
    { length: subscribers },
    (_, i) =>
      `${usernameOf(i)} Cleartext-Password := "${passwordOf(i)}"\n\tFramed-IP-Address = 10.0.${(i >> 8) & 255}.${i & 255},\n\tMikrotik-Rate-Limit = "20000k/100000k"\n`,
  ).join('\n');

/** Starts FreeRADIUS, and its PostgreSQL, on one core. A string says why that cannot be. */
export async function startFreeRadius(source: 'sql' | 'file', subscribers: number): Promise<FreeRadius | string> {
  const problem = unpackFreeRadius();
  if (problem !== undefined) return problem;
  const work = mkdtempSync(path.join(tmpdir(), 'dotmac-freeradius-'));
  execFileSync('chmod', ['755', work]);
  const [authPort, acctPort] = [await freePort(), await freePort()];
  const options = { dataDir: work, masterKey: Buffer.alloc(32, 'freeradius') };
  let database = source === 'sql' ? await startEmbedded(options) : undefined;
  const cleanUp = async () => {
    await database?.stop();
    rmSync(work, { recursive: true, force: true });
  };
  try {
    const url = database ? new URL(database.ownerUrl) : undefined;
    if (database && url) {
      pin(database.pid, serverCore);
      await fillDatabase(url, subscribers);
    } else writeFileSync(path.join(work, 'users'), usersFile(subscribers));
    writeFileSync(
      path.join(work, 'radiusd.conf'),
      configuration({ work, authPort, acctPort, ...(url ? { database: url } : {}) }),
    );
    const [command, ...before] = pinned(serverCore);
    const child = spawn(
      command!,
      [
        ...before,
        path.join(freeRadiusFolder, 'usr/sbin/freeradius'),
        ...['-f', '-n', 'radiusd', '-d', work, '-D', path.join(freeRadiusFolder, 'usr/share/freeradius')],
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: freeRadiusEnvironment(),
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    const log = () =>
      existsSync(path.join(work, 'radius.log')) ? readFileSync(path.join(work, 'radius.log'), 'utf8') : output;
    for (let waited = 0; !log().includes('Ready to process requests'); waited += 100) {
      if (child.exitCode !== null || waited > 20_000) {
        child.kill('SIGKILL');
        throw new Error(`FreeRADIUS does not start: ${log().trim().split('\n').at(-1) ?? ''}`);
      }
      await sleep(100);
    }
    const { stdout } = await run(path.join(freeRadiusFolder, 'usr/sbin/freeradius'), ['-v'], {
      env: freeRadiusEnvironment(),
    });
    return {
      name: `FreeRADIUS ${/Version (\d+\.\d+)/.exec(stdout)?.[1] ?? ''}`.trim(),
      authPort,
      acctPort,
      async withoutDatabase(ms) {
        const port = database?.port;
        await database?.stop();
        await sleep(ms);
        if (port === undefined) return;
        database = await startEmbedded({ ...options, port });
        pin(database.pid, serverCore);
      },
      async stop() {
        child.kill('SIGTERM');
        await ended;
        await cleanUp();
      },
    };
  } catch (error) {
    await cleanUp();
    return error instanceof Error ? error.message : String(error);
  }
}
