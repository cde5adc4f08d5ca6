import { definePages } from '#ui/page/pages.ts';

export const tenantPages = definePages('tenant', [
  {
    path: '/tenant-portal/billing/subscription',
    title: 'Plan',
    can: 'licensing.account:read',
    nav: { group: 'Billing', icon: 'package', order: 10 },
    keywords: ['subscription', 'upgrade', 'downgrade', 'cancel'],
    load: () => import('./tenant/subscription-page.tsx'),
  },
  {
    path: '/tenant-portal/billing/addons',
    title: 'Add-ons',
    can: 'licensing.account:read',
    nav: { group: 'Billing', icon: 'boxes', order: 20 },
    keywords: ['seats', 'storage', 'more'],
    load: () => import('./tenant/addons-page.tsx'),
  },
]);
export const ispPages = definePages('isp', [
  {
    path: '/dashboard/licensing',
    title: 'Licence',
    can: 'licensing.account:read',
    nav: { group: 'Admin', icon: 'package', order: 60 },
    keywords: ['plan', 'quota', 'seats', 'modules', 'subscription'],
    load: () => import('./isp/licensing-page.tsx'),
  },
]);
export const platformPages = definePages('platform', [
  {
    path: '/dashboard/platform-admin/licensing',
    title: 'Plans and licences',
    can: 'platform.licensing:read',
    nav: { group: 'Money', icon: 'package', order: 10 },
    keywords: ['modules', 'trial', 'quota', 'price list'],
    load: () => import('./platform/licensing-page.tsx'),
  },
]);
