import type { Handler } from '#protocols/radius/server.ts';
import type { Directory, KnownNas } from './directory.ts';

const USER_NAME = 1;

/**
 * Silence to names that are not known while part of the logins could not be read: the NAS asks again, or asks another server,
 * and nobody is refused who has paid. Only between a start with a damaged snapshot and the return of the database.
 */
export function unlessUnsure(directory: Directory, handler: Handler<KnownNas>): Handler<KnownNas> {
  return (request) =>
    directory.isComplete || request.nas.accounts.has(request.packet.text(USER_NAME) ?? '')
      ? handler(request)
      : undefined;
}
