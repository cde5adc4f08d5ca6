import type { X509Certificate } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { Logger } from 'pino';
import type { DropReason } from '#protocols/radius/counters.ts';
import { identitiesOf } from '#protocols/radius/peer-certificate.ts';
import {
  type RadSecClosing,
  type RadSecCounters,
  type RadSecCredentials,
  type RadSecOptions,
  startRadSecServer,
} from '#protocols/radius/radsec.ts';
import type { Directory, KnownNas } from './directory.ts';

/** Paths of PEM files, and where to listen. */
export interface RadSecFiles {
  readonly port: number;
  readonly certificate: string;
  readonly key: string;
  readonly clientCa: string;
}
export interface RadSec {
  readonly port: number;
  readonly counters: RadSecCounters;
  stop(): Promise<void>;
}
export interface RadSecStart extends Pick<RadSecOptions<KnownNas>, 'auth' | 'acct' | 'onStatus' | 'onError'> {
  readonly files: RadSecFiles;
  readonly host: string;
  readonly reusePort: boolean;
  readonly directory: Directory;
  readonly log: Logger;
  readonly nowMs: () => number;
}

const lookForNewFilesEveryMs = 60_000;
const sayAgainAfterMs = 60_000;
const mostSaid = 1000;

/** What a NAS's owner should know; TLS has said who it is, so the secret is all that can be wrong. */
const problems: Partial<Record<DropReason, string>> = {
  'message-authenticator-wrong': 'RadSec with another secret than "radsec"',
  'request-authenticator-wrong': 'RadSec with another secret than "radsec"',
};

/**
 * Serves RADIUS over TLS to NAS devices known by their certificate. Undefined where it cannot be: that is said, and logins over
 * UDP go on. Renewed certificates are taken up within a minute, without an interruption.
 */
export async function startRadSec(options: RadSecStart): Promise<RadSec | undefined> {
  const { files, host, reusePort, directory, log, auth, acct, onError, onStatus } = options;
  let version = versionOf(files);
  try {
    const server = await startRadSecServer<KnownNas>({
      port: files.port,
      host,
      reusePort,
      credentials: read(files),
      identify: finder(directory),
      auth,
      acct,
      onError,
      ...(onStatus ? { onStatus } : {}),
      onDrop(reason, nas) {
        const problem = problems[reason];
        if (problem !== undefined) nas.problem = problem;
      },
      onClosed: closingLog(log, options.nowMs),
    });
    const { port } = server.address;
    log.info({ port, host }, 'RadSec is answered');
    const renewal = setInterval(() => {
      const now = versionOf(files);
      if (now === version) return;
      version = now;
      try {
        server.renew(read(files));
        log.info('new RadSec certificates are in use');
      } catch (error) {
        log.error({ err: error }, 'the new RadSec certificates cannot be used; the old ones stay');
      }
    }, lookForNewFilesEveryMs);
    return {
      port,
      counters: server.counters,
      async stop() {
        clearInterval(renewal);
        await server.close(1000);
      },
    };
  } catch (error) {
    log.error({ err: error }, 'RadSec is not served; put its files or its port right and start again. UDP is answered');
    return undefined;
  }
}

/** Whose certificate it is, as the directory has it now. */
function finder(directory: Directory): (certificate: X509Certificate) => KnownNas | undefined {
  const identities = new WeakMap<X509Certificate, string[]>();
  return (certificate) => {
    let known = identities.get(certificate);
    if (known === undefined) {
      known = identitiesOf(certificate);
      identities.set(certificate, known);
    }
    return directory.findByIdentity(known);
  };
}

const read = (files: RadSecFiles): RadSecCredentials => ({
  certificate: readFileSync(files.certificate),
  key: readFileSync(files.key),
  clientCa: readFileSync(files.clientCa),
});

/** Another text once a file was written anew. */
const versionOf = ({ certificate, key, clientCa }: RadSecFiles): string =>
  [certificate, key, clientCa].map((file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0).join();

/** Each cause at each address once a minute, whoever knocks. */
function closingLog(log: Logger, nowMs: () => number) {
  const said = new Map<string, number>();
  return (reason: RadSecClosing, address: string, detail?: string): void => {
    if (reason === 'idle') return;
    const key = `${address} ${reason}`;
    const now = nowMs();
    const last = said.get(key);
    if (last !== undefined && Math.abs(now - last) < sayAgainAfterMs) return;
    if (last === undefined && said.size >= mostSaid) said.clear();
    said.set(key, now);
    const certificate = detail === undefined ? {} : { detail };
    if (reason === 'unknown-certificate')
      log.warn({ address, ...certificate }, 'a RadSec certificate belongs to no NAS; enter one of its names there');
    else log.warn({ address, reason, ...certificate }, 'a RadSec connection was closed');
  };
}
