import { definePages } from '#ui/page/pages.ts';

const secondFactor = {
  path: '/second-factor',
  title: 'Set up a second factor',
  frame: 'bare' as const,
  load: () => import('./second-factor-page.tsx'),
};
const confirmEmail = { path: '/confirm-email', title: 'Confirm an e-mail address', frame: 'bare' as const };
const mfa = {
  path: '/dashboard/security-access/mfa',
  title: 'Second factors',
  can: 'identity.user:read',
  nav: { group: 'Admin', icon: 'lock' as const, order: 34 },
  keywords: ['mfa', '2fa', 'two-factor', 'authenticator', 'passkeys', 'policy', 'enforce'],
  load: () => import('./mfa-page.tsx'),
};
const metrics = {
  path: '/dashboard/security-access/auth-metrics',
  title: 'Sign-in metrics',
  can: 'identity.session:read',
  nav: { group: 'Admin', icon: 'chart' as const, order: 42 },
  keywords: ['auth', 'failures', 'lock-outs', 'passwords', 'new devices'],
  load: () => import('./auth-metrics-page.tsx'),
};

export const pages = definePages('isp', [
  secondFactor,
  { ...confirmEmail, load: () => import('./isp/confirm-email-page.tsx') },
  mfa,
  metrics,
]);

export const platformPages = definePages('platform', [
  secondFactor,
  { ...confirmEmail, load: () => import('./platform/confirm-email-page.tsx') },
  mfa,
  metrics,
]);
