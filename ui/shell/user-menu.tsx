import { Languages, LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { Avatar } from '#ui/base/avatar.tsx';
import { IconButton } from '#ui/base/button.tsx';
import { Menu } from '#ui/base/menu.tsx';
import { toast } from '#ui/base/toast.tsx';
import { chooseLanguage, languages, useLanguage, useT } from '#ui/i18n/i18n.ts';
import { useSession, useSignOut } from '#ui/session/session-provider.tsx';
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
  const { user, tenant } = useSession();
  const signOut = useSignOut();
  const language = useLanguage();
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
        [
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
