import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  { path: '/export', title: 'Export', frame: 'bare', load: () => import('./isp/export-page.tsx') },
]);
