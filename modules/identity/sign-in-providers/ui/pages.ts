import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/security-access/sign-in-providers',
    title: 'Sign-in providers',
    can: 'identity.provider:read',
    nav: { group: 'Admin', icon: 'key', order: 32 },
    keywords: ['sso', 'single sign-on', 'oidc', 'saml', 'scim', 'okta', 'entra', 'keycloak', 'directory'],
    load: () => import('./isp/providers-page.tsx'),
  },
]);
