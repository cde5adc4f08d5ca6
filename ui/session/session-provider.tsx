import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useMemo } from 'react';
import { FormatProvider } from '#ui/format/format-context.tsx';
import { useLanguage, useT } from '#ui/i18n/i18n.ts';
import { holds } from '#ui/page/navigation.ts';
import { useApp } from '#ui/shell/shell-context.tsx';
import { fetchSession, type Realm, type Session, signOut } from './session.ts';

export const sessionKey = (realm: Realm) => ['session', realm] as const;

export const sessionOptions = (realm: Realm) => ({
  queryKey: sessionKey(realm),
  queryFn: () => fetchSession(realm),
  staleTime: 60_000,
  retry: 1,
});

interface SessionValue {
  session: Session;
  realm: Realm;
  permissions: ReadonlySet<string>;
}

const SessionContext = createContext<SessionValue | null>(null);

/** The locale numbers and dates are written in: the tenant's own where it speaks the person's language. */
export const localeFor = (language: string, tenantLocale: string | undefined) => {
  const locale = tenantLocale?.toLowerCase().startsWith(language) ? tenantLocale : language;
  // Addresses, serials and amounts share lines: one digit shape for all of them.
  return locale.startsWith('ar') ? `${locale}-u-nu-latn` : locale;
};

export function SessionProvider({ realm, session, children }: { realm: Realm; session: Session; children: ReactNode }) {
  const language = useLanguage();
  const value = useMemo(() => ({ session, realm, permissions: new Set(session.permissions) }), [session, realm]);
  const { tenant } = session;
  const format = useMemo(
    () => ({
      locale: localeFor(language, tenant?.locale),
      currency: tenant?.currency ?? 'EUR',
      timeZone: tenant?.timeZone,
    }),
    [language, tenant],
  );
  return (
    <SessionContext.Provider value={value}>
      <FormatProvider value={format}>{children}</FormatProvider>
    </SessionContext.Provider>
  );
}

function useSessionValue(): SessionValue {
  const value = useContext(SessionContext);
  if (!value) throw new Error('useSession needs a page inside the signed-in shell');
  return value;
}

/** Who is signed in, for which tenant. Pages live inside the shell, where there is always a session. */
export const useSession = (): Session => useSessionValue().session;
export const useRealm = (): Realm => useSessionValue().realm;
export const usePermissions = (): ReadonlySet<string> => useSessionValue().permissions;

export interface Can {
  allowed: boolean;
  /** Why not, as a sentence for a tooltip; undefined when allowed. */
  reason: string | undefined;
}

/** Whether the person holds a permission. The server decides again; this is for disabling with a reason. */
export function useCan(permission: string): Can {
  const t = useT();
  const allowed = holds(usePermissions(), permission);
  return { allowed, reason: allowed ? undefined : t('session.needs', { permission }) };
}

/** Signs out and forgets everything that was loaded. */
export function useSignOut() {
  const client = useQueryClient();
  const realm = useRealm();
  const { base = '' } = useApp();
  return async () => {
    await signOut(realm);
    client.clear();
    window.location.assign(`${base}/login`);
  };
}

export const useSessionQuery = (realm: Realm) => useQuery(sessionOptions(realm));
