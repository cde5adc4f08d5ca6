import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { toast } from '#ui/base/toast.tsx';
import type { Realm } from '#ui/session/session.ts';
import { sessionKey, useRealm } from '#ui/session/session-provider.tsx';
import { type OwnSecurity, signIns } from '../contract.ts';

export type Security = View<typeof OwnSecurity, 'isp'>;
export type OwnPasskey = Security['passkeys'][number];
export type OwnDevice = Security['devices'][number];

const apis = {
  isp: clientFor(signIns, 'isp'),
  platform: clientFor(signIns, 'platform'),
  tenant: clientFor(signIns, 'tenant'),
};
// The three doors have the same operations here; one name for them keeps the types of one.
const apiOf = (realm: Realm) => apis[realm] as (typeof apis)['isp'];

const securityOptions = (realm: Realm) => apiOf(realm).security.queryOptions({ input: {} });
export const prefetchOwnSecurity = (client: QueryClient, realm: Realm) => client.prefetchQuery(securityOptions(realm));

export const useOwnSecurity = () => useQuery(securityOptions(useRealm()));

/** What the person may do with their own sign-in; everything about it is asked for again afterwards. */
export function useOwnActions() {
  const client = useQueryClient();
  const realm = useRealm();
  const api = apiOf(realm);
  const refresh = async () => {
    await client.invalidateQueries({ queryKey: api.security.key() });
    await client.invalidateQueries({ queryKey: sessionKey(realm) });
  };
  const renamePasskey = useMutation(api.renamePasskey.mutationOptions());
  const removePasskey = useMutation(api.removePasskey.mutationOptions());
  const forgetDevice = useMutation(api.forgetDevice.mutationOptions());
  const endSession = useMutation(api.endSession.mutationOptions());
  const endOthers = useMutation(api.endOtherSessions.mutationOptions());
  const done = async (work: Promise<unknown>, said: string) => {
    await work;
    await refresh();
    toast.ok(said);
  };
  return {
    refresh,
    renamePasskey: (id: string, name: string) =>
      done(renamePasskey.mutateAsync({ id, name }), 'The passkey has a new name.'),
    removePasskey: (id: string) => done(removePasskey.mutateAsync({ id }), 'The passkey is removed.'),
    forgetDevice: (id: string) => done(forgetDevice.mutateAsync({ id }), 'The device is forgotten.'),
    endSession: (id: string) => done(endSession.mutateAsync({ id }), 'The session is ended.'),
    endOthers: () => done(endOthers.mutateAsync({}), 'Your other sessions are ended.'),
  };
}
