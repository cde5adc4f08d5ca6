import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import type { Config } from '#kernel/config.ts';
import { AppError } from '#kernel/errors.ts';

/** Do the files of RadSec fit together? @throws AppError with what TLS says of them */
export function checkRadSec({ radsec }: Pick<Config, 'radsec'>): void {
  if (radsec === undefined) return;
  const tryOn = (field: string, files: { cert?: string; key?: string; ca?: string }) => {
    try {
      createSecureContext(Object.fromEntries(Object.entries(files).map(([name, file]) => [name, readFileSync(file)])));
    } catch (cause) {
      const said = cause instanceof Error ? cause.message : String(cause);
      throw new AppError('invalid', `${field} cannot be used: ${said}.`, { field, cause });
    }
  };
  tryOn('DOTMAC_RADSEC_CERT', { cert: radsec.certificate });
  tryOn('DOTMAC_RADSEC_KEY', { cert: radsec.certificate, key: radsec.key });
  tryOn('DOTMAC_RADSEC_CLIENT_CA', { ca: radsec.clientCa });
}
