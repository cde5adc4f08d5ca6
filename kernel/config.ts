import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import {
  between,
  documentsFile,
  flag,
  hexKey,
  nameServers,
  origin,
  port,
  postgresUrl,
  ranges,
  readableFile,
  roleUrls,
  smtpUrl,
} from './config-values.ts';
import { dataFolderError } from './data-folder.ts';
import { type DatabaseUrls, databaseUrls } from './db/roles.ts';
import { AppError } from './errors.ts';

interface Setting<S extends z.ZodType = z.ZodType> {
  schema: S;
  about: string;
  secret?: boolean;
  fallback?: string;
}
const setting = <S extends z.ZodType>(
  schema: S,
  about: string,
  options: { secret?: boolean; fallback?: string } = {},
): Setting<S> => ({ schema, about, ...options });

/** Every setting, in the order in which `npx dotmac config` lists them. */
const settings = {
  DATABASE_URL: setting(
    postgresUrl().optional(),
    'PostgreSQL 18 or newer, as a user that may create roles; unset: the embedded server',
    { secret: true },
  ),
  DOTMAC_DATABASE_PORT: setting(
    port().optional(),
    'port on 127.0.0.1 of the embedded PostgreSQL, for another program that reads it, such as FreeRADIUS; unset: any free one, another at each start',
  ),
  DOTMAC_DATA: setting(
    z.string().min(1, 'must name a folder'),
    'folder for the embedded database, the master key, files and spools',
    { fallback: 'data' },
  ),
  DOTMAC_HOST: setting(
    z.string().min(1, 'must be an address of this machine, such as 127.0.0.1 or ::'),
    'address the web and RADIUS ports listen on; 0.0.0.0 opens them to the network',
    { fallback: '127.0.0.1' },
  ),
  DOTMAC_ISP_PORT: setting(port(), 'web port of the ISP console and its customer and partner portals', {
    fallback: '3000',
  }),
  DOTMAC_PLATFORM_PORT: setting(port(), 'web port of the platform console and the tenant portal', { fallback: '3001' }),
  DOTMAC_RADIUS_AUTH_PORT: setting(port(), 'UDP port for RADIUS authentication', { fallback: '1812' }),
  DOTMAC_RADIUS_ACCT_PORT: setting(port(), 'UDP port for RADIUS accounting', { fallback: '1813' }),
  DOTMAC_RADIUS_INTERIM_SECONDS: setting(
    between(60, 3600, 'seconds').optional(),
    'how often a NAS reports a session, 60 to 3600; unset: 300, in the demo 60',
  ),
  DOTMAC_RADSEC_PORT: setting(port(), 'TCP port for RADIUS over TLS (RadSec)', { fallback: '2083' }),
  DOTMAC_RADSEC_CERT: setting(
    readableFile().optional(),
    'PEM file with the certificate RadSec is served with, and its chain; unset: RadSec is off',
  ),
  DOTMAC_RADSEC_KEY: setting(
    readableFile().optional(),
    'PEM file with the key of DOTMAC_RADSEC_CERT; needed when that is set',
  ),
  DOTMAC_RADSEC_CLIENT_CA: setting(
    readableFile().optional(),
    'PEM file with the authorities whose certificates NAS devices show; needed when DOTMAC_RADSEC_CERT is set',
  ),
  DOTMAC_RADIUS_REJECT_DELAY_MS: setting(
    between(0, 2400, 'milliseconds'),
    'how long the Reject of a wrong password or an unknown name is held back on average, 0 to 2400; 0: not at all',
    { fallback: '800' },
  ),
  DOTMAC_AAA_PROCESSES: setting(
    between(1, 64, 'processes'),
    'RADIUS processes that share the two ports, 1 to 64; about one for each processor that shall serve logins',
    { fallback: '1' },
  ),
  DOTMAC_AAA_PROCESS: setting(
    between(1, 64, 'processes').optional(),
    'which of them a RADIUS process is; npx dotmac start tells it',
  ),
  DOTMAC_AAA_METRICS_PORT: setting(
    port(),
    'port on 127.0.0.1 where the first RADIUS process shows its metrics; the others use the ports after it',
    { fallback: '1814' },
  ),
  DOTMAC_ISP_URL: setting(
    origin().optional(),
    'address under which people reach the ISP console; unset: http://localhost and its port',
  ),
  DOTMAC_PLATFORM_URL: setting(
    origin().optional(),
    'address under which people reach the platform console; unset: http://localhost and its port',
  ),
  DOTMAC_DEMO: setting(
    flag().optional(),
    '1 seeds two ISPs and plays their networks, 0 does not; unset: 1 on an empty embedded database, afterwards as recorded in it',
  ),
  DOTMAC_PAYMENT_SANDBOX: setting(
    flag().optional(),
    '1 offers providers a card gateway that moves no money, for trying things; unset: only in the demo',
  ),
  DOTMAC_DEMO_SUBSCRIBERS: setting(
    between(20, 100_000, 'subscribers'),
    'subscribers of the larger demo ISP, 20 to 100000; the smaller has a tenth',
    { fallback: '2000' },
  ),
  DOTMAC_DEMO_COA_PORT: setting(
    port(),
    'UDP port on which the demo’s simulated NAS devices take CoA and Disconnect requests',
    {
      fallback: '3799',
    },
  ),
  DOTMAC_MASTER_KEY: setting(
    hexKey().optional(),
    'key that secrets at rest are sealed with; unset: master.key in the data folder, made at first start',
    { secret: true },
  ),
  DOTMAC_SMTP_URL: setting(
    smtpUrl().optional(),
    'server that sends mail, such as smtp://user:password@mail.example.net:587; unset: mail stays in the outbox',
    { secret: true },
  ),
  DOTMAC_MAIL_FROM: setting(
    z.email('must be an e-mail address').optional(),
    'address that mail is sent from; needed with DOTMAC_SMTP_URL',
  ),
  DOTMAC_GRAPHQL_DOCUMENTS: setting(
    documentsFile().optional(),
    'JSON file of the only GraphQL documents that are served, by their SHA-256; unset: any document',
  ),
  DOTMAC_OUTGOING_ALLOW: setting(
    ranges().optional(),
    'ranges inside the network that providers may have called, such as the NetBox at 10.0.0.0/8; unset: only the Internet',
  ),
  DOTMAC_DNS_SERVERS: setting(
    nameServers().optional(),
    'name servers that are asked whether a domain is a provider’s own; unset: those of this machine',
  ),
  DOTMAC_LOG_LEVEL: setting(
    z.enum(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'must be one of fatal, error, warn, info, debug, trace, silent',
    ),
    'least important log lines to print',
    { fallback: 'info' },
  ),
  DOTMAC_DATABASE_URLS: setting(
    roleUrls().optional(),
    'connections of the database roles; npx dotmac start hands them to its processes',
    { secret: true },
  ),
} satisfies Record<string, Setting>;
type Name = keyof typeof settings;
type Values = { [K in Name]: z.output<(typeof settings)[K]['schema']> };

