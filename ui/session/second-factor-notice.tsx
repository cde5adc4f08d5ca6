import { ShieldAlert } from 'lucide-react';
import { useFormat } from '#ui/format/format-context.tsx';
import { formatDate } from '#ui/format/time.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { Link } from '#ui/page/url.tsx';
import { useSession } from './session-provider.tsx';

/** Reminds whoever will need a second factor and has none. */
export function SecondFactorNotice() {
  const t = useT();
  const { locale, timeZone } = useFormat();
  const { secondFactor } = useSession();
  if (!secondFactor || secondFactor.due) return null;
  const date = formatDate(secondFactor.from, 'date', locale, timeZone);
  return (
    <p
      role="status"
      className="flex flex-wrap items-center justify-center gap-x-3 gap-y-1 border-b border-warn-ink/25 bg-warn-soft px-4 py-1.5 text-sm text-warn-ink"
    >
      <ShieldAlert aria-hidden className="size-4 shrink-0" />
      <span>{t('login.secondFactorFrom', { date })}</span>
      <Link to="/dashboard/account" className="rounded-xs font-semibold underline underline-offset-2">
        {t('login.secondFactorSetUp')}
      </Link>
    </p>
  );
}
