import { ChevronDown } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Tooltip } from '#ui/base/tooltip.tsx';
import { useBrand } from '#ui/brand/brand.ts';
import { BrandLogo } from '#ui/brand/logo.tsx';
import { cn } from '#ui/cn.ts';
import { useLabel, useT } from '#ui/i18n/i18n.ts';
import { activeNav, navGroups } from '#ui/page/navigation.ts';
import type { Page } from '#ui/page/pages.ts';
import { Link, usePath } from '#ui/page/url.tsx';
import { usePermissions, useSession } from '#ui/session/session-provider.tsx';
import { navIcons } from './nav-icons.ts';
import { useApp } from './shell-context.tsx';

const closedKey = 'dotmac.nav.closed';

function useClosedGroups() {
  const [closed, setClosed] = useState<string[]>(() =>
    (localStorage.getItem(closedKey) ?? '').split('|').filter(Boolean),
  );
  useEffect(() => localStorage.setItem(closedKey, closed.join('|')), [closed]);
  const toggle = (name: string) =>
    setClosed((names) => (names.includes(name) ? names.filter((other) => other !== name) : [...names, name]));
  return { closed, toggle };
}

export interface NavProps {
  /** Icons only. */
  narrow?: boolean;
  /** Called when an entry was followed, so that the phone's drawer closes. */
  onFollow?: () => void;
}

export function Nav({ narrow = false, onFollow }: NavProps) {
  const t = useT();
  const label = useLabel();
  const path = usePath();
  const { pages, groupOrder } = useApp();
  const groups = navGroups(pages, usePermissions(), groupOrder);
  const current = activeNav(pages, path);
  const { closed, toggle } = useClosedGroups();

  return (
    <nav aria-label={t('shell.nav')} className="flex flex-col pb-6">
      {groups.map(({ name, pages: members }) => {
        const holdsCurrent = members.some((page) => page === current);
        const open = narrow || name === undefined || !closed.includes(name);
        return (
          <div key={name ?? ''} className={cn(narrow && name !== undefined && 'mt-2 border-t border-line pt-2')}>
            {name !== undefined && !narrow && (
              <button
                type="button"
                aria-expanded={open}
                onClick={() => toggle(name)}
                className="group mt-3.5 mb-0.5 flex h-6 w-full items-center gap-1 rounded-sm px-2 text-xs font-semibold text-ink-3 hover:text-ink-2"
              >
                {label(name)}
                <ChevronDown
                  aria-hidden
                  className={cn(
                    'size-3 opacity-0 transition group-hover:opacity-100 group-focus-visible:opacity-100',
                    !open && '-rotate-90 opacity-100 rtl:rotate-90',
                  )}
                />
              </button>
            )}
            {(open || holdsCurrent) && (
              <ul>
                {members
                  .filter((page) => open || page === current)
                  .map((page) => (
                    <li key={page.path}>
                      <NavLink page={page} active={page === current} narrow={narrow} onFollow={onFollow} />
                    </li>
                  ))}
              </ul>
            )}
          </div>
        );
      })}
    </nav>
  );
}

interface NavLinkProps {
  page: Page;
  active: boolean;
  narrow: boolean;
  onFollow: (() => void) | undefined;
}

function NavLink({ page, active, narrow, onFollow }: NavLinkProps) {
  const label = useLabel();
  const Icon = navIcons[page.nav?.icon ?? 'layers'];
  const text = label(page.nav?.label ?? page.title);
  return (
    <Tooltip tip={narrow ? text : undefined} side="right">
      <Link
        to={page.path}
        aria-current={active ? 'page' : undefined}
        aria-label={narrow ? text : undefined}
        onClick={onFollow}
        className={cn(
          'flex h-[30px] items-center gap-2.5 rounded-md px-2 text-ink-2 transition-colors hover:bg-hover hover:text-ink pointer-coarse:h-10',
          active && 'bg-brand-soft font-medium text-ink hover:bg-brand-soft',
          narrow && 'justify-center px-0',
        )}
      >
        <Icon aria-hidden className={cn('size-4 shrink-0', active ? 'text-brand-text' : 'text-ink-3')} />
        {!narrow && <span className="truncate">{text}</span>}
      </Link>
    </Tooltip>
  );
}

/** The tenant's mark and name, which lead home. */
export function Brand({ narrow = false }: { narrow?: boolean }) {
  const { home, name } = useApp();
  const { tenant } = useSession();
  const brand = useBrand();
  const title = brand?.productName ?? tenant?.name ?? name;
  return (
    <Link
      to={home}
      aria-label={narrow ? title : undefined}
      className={cn('flex min-w-0 items-center gap-2.5 rounded-md', narrow && 'justify-center')}
    >
      {narrow ? (
        <BrandMark name={title} />
      ) : (
        <BrandLogo
          className="h-6 max-w-[150px] object-contain object-left"
          fallback={
            <>
              <BrandMark name={title} />
              <span className="truncate font-semibold tracking-[-0.01em]">{title}</span>
            </>
          }
        />
      )}
    </Link>
  );
}

// Letters of marks and avatars are drawn by CSS: they are pictures, not text to be read out or searched.
export const BrandMark = ({ name, className }: { name: string; className?: string }) => (
  <span
    aria-hidden
    data-letter={name.charAt(0).toUpperCase()}
    className={cn(
      'grid size-[22px] shrink-0 place-items-center rounded-sm bg-brand text-xs font-bold text-brand-ink before:content-[attr(data-letter)]',
      className,
    )}
  />
);
