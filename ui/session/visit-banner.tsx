import { Eye } from 'lucide-react';
import { useState } from 'react';
import { Button } from '#ui/base/button.tsx';
import { toast } from '#ui/base/toast.tsx';
import { DateTime, RelativeTime } from '#ui/format/values.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import { useSession } from './session-provider.tsx';
import { leaveVisit } from './visit.ts';

/** Stands over every page of the console for as long as the platform's support is in it. */
export function VisitBanner() {
  const t = useT();
  const { visit, tenant } = useSession();
  const [ending, setEnding] = useState(false);
  if (!visit) return null;
  const end = async () => {
    setEnding(true);
    try {
      await leaveVisit('isp');
      // Nothing of the provider may stay on screen or in a cache.
      window.location.assign('/login');
    } catch (error) {
      setEnding(false);
      toast.problem(error);
    }
  };
  return (
    <aside
      aria-label={t('visit.title')}
      className="sticky top-0 z-40 flex flex-wrap items-center justify-center gap-x-4 gap-y-1 border-b border-warn-ink/25 bg-warn-soft px-4 py-1.5 text-warn-ink"
    >
      <p className="flex items-center gap-2 text-sm">
        <Eye aria-hidden className="size-4 shrink-0" />
        <span>
          <b className="font-semibold">{t('visit.title')}</b>: {visit.by} · {tenant?.name} ·{' '}
          {visit.readOnly ? t('visit.looks') : t('visit.acts')} · {t('visit.until')}{' '}
          <DateTime at={visit.until} show="time" /> (<RelativeTime at={visit.until} />)
        </span>
      </p>
      <Button size="sm" pending={ending} onClick={() => void end()}>
        {t('visit.end')}
      </Button>
    </aside>
  );
}
