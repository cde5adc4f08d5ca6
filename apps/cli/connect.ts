import { userInfo } from 'node:os';
import { type Config, loadConfig } from '#kernel/config.ts';
import type { Caller, Tenant } from '#kernel/context.ts';
import { databaseName, ownerRole, runningServer, startEmbedded } from '#kernel/db/embedded.ts';
import { recordedDemo } from '#kernel/db/installation.ts';
import { lockDataFolder } from '#kernel/db/instance-lock.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { type DatabaseUrls, databaseUrls, roleUrl } from '#kernel/db/roles.ts';
import { AppError } from '#kernel/errors.ts';
import type { Accounts } from '#kernel/identity/accounts.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { type Kernel, systemActor } from '#kernel/kernel.ts';
import type { TenantDirectory } from '#kernel/tenancy/directory.ts';

export interface Connected {
  kernel: Kernel;
  tenants: TenantDirectory;
  accounts: Accounts;
  /** As DOTMAC_DEMO says, or else as the first start recorded. */
  isDemo(): Promise<boolean>;
  /** A caller for the audit trail: the command line, and whose. */
  as(door: 'isp' | 'platform', tenant: Tenant | null): Caller;
  /** @throws AppError `not_found` */
  tenant(slug: string): Promise<Tenant>;
}

/** The database as it can be had: the one configured, the one of a running DotMac, or the embedded one, started for this. */
async function openDatabase(config: Config): Promise<{ ownerUrl: string; urls: DatabaseUrls; close(): Promise<void> }> {
  const masterKey = config.masterKey();
  const known = (ownerUrl: string) => ({ ownerUrl, urls: databaseUrls(ownerUrl, masterKey) });
  if (config.databaseUrl) return { ...known(config.databaseUrl), close: async () => {} };
  let unlock: () => void;
  try {
    unlock = lockDataFolder(config.dataDir);
  } catch (error) {
    const port = runningServer(config.dataDir)?.port;
    if (!(error instanceof AppError && error.code === 'conflict') || !port) throw error;
    const at = `postgres://${ownerRole}@127.0.0.1:${port}/${databaseName}`;
    return { ...known(roleUrl(at, masterKey, ownerRole)), close: async () => {} };
  }
  try {
    const { ownerUrl, stop } = await startEmbedded({ dataDir: config.dataDir, masterKey });
    const close = async () => {
      await stop();
      unlock();
    };
    try {
      await migrate({ ownerUrl, masterKey });
      return { ...known(ownerUrl), close };
    } catch (error) {
      await close();
      throw error;
    }
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Runs a command against the installation, whether DotMac is running or not. */
export async function connected(run: (to: Connected) => Promise<void>): Promise<void> {
  const config = loadConfig();
  // The whole product; loaded here, so that the other commands start without it.
  const [{ assemble }, { subscriberLookup }, { managerLookup }, { openStaffAccounts }] = await Promise.all([
    import('../server/assemble.ts'),
    import('#modules/identity/portal-accounts/lookup.ts'),
    import('#modules/tenancy/account-managers/lookup.ts'),
    import('#modules/identity/staff/auth.ts'),
  ]);
  const database = await openDatabase(config);
  const { kernel, pools, tenants } = assemble(
    'command',
    { ...config, logLevel: 'fatal', databaseUrls: () => database.urls },
    { max: 2 },
  );
  try {
    const accounts = openStaffAccounts({
      kernel,
      tenants,
      managers: managerLookup(pools.system, kernel.registry.permissions),
      subscribers: subscriberLookup(pools),
      demo: config.demo === true,
    });
    await run({
      kernel,
      tenants,
      accounts,
      isDemo: async () => config.demo ?? recordedDemo(database.ownerUrl),
      as: (door, tenant) => ({
        door,
        tenant,
        actor: systemActor(`command line (${userInfo().username})`),
        requestId: uuidv7(kernel.clock.nowMs()),
      }),
      async tenant(slug) {
        const found = await tenants.bySlug(slug);
        if (!found) throw new AppError('not_found', `There is no provider ${slug}; npx dotmac tenant list shows them.`);
        return found;
      },
    });
  } finally {
    await pools.end();
    await database.close();
  }
}

/** Rows as columns, for people. */
export function table(rows: readonly Record<string, string | number>[]): string {
  const [first] = rows;
  if (!first) return '(none)';
  const keys = Object.keys(first);
  const width = (key: string) => Math.max(key.length, ...rows.map((row) => String(row[key]).length));
  const line = (cells: (key: string) => string) =>
    keys
      .map((key) => cells(key).padEnd(width(key)))
      .join('  ')
      .trimEnd();
  return [line((key) => key.toUpperCase()), ...rows.map((row) => line((key) => String(row[key])))].join('\n');
}
