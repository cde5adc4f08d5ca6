import { Building2, Languages, LogOut, Monitor, Moon, Sun, UserRound } from 'lucide-react';
import { Avatar } from '#ui/base/avatar.tsx';
import { IconButton } from '#ui/base/button.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { toast } from '#ui/base/toast.tsx';
import { chooseLanguage, languages, useLabel, useLanguage, useT } from '#ui/i18n/i18n.ts';
import { useGo } from '#ui/page/url.tsx';
import { switchTenant } from '#ui/session/session.ts';
import { useRealm, useSession, useSignOut } from '#ui/session/session-provider.tsx';
import { useApp } from './shell-context.tsx';
import { chooseTheme, type ThemeChoice, useResolvedTheme, useThemeChoice } from './theme.ts';

export function ThemeMenu() {
  const t = useT();
  const choice = useThemeChoice();
  const resolved = useResolvedTheme();
  const option = (id: ThemeChoice, label: string, icon: React.ReactNode) => ({
    label,
    icon,
    checked: choice === id,
    onSelect: () => chooseTheme(id),
  });
  return (
    <Menu
      label={t('session.theme')}
      trigger={<IconButton label={t('session.theme')}>{resolved === 'dark' ? <Moon /> : <Sun />}</IconButton>}
      groups={[
        [
          option('light', t('session.themeLight'), <Sun />),
          option('dark', t('session.themeDark'), <Moon />),
          option('system', t('session.themeSystem'), <Monitor />),
        ],
      ]}
    />
  );
}

export function UserMenu() {
  const t = useT();
  const { user, tenant, tenants } = useSession();
  const { home, pages } = useApp();
  const go = useGo();
  const realm = useRealm();
  const account = pages.find((page) => /^\/[^/]+\/account$/.test(page.path));
  const label = useLabel();
  const signOut = useSignOut();
  const language = useLanguage();
  const others = tenants.filter(({ id }) => id !== tenant?.id);
  const goOnAt = async (id: string) => {
    try {
      await switchTenant(realm, id);
      // A fresh start: nothing of the former provider may stay on screen or in a cache.
      window.location.assign(home);
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <Menu
      label={t('shell.account')}
      trigger={
        <button type="button" aria-label={`${t('shell.account')}: ${user.name}`} className="rounded-full">
          <Avatar name={user.name} size={28} />
        </button>
      }
      header={
        <div className="max-w-60 min-w-44">
          <p className="truncate font-medium">{user.name}</p>
          <p className="truncate text-sm text-ink-3">{user.email}</p>
          {tenant && <p className="truncate text-sm text-ink-3">{tenant.name}</p>}
        </div>
      }
      groups={[
        others.length > 0
          ? [
              {
                label: t('session.switch'),
                icon: <Building2 />,
                items: others.map(({ id, name }) => ({ label: name, onSelect: () => void goOnAt(id) })),
              },
            ]
          : [],
        [
          ...(account
            ? [{ label: label(account.title), icon: <UserRound />, onSelect: () => void go(account.path) }]
            : []),
          {
            label: t('session.language'),
            icon: <Languages />,
            items: languages.map(({ id, name }) => ({
              label: name,
              checked: id === language,
              onSelect: () => void chooseLanguage(id),
            })),
          },
        ],
        [{ label: t('action.signOut'), icon: <LogOut />, onSelect: () => void signOut().catch(toast.problem) }],
      ]}
    />
  );
}
