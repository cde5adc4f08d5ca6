import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { Avatar } from '#ui/base/avatar.tsx';
import { useT } from '#ui/i18n/i18n.ts';
import { type DemoAccount, fetchDemoAccounts, type Realm } from './session.ts';

/** One click per role; shows nothing at all outside demo mode. */
export function DemoAccounts({ realm, onPick }: { realm: Realm; onPick: (account: DemoAccount) => void }) {
  const t = useT();
  const { data = [] } = useQuery({
    queryKey: ['demo-accounts', realm],
    queryFn: () => fetchDemoAccounts(realm),
    retry: false,
  });
  if (data.length === 0) return null;
  return (
    <section className="mt-5" aria-labelledby="demo-accounts">
      <h2 id="demo-accounts" className="mb-1.5 px-1 text-sm font-medium text-ink-3">
        {t('demo.accounts')}
      </h2>
      <ul className="max-h-[38vh] divide-y divide-line overflow-y-auto rounded-lg border border-line bg-panel">
        {data.map((account) => (
          <li key={account.email}>
            <button
              type="button"
              onClick={() => onPick(account)}
              className="group flex w-full items-center gap-2.5 px-3 py-2 text-start hover:bg-hover"
            >
              <Avatar name={account.name} size={28} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{account.label}</span>
                <span className="block truncate text-sm text-ink-3">
                  {account.name} · {account.email}
                </span>
              </span>
              <ChevronRight
                aria-hidden
                className="size-4 text-ink-3 opacity-0 group-hover:opacity-100 rtl:rotate-180"
              />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