export interface Config {
  /** Absolute path. */
  dataDir: string;
  /** The owner's connection; undefined: the embedded server. */
  databaseUrl: string | undefined;
  /** Of the embedded server; undefined: any free one. */
  databasePort: number | undefined;
  host: string;
  ispPort: number;
  platformPort: number;
  radiusAuthPort: number;
  radiusAcctPort: number;
  radiusInterimSeconds: number;
  /** Undefined: RadSec is off. Absolute paths of PEM files. */
  radsec: { port: number; certificate: string; key: string; clientCa: string } | undefined;
  radiusRejectDelayMs: number;
  /** RADIUS processes on the two ports, and which of them this one is, from 1 on. */
  aaaProcesses: number;
  aaaProcess: number;
  demoSubscribers: number;
  demoCoaPort: number;
  aaaMetricsPort: number;
  /** Addresses as people type them, without a trailing slash. */
  ispUrl: string;
  platformUrl: string;
  /** Undefined: not said; the database decides. */
  demo: boolean | undefined;
  paymentSandbox: boolean;
  /** The only documents of the graph that are served, by their SHA-256; undefined: any. */
  graphDocuments: ReadonlyMap<string, string> | undefined;
  /** Ranges of addresses, besides those of the Internet, that outgoing calls may go to. */
  outgoingAllowed: NonNullable<Values['DOTMAC_OUTGOING_ALLOW']>;
  /** Undefined: those of the machine. */
  dnsServers: string[] | undefined;
  logLevel: Values['DOTMAC_LOG_LEVEL'];
  /** Undefined: no mail leaves. */
  mail: { url: string; from: string } | undefined;
  /** Connections of the database roles, when handed over by `npx dotmac start` or derivable from DATABASE_URL. */
  databaseUrls(): DatabaseUrls;
  /** 32 bytes; made and kept in the data folder at first use when not set. */
  masterKey(): Buffer;
}

