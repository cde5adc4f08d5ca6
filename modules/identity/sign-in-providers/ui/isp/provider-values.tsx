import { clientFor } from '#kernel/client.ts';
import type { View } from '#kernel/contract/fields.ts';
import { Badge } from '#ui/base/badge.tsx';
import { type SignInProvider, signInProviders } from '../../contract.ts';

export type ProviderView = View<typeof SignInProvider, 'isp'>;
export const api = clientFor(signInProviders, 'isp');
export const listOptions = () => api.list.queryOptions({ input: {} });
export const kindNames = { oidc: 'OpenID Connect', saml: 'SAML 2.0' } as const;

/** Nobody has come in since a sign-in failed. */
export const isFailing = (p: ProviderView): boolean =>
  p.lastErrorAt !== null && (p.lastUsedAt === null || p.lastErrorAt > p.lastUsedAt);

/** Off, on, or on and failing since it last let somebody in. */
export function ProviderState({ provider: p }: { provider: ProviderView }) {
  if (!p.isEnabled) return <Badge tone="neutral">Off</Badge>;
  return isFailing(p) ? <Badge tone="warn">Last sign-in failed</Badge> : <Badge tone="ok">On</Badge>;
}
