import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '#kernel/errors.ts';
import { clientsFile, dictionaryFile, mainFile, proxyFile, rejectFilterFile } from './main.ts';
import { files, type Settings } from './settings.ts';
import { eapFile, innerTunnelFile, siteFile } from './sites.ts';
import { passwordFile, passwordFromEnvironment, queriesFile, sqlFile } from './sql.ts';

const run = promisify(execFile);
const certificateDays = '3650';

/** PEM files somebody has: of a certificate authority that the devices know. */
export interface Certificate {
  certificate: string;
  key: string;
  ca: string;
}

const there = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );

/**
 * Writes a complete configuration folder, readable by its owner and group alone. A password or certificate that lies there
 * already stays when none is given.
 * @param into folder to write to, which may be another than `settings.folder` when the files are then copied
 * @throws AppError `not_configured` when a certificate is needed and there is no openssl to make one
 */
export async function writeConfiguration(
  into: string,
  settings: Settings,
  secrets: { password?: string | undefined; certificate?: Certificate | undefined } = {},
): Promise<void> {
  const certs = path.join(into, 'certs');
  await mkdir(certs, { recursive: true, mode: 0o750 });
  const put = (name: string, text: string) => writeFile(path.join(into, name), text, { mode: 0o640 });
  await put(files.main, mainFile(settings));
  await put(files.dictionary, dictionaryFile);
  await put(files.clients, clientsFile(settings.listen));
  await put(files.sql, sqlFile(settings));
  await put(files.queries, queriesFile());
  await put(files.eap, eapFile);
  await put(files.proxy, proxyFile);
  await put(files.site, siteFile(settings));
  await put(files.inner, innerTunnelFile);
  await put(files.rejectFilter, rejectFilterFile);
  const password = path.join(into, files.password);
  if (secrets.password !== undefined) await put(files.password, passwordFile(secrets.password));
  else if (!(await there(password))) await put(files.password, passwordFromEnvironment);
  await chmod(password, 0o640);
  if (secrets.certificate) await copyCertificate(certs, secrets.certificate);
  else if (!(await there(path.join(certs, 'server.pem')))) await makeCertificate(certs, settings.tenant);
}

async function copyCertificate(certs: string, { certificate, key, ca }: Certificate): Promise<void> {
  await copyFile(certificate, path.join(certs, 'server.pem'));
  await copyFile(key, path.join(certs, 'server.key'));
  await copyFile(ca, path.join(certs, 'ca.pem'));
  await chmod(path.join(certs, 'server.key'), 0o640);
}

/** An authority of the provider's own and a server certificate by it: devices must be given ca.pem to trust. */
async function makeCertificate(certs: string, tenant: string): Promise<void> {
  const name = tenant.replaceAll(/[^A-Za-z0-9 .-]/g, ' ').trim() || 'DotMac';
  const openssl = async (...args: string[]) => {
    try {
      await run('openssl', args, { cwd: certs });
    } catch (cause) {
      throw new AppError(
        'not_configured',
        'EAP needs a certificate, and openssl, which makes one, does not run here. Install openssl, or give --certificate, --key and --ca.',
        { cause },
      );
    }
  };
  const newKey = ['-newkey', 'rsa:2048', '-nodes'];
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', certificateDays],
    ...['-subj', `/O=${name}/CN=${name} RADIUS CA`],
  );
  await openssl('req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', `/O=${name}/CN=radius`);
  await writeFile(
    path.join(certs, 'server.ext'),
    'extendedKeyUsage = serverAuth\nbasicConstraints = CA:FALSE\nsubjectAltName = DNS:radius\n',
  );
  await openssl(
    ...['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'],
    ...['-out', 'server.pem', '-days', certificateDays, '-extfile', 'server.ext'],
  );
  for (const leftover of ['server.csr', 'server.ext', 'ca.srl']) await rm(path.join(certs, leftover), { force: true });
  await chmod(path.join(certs, 'ca.key'), 0o600);
  await chmod(path.join(certs, 'server.key'), 0o640);
}
