import { definePages } from '#ui/page/pages.ts';

export const pages = definePages('isp', [
  {
    path: '/dashboard/orchestration',
    title: 'Orchestration',
    can: 'fulfilment.workflow:read',
    nav: { group: 'Automation', icon: 'workflow', order: 10 },
    keywords: ['saga', 'workflow', 'job', 'provisioning', 'roll-back', 'compensation'],
    load: () => import('./isp/runs-page.tsx'),
  },
  {
    path: '/dashboard/orchestration/$runId',
    title: 'Run',
    can: 'fulfilment.workflow:read',
    load: () => import('./isp/run-page.tsx'),
  },
]);
