import path from 'node:path';
import { Command } from 'commander';
import { loadConfig } from '#kernel/config.ts';
import { AppError } from '#kernel/errors.ts';
import { debianPaths, type Settings } from '#modules/network/freeradius/config/settings.ts';
import { type Certificate, writeConfiguration } from '#modules/network/freeradius/config/write.ts';
import { freeradius, type PasswordForm, passwordForms } from '#modules/network/freeradius/contract.ts';
import { passwordFormMeanings } from '#modules/network/freeradius/rules.ts';
import { type Connected, connected } from './connect.ts';

const defaultFolder = '/etc/freeradius/dotmac';

function formOf(text: string): PasswordForm {
  const form = passwordForms.find((known) => known === text.replaceAll('-', '_'));
  if (!form)
    throw new AppError('invalid', `--passwords: choose one of ${passwordForms.join(', ').replaceAll('_', '-')}.`);
  return form;
}

const enable = new Command('enable')
  .description('let a FreeRADIUS read logins and write accounting; prints the password of its database role once')
  .requiredOption('--tenant <slug>', 'the provider')
  .option(
    '--passwords <form>',
    'how passwords lie where FreeRADIUS reads them: nt-hash (PAP, MS-CHAPv2, PEAP, TTLS), salted-hash (PAP and TTLS-PAP alone) or cleartext (CHAP too)',
    'nt-hash',
  )
  .action(({ tenant, passwords }: { tenant: string; passwords: string }) =>
    connected(async ({ kernel, as, ...to }) => {
      const passwordForm = formOf(passwords);
      const caller = as('isp', await to.tenant(tenant));
      const { role, newPassword } = await kernel.run(caller, freeradius, 'enable', { passwordForm });
      console.log(`FreeRADIUS may log in to the database as ${role}. Its password, shown once:\n\n  ${newPassword}\n`);
      console.log(
        `${passwordFormMeanings[passwordForm]} The secrets of all NAS devices are readable by this role as well.`,
      );
      console.log(
        'Logins are copied while DotMac runs; npx dotmac freeradius status shows how far that is. Next: npx dotmac freeradius config.',
      );
    }),
  );

const disable = new Command('disable')
  .description('shut FreeRADIUS out of the database and remove what was copied for it')
  .requiredOption('--tenant <slug>', 'the provider')
  .action(({ tenant }: { tenant: string }) =>
    connected(async ({ kernel, as, ...to }) => {
      await kernel.run(as('isp', await to.tenant(tenant)), freeradius, 'disable', {});
      console.log('FreeRADIUS is shut out; passwords and secrets that were copied for it are removed.');
    }),
  );

const status = new Command('status')
  .description('how far logins are copied, and when FreeRADIUS was last heard')
  .requiredOption('--tenant <slug>', 'the provider')
  .action(({ tenant }: { tenant: string }) =>
    connected(async ({ kernel, as, ...to }) => {
      const now = await kernel.run(as('isp', await to.tenant(tenant)), freeradius, 'status', {});
      if (!now.enabled || !now.passwordForm) {
        console.log('FreeRADIUS is not enabled.');
        return;
      }
      const unusable =
        now.loginsUnusable > 0 ? `, ${now.loginsUnusable} of them unusable there (hashed by DotMac)` : '';
      console.log(
        `Enabled since ${now.enabledAt}, passwords as ${now.passwordForm.replace('_', '-')}, role ${now.role}`,
      );
      console.log(`Logins copied: ${now.loginsCopied} of ${now.logins}${unusable}; NAS devices: ${now.nasDevices}`);
      console.log(
        `Last login ${now.lastLoginAt ?? 'never'}, last accounting ${now.lastAccountingAt ?? 'never'}, waiting ${now.waiting}`,
      );
    }),
  );

interface ConfigOptions {
  tenant: string;
  out: string;
  folder?: string;
  newPassword?: boolean;
  listen: string[];
  authPort: string;
  acctPort: string;
  databaseHost?: string;
  databasePort?: string;
  user: string;
  certificate?: string;
  key?: string;
  ca?: string;
}
const collect = (value: string, earlier: string[]) => [...earlier, value];

