import { useQuery } from '@tanstack/react-query';
import { ProblemError } from '#ui/problem/problem.ts';
import type { VisitFacts } from '#ui/session/visit.ts';

interface PortalSession {
  user: { id: string; name: string };
  tenant: { slug: string; name: string; currency: string; timeZone: string; locale: string } | null;
  visit: VisitFacts | null;
  demo: boolean;
}

async function ask(path: string, input?: unknown): Promise<unknown> {
  const response = await fetch(path, {
    credentials: 'same-origin',
    ...(input === undefined
      ? {}
      : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) }),
  });
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new ProblemError(response.status, body);
  return body;
}

export const portalSessionKey = ['portal-session'];
/** Who is signed in; null when nobody is. */
export const usePortalSession = () =>
  useQuery({
    queryKey: portalSessionKey,
    queryFn: () =>
      ask('/api/v1/customer/session').catch((error) => {
        if (error instanceof ProblemError && error.status === 401) return null;
        throw error;
      }) as Promise<PortalSession | null>,
    staleTime: 60_000,
    retry: 1,
  });

const providerKey = 'dotmac.portal.provider';
/** The provider a link named, or the last one signed in at. */
export const rememberedProvider = (): string =>
  new URLSearchParams(window.location.search).get('provider') ?? localStorage.getItem(providerKey) ?? '';

export async function portalSignIn(tenant: string, login: string, password: string): Promise<void> {
  await ask('/api/auth/customer/sign-in/account', { tenant, login, password });
  localStorage.setItem(providerKey, tenant);
}
/** Asks for a mail with a link; the answer is the same whether there is such an account or not. */
export const requestPortalReset = (tenant: string, login: string) =>
  ask('/api/auth/customer/request-password-reset', { tenant, login });
export const resetPortalPassword = (token: string, newPassword: string) =>
  ask('/api/auth/customer/reset-password', { token, newPassword });
export const portalSignOut = () => ask('/api/auth/customer/sign-out', {});
export const changePortalPassword = (currentPassword: string, newPassword: string) =>
  ask('/api/auth/customer/change-password', { currentPassword, newPassword, revokeOtherSessions: true });