type Environment = Readonly<Record<string, string | undefined>>;
/** An empty variable is an unset one. */
const raw = (env: Environment, name: Name): string | undefined =>
  env[name]?.trim() || (settings[name] as Setting).fallback;

/**
 * Reads and checks the settings.
 * @throws AppError `invalid` naming the first variable that is wrong and its rule
 */
export function loadConfig(env: Environment = process.env): Config {
  const values: Record<string, unknown> = {};
  for (const [name, { schema }] of Object.entries(settings)) {
    const parsed = schema.safeParse(raw(env, name as Name));
    if (!parsed.success) throw new AppError('invalid', `${name} ${parsed.error.issues[0]?.message}.`, { field: name });
    values[name] = parsed.data;
  }
  const known = values as Values;
  const unknown = Object.keys(env).find((name) => name.startsWith('DOTMAC_') && !(name in settings));
  if (unknown)
    throw new AppError('invalid', `${unknown} is not a setting; npx dotmac config lists them.`, { field: unknown });
  const ports = (['DOTMAC_ISP_PORT', 'DOTMAC_PLATFORM_PORT'] as const).map((name) => known[name]);
  if (ports[0] === ports[1] && ports[0] !== 0)
    throw new AppError('invalid', 'DOTMAC_PLATFORM_PORT must differ from DOTMAC_ISP_PORT.', {
      field: 'DOTMAC_PLATFORM_PORT',
    });
  if (known.DOTMAC_RADIUS_AUTH_PORT === known.DOTMAC_RADIUS_ACCT_PORT && known.DOTMAC_RADIUS_AUTH_PORT !== 0)
    throw new AppError('invalid', 'DOTMAC_RADIUS_ACCT_PORT must differ from DOTMAC_RADIUS_AUTH_PORT.', {
      field: 'DOTMAC_RADIUS_ACCT_PORT',
    });
  if (known.DOTMAC_AAA_PROCESSES > 1 && (known.DOTMAC_RADIUS_AUTH_PORT === 0 || known.DOTMAC_RADIUS_ACCT_PORT === 0))
    throw new AppError(
      'invalid',
      'DOTMAC_AAA_PROCESSES above 1 needs RADIUS ports that are not 0: the processes share them.',
      {
        field: 'DOTMAC_AAA_PROCESSES',
      },
    );
  if (known.DOTMAC_SMTP_URL && !known.DOTMAC_MAIL_FROM)
    throw new AppError('invalid', 'DOTMAC_MAIL_FROM must be set when DOTMAC_SMTP_URL is.', {
      field: 'DOTMAC_MAIL_FROM',
    });

  const radsec = radsecOf(known);

  const dataDir = path.resolve(known.DOTMAC_DATA);
  let key: Buffer<ArrayBufferLike> | undefined = known.DOTMAC_MASTER_KEY;
  const masterKey = (): Buffer => {
    key ??= keyFromFile(dataDir);
    return key;
  };
  return {
    dataDir,
    databaseUrl: known.DATABASE_URL,
    databasePort: known.DOTMAC_DATABASE_PORT || undefined,
    host: known.DOTMAC_HOST,
    ispPort: known.DOTMAC_ISP_PORT,
    platformPort: known.DOTMAC_PLATFORM_PORT,
    radiusAuthPort: known.DOTMAC_RADIUS_AUTH_PORT,
    radiusAcctPort: known.DOTMAC_RADIUS_ACCT_PORT,
    demoSubscribers: known.DOTMAC_DEMO_SUBSCRIBERS,
    demoCoaPort: known.DOTMAC_DEMO_COA_PORT,
    radiusInterimSeconds: known.DOTMAC_RADIUS_INTERIM_SECONDS ?? (known.DOTMAC_DEMO ? 60 : 300),
    radsec,
    radiusRejectDelayMs: known.DOTMAC_RADIUS_REJECT_DELAY_MS,
    aaaProcesses: known.DOTMAC_AAA_PROCESSES,
    aaaProcess: known.DOTMAC_AAA_PROCESS ?? 1,
    aaaMetricsPort: known.DOTMAC_AAA_METRICS_PORT,
    ispUrl: known.DOTMAC_ISP_URL ?? `http://localhost:${known.DOTMAC_ISP_PORT}`,
    platformUrl: known.DOTMAC_PLATFORM_URL ?? `http://localhost:${known.DOTMAC_PLATFORM_PORT}`,
    demo: known.DOTMAC_DEMO,
    paymentSandbox: known.DOTMAC_PAYMENT_SANDBOX ?? known.DOTMAC_DEMO ?? false,
    graphDocuments: known.DOTMAC_GRAPHQL_DOCUMENTS,
    outgoingAllowed: known.DOTMAC_OUTGOING_ALLOW ?? [],
    dnsServers: known.DOTMAC_DNS_SERVERS,
    logLevel: known.DOTMAC_LOG_LEVEL,
    mail:
      known.DOTMAC_SMTP_URL && known.DOTMAC_MAIL_FROM
        ? { url: known.DOTMAC_SMTP_URL, from: known.DOTMAC_MAIL_FROM }
        : undefined,
    masterKey,
    databaseUrls: () => {
      if (known.DOTMAC_DATABASE_URLS) return known.DOTMAC_DATABASE_URLS;
      if (known.DATABASE_URL) return databaseUrls(known.DATABASE_URL, masterKey());
      throw new AppError(
        'not_configured',
        'This process was started alone and no database is configured; use npx dotmac start, or set DATABASE_URL.',
      );
    },
  };
}