/** Where the database is, as FreeRADIUS reaches it. */
function databaseOf(kernel: Connected['kernel'], role: string, options: ConfigOptions): Settings['database'] {
  const { connectionString = '' } = kernel.pools.app.options;
  const url = new URL(connectionString);
  return {
    host: options.databaseHost ?? url.hostname,
    port: Number(options.databasePort ?? (url.port || 5432)),
    name: decodeURIComponent(url.pathname.slice(1)),
    role,
    sslMode: url.searchParams.get('sslmode') ?? undefined,
  };
}

function certificateOf({ certificate, key, ca }: ConfigOptions): Certificate | undefined {
  if (!certificate && !key && !ca) return undefined;
  if (!certificate || !key || !ca)
    throw new AppError('invalid', '--certificate, --key and --ca go together; name all three files.');
  return { certificate, key, ca };
}

const config = new Command('config')
  .description('write a complete configuration of FreeRADIUS 3.2 for a provider')
  .requiredOption('--tenant <slug>', 'the provider')
  .option('--out <folder>', 'folder to write to', 'freeradius')
  .option('--folder <path>', `where the files will lie on the machine of FreeRADIUS; default: ${defaultFolder}`)
  .option('--new-password', 'set a new database password and write it down; without it the one that lies there stays')
  .option(
    '--listen <address>',
    'address to listen on; may be given several times (default: every IPv4 address)',
    collect,
    [],
  )
  .option('--auth-port <port>', 'UDP port for logins', '1812')
  .option('--acct-port <port>', 'UDP port for accounting', '1813')
  .option('--database-host <host>', 'address of the database as FreeRADIUS reaches it')
  .option('--database-port <port>', 'port of the database')
  .option('--user <name>', 'user and group FreeRADIUS runs as', debianPaths.user)
  .option('--certificate <file>', 'server certificate for EAP, PEM; default: one is made')
  .option('--key <file>', 'its key')
  .option('--ca <file>', 'the authority that issued it')
  .action((options: ConfigOptions) =>
    connected(async ({ kernel, as, ...to }) => {
      const settings = loadConfig();
      const tenant = await to.tenant(options.tenant);
      const caller = as('isp', tenant);
      const now = await kernel.run(caller, freeradius, 'status', {});
      if (!now.enabled)
        throw new AppError(
          'conflict',
          `FreeRADIUS is not enabled for ${tenant.name}; run npx dotmac freeradius enable --tenant ${tenant.slug} first.`,
        );
      const certificate = certificateOf(options);
      const password = options.newPassword
        ? (await kernel.run(caller, freeradius, 'rotatePassword', {})).newPassword
        : process.env['FREERADIUS_DATABASE_PASSWORD'];
      const out = path.resolve(options.out);
      await writeConfiguration(
        out,
        {
          ...debianPaths,
          tenant: tenant.name,
          database: databaseOf(kernel, now.role, options),
          folder: options.folder ?? defaultFolder,
          listen: options.listen.length > 0 ? options.listen : ['*'],
          authPort: Number(options.authPort),
          acctPort: Number(options.acctPort),
          user: options.user,
        },
        { password, certificate },
      );
      console.log(
        `Written to ${out}. Copy it to ${options.folder ?? defaultFolder}, give it to root:${options.user}, and start:`,
      );
      console.log(`  freeradius -f -n radiusd -d ${options.folder ?? defaultFolder}`);
      if (!settings.databaseUrl && !settings.databasePort && !options.databasePort)
        console.log(
          'The embedded database has another port at each start: set DOTMAC_DATABASE_PORT, start DotMac again and repeat this.',
        );
      if (!password)
        console.log(
          'The database password is not in it: sql-password.conf, if it was new, asks FREERADIUS_DATABASE_PASSWORD.',
        );
    }),
  );

export const freeradiusCommand = new Command('freeradius')
  .description('a FreeRADIUS beside the engine, for EAP and proxying')
  .addCommand(enable)
  .addCommand(config)
  .addCommand(status)
  .addCommand(disable);
