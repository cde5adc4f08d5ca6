import { Wrench } from 'lucide-react';
import { useInstallation } from './notice.ts';

const paths: Record<string, string> = { isp: '/api/v1', platform: '/api/v1/platform', tenant: '/api/v1/tenant' };

/** What the platform's staff have to say to everybody, at the top of every page. */
export function MaintenanceNotice({ realm }: { realm: string }) {
  const notice = useInstallation(paths[realm] ?? '/api/v1')?.maintenanceNotice;
  if (!notice) return null;
  return (
    <p role="status" className="flex items-center justify-center gap-2 bg-warn-soft px-4 py-1 text-sm text-warn-ink">
      <Wrench aria-hidden className="size-3.5 shrink-0" /> {notice}
    </p>
  );
}
