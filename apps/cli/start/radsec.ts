import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Config } from '#kernel/config.ts';
import { AppError } from '#kernel/errors.ts';

/** Do the files of RadSec fit together? @throws AppError naming the setting and what is wrong with it */
export function checkRadSec({ radsec }: Pick<Config, 'radsec'>): void {
  if (radsec === undefined) return;
  const certificate = read('DOTMAC_RADSEC_CERT', 'a certificate', () => certificateIn(radsec.certificate));
  const key = read('DOTMAC_RADSEC_KEY', 'a key', () => createPrivateKey(readFileSync(radsec.key)));
  if (!certificate.checkPrivateKey(key))
    throw new AppError('invalid', 'DOTMAC_RADSEC_KEY is not the key of DOTMAC_RADSEC_CERT.', {
      field: 'DOTMAC_RADSEC_KEY',
    });
  read('DOTMAC_RADSEC_CLIENT_CA', 'a certificate', () => certificateIn(radsec.clientCa));
}

const certificateIn = (file: string) => new X509Certificate(readFileSync(file));

function read<T>(field: string, what: string, from: () => T): T {
  try {
    return from();
  } catch (cause) {
    throw new AppError('invalid', `${field} must name a PEM file with ${what}.`, { field, cause });
  }
}
