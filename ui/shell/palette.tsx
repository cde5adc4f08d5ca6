import { useQueries } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { CornerDownLeft, Search, Zap } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { type ReactNode, useEffect, useState } from 'react';
import { Kbd } from '#ui/base/input.tsx';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { useLabel, useT } from '#ui/i18n/i18n.ts';
import { allowed, holds } from '#ui/page/navigation.ts';
import type { Page } from '#ui/page/pages.ts';
import { useGo } from '#ui/page/url.tsx';
import { usePermissions } from '#ui/session/session-provider.tsx';
import { navIcons } from './nav-icons.ts';
import { useOfferedActions } from './palette-actions.ts';
import { findPages, fitness, type SearchHit, type SearchProvider } from './palette-search.ts';
import { useApp } from './shell-context.tsx';

export interface PaletteProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  pages: Page[];
  providers: readonly SearchProvider[];
}

const recentKey = 'dotmac.recent';
const readRecent = (): SearchHit[] => {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(recentKey) ?? '[]');
    return Array.isArray(stored) ? (stored as SearchHit[]).filter((hit) => typeof hit?.to === 'string') : [];
  } catch {
    // Damaged by hand or by an older version: start again.
    return [];
  }
};
const remember = (hit: SearchHit) => {
  const others = readRecent().filter(({ to }) => to !== hit.to);
  localStorage.setItem(recentKey, JSON.stringify([hit, ...others].slice(0, 5)));
};

const item =
  'flex min-h-9 items-center gap-2.5 rounded-md px-2.5 outline-none select-none data-[selected=true]:bg-hover data-[disabled=true]:text-ink-3 pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-ink-3';
const group =
  '[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:font-semibold [&_[cmdk-group-heading]]:text-ink-3';

function useSettled(text: string, delayMs: number) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), delayMs);
    return () => clearTimeout(timer);
  }, [text, delayMs]);
  return settled;
}

export default function Palette({ open, onOpenChange, pages, providers }: PaletteProps) {
  const t = useT();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-50 animate-fade bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-3 z-50 mx-auto max-w-[620px] animate-pop overflow-hidden rounded-xl bg-raised shadow-pop focus:outline-none sm:top-[12vh]"
        >
          <Radix.Title className="sr-only">{t('palette.open')}</Radix.Title>
          <PaletteBody pages={pages} providers={providers} close={() => onOpenChange(false)} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteBody({
  pages,
  providers,
  close,
}: {
  pages: Page[];
  providers: readonly SearchProvider[];
  close: () => void;
}) {
  const t = useT();
  const { searchHint } = useApp();
  const label = useLabel();
  const go = useGo();
  const permissions = usePermissions();
  const actions = useOfferedActions();
  const [text, setText] = useState('');
  const typed = text.trim();
  const settled = useSettled(typed, 120);
  const searching = settled.length >= 2;

  const mine = providers.filter((provider) => !provider.can || holds(permissions, provider.can));
  const answers = useQueries({
    queries: mine.map((provider) => ({
      queryKey: ['palette', provider.id, settled],
      queryFn: ({ signal }: { signal: AbortSignal }) => provider.search(settled, signal),
      enabled: searching,
      staleTime: 10_000,
    })),
  });
  const foundPages = findPages(
    pages.filter((page) => allowed(page, permissions)),
    typed,
    label,
  ).slice(0, typed ? 6 : 8);
  const foundActions = actions.filter(
    (action) => fitness([action.label, ...(action.keywords ?? [])].join(' '), typed) > 0,
  );
  const recent = typed ? [] : readRecent();
  const hits = answers.flatMap((answer) => answer.data ?? []);
  const waiting = searching && answers.some((answer) => answer.isFetching && !answer.data);
  const nothing =
    searching && !waiting && settled === typed && hits.length + foundPages.length + foundActions.length === 0;

  const open = (hit: SearchHit) => {
    remember(hit);
    close();
    void go(hit.to);
  };

  return (
    <Command shouldFilter={false} loop label={t('palette.open')}>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden className="size-4 shrink-0 text-ink-3" />
        <Command.Input
          value={text}
          onValueChange={setText}
          placeholder={t(searchHint)}
          className="h-12 w-full bg-transparent text-lg outline-none"
        />
        <Kbd className="pointer-coarse:hidden">esc</Kbd>
      </div>
      <Command.List className="max-h-[min(60vh,440px)] overflow-y-auto overscroll-contain p-1.5">
        {nothing && <p className="px-3 py-8 text-center text-ink-2">{t('palette.empty', { text: settled })}</p>}
        {recent.length > 0 && (
          <Command.Group heading={t('palette.recent')} className={group}>
            {recent.map((hit) => (
              <Hit key={hit.to} hit={hit} icon={<CornerDownLeft />} onSelect={() => open(hit)} prefix="recent" />
            ))}
          </Command.Group>
        )}
        {foundActions.length > 0 && (
          <Command.Group heading={t('palette.actions')} className={group}>
            {foundActions.map((action) => (
              <Command.Item
                key={action.label}
                value={`action ${action.label}`}
                disabled={action.reason !== undefined}
                className={item}
                onSelect={() => {
                  close();
                  action.run();
                }}
              >
                <Zap />
                <span className="truncate">{action.label}</span>
                {action.reason && <span className="truncate text-sm text-ink-3">{action.reason}</span>}
              </Command.Item>
            ))}
          </Command.Group>
        )}
        {searching &&
          mine.map((provider, at) => {
            const answer = answers[at];
            const Icon = navIcons[provider.icon];
            if (answer?.isError) {
              return (
                <p key={provider.id} className="px-2.5 py-2 text-sm text-bad-ink">
                  {t('palette.failed', { source: provider.title })}
                </p>
              );
            }
            if (!answer?.data?.length) return null;
            return (
              <Command.Group key={provider.id} heading={label(provider.title)} className={group}>
                {answer.data.map((hit) => (
                  <Hit key={hit.id} hit={hit} icon={<Icon />} onSelect={() => open(hit)} prefix={provider.id} />
                ))}
              </Command.Group>
            );
          })}
        {waiting && <Skeleton.Lines count={3} className="px-3 py-3" />}
        {foundPages.length > 0 && (
          <Command.Group heading={t('palette.pages')} className={group}>
            {foundPages.map((page) => {
              const Icon = page.nav ? navIcons[page.nav.icon] : CornerDownLeft;
              return (
                <Command.Item
                  key={page.path}
                  value={`page ${page.path}`}
                  className={item}
                  onSelect={() => {
                    close();
                    void go(page.path);
                  }}
                >
                  <Icon />
                  <span className="truncate">{label(page.title)}</span>
                  {page.nav?.group && <span className="truncate text-sm text-ink-3">{label(page.nav.group)}</span>}
                </Command.Item>
              );
            })}
          </Command.Group>
        )}
      </Command.List>
    </Command>
  );
}

function Hit({
  hit,
  icon,
  onSelect,
  prefix,
}: {
  hit: SearchHit;
  icon: ReactNode;
  onSelect: () => void;
  prefix: string;
}) {
  return (
    <Command.Item value={`${prefix} ${hit.id} ${hit.to}`} className={item} onSelect={onSelect}>
      {icon}
      <span className="truncate">{hit.title}</span>
      {hit.hint && <span className="ms-auto truncate text-sm text-ink-3">{hit.hint}</span>}
    </Command.Item>
  );
}
