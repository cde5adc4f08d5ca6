import { ProblemError } from '#ui/problem/problem.ts';
import type { VisitFacts } from './visit.ts';

export interface SessionUser {
  id: string;
  name: string;
  email: string;
  /** Signs in with a second factor. */
  twoFactor: boolean;
}

export interface SessionTenant {
  id: string;
  slug: string;
  name: string;
  /** ISO 4217. */
  currency: string;
  /** IANA zone, e.g. `Africa/Lagos`. */
  timeZone: string;
  /** BCP 47, e.g. `en-NG`. */
  locale: string;
}

export interface Session {
  user: SessionUser;
  tenant: SessionTenant | null;
  /** Every provider this person works for, the current one included. */
  tenants: { id: string; slug: string; name: string }[];
  permissions: string[];
  /** Set while this is somebody else's place. */
  visit: VisitFacts | null;
  door: string;
  demo: boolean;
  /** Set for who came by a password alone and is asked for a second factor; once it is due, nothing else answers. */
  secondFactor: { from: string; due: boolean } | null;
}

export type Realm = 'isp' | 'platform' | 'tenant';

const sessionPath: Record<Realm, string> = {
  isp: '/api/v1/session',
  platform: '/api/v1/platform/session',
  tenant: '/api/v1/tenant/session',
};
const demoPath: Record<Realm, string> = {
  isp: '/api/v1/demo-accounts',
  platform: '/api/v1/platform/demo-accounts',
  tenant: '/api/v1/tenant/demo-accounts',
};

async function body(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's HTML error page: the status says what there is to say.
    return null;
  }
}

async function call(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(path, { credentials: 'same-origin', ...init });
  const content = await body(response);
  if (!response.ok) throw new ProblemError(response.status, content);
  return content;
}

export const post = (path: string, input: unknown) =>
  call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(input) });

/** Who is signed in at this door; null when nobody is. */
export async function fetchSession(realm: Realm): Promise<Session | null> {
  try {
    return (await call(sessionPath[realm])) as Session;
  } catch (error) {
    if (error instanceof ProblemError && error.status === 401) return null;
    throw error;
  }
}

export const signOut = (realm: Realm) => post(`/api/auth/${realm}/sign-out`, {});

/** `second-factor` means: the password was right, a TOTP or backup code is wanted next. */
export async function signIn(realm: Realm, email: string, password: string): Promise<'done' | 'second-factor'> {
  const answer = await post(`/api/auth/${realm}/sign-in/email`, { email, password });
  const wantsCode = typeof answer === 'object' && answer !== null && 'twoFactorRedirect' in answer;
  return wantsCode ? 'second-factor' : 'done';
}

export const verifyTotp = (realm: Realm, code: string, trustDevice: boolean) =>
  post(`/api/auth/${realm}/two-factor/verify-totp`, { code, trustDevice });

/** Goes on in another provider this person works for; everything loaded belongs to the former one. */
export const switchTenant = (realm: Realm, tenantId: string) => post(`${sessionPath[realm]}/tenant`, { tenantId });

/** Asks for a mail with a link to `/reset-password`. The answer is the same whether the address has an account or not. */
export const requestPasswordReset = (realm: Realm, email: string) =>
  post(`/api/auth/${realm}/request-password-reset`, { email });

/** Sets a new password with the token of that link and ends the account's sessions. */
export const resetPassword = (realm: Realm, token: string, newPassword: string) =>
  post(`/api/auth/${realm}/reset-password`, { token, newPassword });

/** Changes one's own password; the other sessions end. */
export const changePassword = (realm: Realm, currentPassword: string, newPassword: string) =>
  post(`/api/auth/${realm}/change-password`, { currentPassword, newPassword, revokeOtherSessions: true });

export interface SecondFactorSecret {
  /** `otpauth://` address for a QR code. */
  totpURI: string;
  /** Each works once when the app is lost. */
  backupCodes: string[];
}

/** First half of turning the second factor on; it counts from the first `verifyTotp` that follows. */
export const enableSecondFactor = (realm: Realm, password: string) =>
  post(`/api/auth/${realm}/two-factor/enable`, { password }) as Promise<SecondFactorSecret>;

export const disableSecondFactor = (realm: Realm, password: string) =>
  post(`/api/auth/${realm}/two-factor/disable`, { password });

/** Makes new recovery codes; the earlier ones stop working. */
export const newBackupCodes = async (realm: Realm, password: string) =>
  ((await post(`/api/auth/${realm}/two-factor/generate-backup-codes`, { password })) as { backupCodes: string[] })
    .backupCodes;

export const verifyBackupCode = (realm: Realm, code: string) =>
  post(`/api/auth/${realm}/two-factor/verify-backup-code`, { code });

/** Where a sign-in leads: a path of this app; an address on another host in `next` is ignored. */
export const safeNext = (next: string | null, home: string) =>
  next && /^\/(?![/\\])/.test(next) && !/^[^?#]*\/login(?:[/?#]|$)/.test(next) ? next : home;

export interface DemoAccount {
  /** Role and provider in words: "Care, FastFiber". */
  label: string;
  name: string;
  email: string;
  password: string;
}

/** Accounts of the demo; empty outside demo mode, where the server answers 404. */
export async function fetchDemoAccounts(realm: Realm): Promise<DemoAccount[]> {
  try {
    const answer = await call(demoPath[realm]);
    const list = Array.isArray(answer) ? answer : ((answer as { items?: unknown } | null)?.items ?? []);
    return list as DemoAccount[];
  } catch (error) {
    if (error instanceof ProblemError && (error.status === 404 || error.status === 401)) return [];
    throw error;
  }
}