/** RadSec is on with all of its files, off with none, and nothing between. */
function radsecOf(known: Values): Config['radsec'] {
  const names = ['DOTMAC_RADSEC_CERT', 'DOTMAC_RADSEC_KEY', 'DOTMAC_RADSEC_CLIENT_CA'] as const;
  const missing = names.find((name) => known[name] === undefined);
  const given = names.find((name) => known[name] !== undefined);
  if (given === undefined) return undefined;
  if (missing !== undefined)
    throw new AppError('invalid', `${missing} must be set when ${given} is.`, { field: missing });
  return {
    port: known.DOTMAC_RADSEC_PORT,
    certificate: known.DOTMAC_RADSEC_CERT!,
    key: known.DOTMAC_RADSEC_KEY!,
    clientCa: known.DOTMAC_RADSEC_CLIENT_CA!,
  };
}

const keyPath = (dataDir: string) => path.join(dataDir, 'master.key');

function keyFromFile(dataDir: string): Buffer {
  const file = keyPath(dataDir);
  try {
    if (!existsSync(file)) {
      mkdirSync(dataDir, { recursive: true });
      // Written whole before it gets its name, and never over another: two first starts agree on one key.
      const fresh = `${file}.${process.pid}`;
      writeFileSync(fresh, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 });
      try {
        linkSync(fresh, file);
      } catch (error) {
        if (!existsSync(file)) throw error;
      } finally {
        rmSync(fresh, { force: true });
      }
      chmodSync(file, 0o600);
    }
    const parsed = hexKey().safeParse(readFileSync(file, 'utf8').trim());
    if (!parsed.success)
      throw new AppError(
        'invalid',
        `${file} is damaged: it must hold 64 hexadecimal digits; restore it from a backup, or set DOTMAC_MASTER_KEY.`,
      );
    return parsed.data;
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw dataFolderError(dataDir, error);
  }
}

/** What `npx dotmac start` tells its processes; of no interest to people. */
const handedOver = ['DOTMAC_DATABASE_URLS', 'DOTMAC_AAA_PROCESS'];

export interface ConfigLine {
  name: string;
  value: string;
  source: 'environment' | 'default' | 'file' | 'unset';
  about: string;
}

/** Every setting as it stands, for people; secrets are masked. */
export function describeConfig(env: Environment = process.env): ConfigLine[] {
  const config = loadConfig(env);
  const shown = Object.entries<Setting>(settings).filter(([name]) => !handedOver.includes(name) || env[name]);
  return shown.map(([name, { about, secret }]) => {
    const value = raw(env, name as Name);
    const line = (text: string, source: ConfigLine['source']): ConfigLine => ({ name, value: text, source, about });
    if (env[name]?.trim()) return line(secret ? masked(value!) : value!, 'environment');
    if (name === 'DOTMAC_MASTER_KEY' && existsSync(keyPath(config.dataDir)))
      return line(keyPath(config.dataDir), 'file');
    if (name === 'DOTMAC_DATA') return line(config.dataDir, 'default');
    return value === undefined ? line('', 'unset') : line(value, 'default');
  });
}

function masked(value: string): string {
  const url = URL.parse(value);
  if (!url?.hostname) return '********';
  if (url.password) url.password = '********';
  return url.href;
}
