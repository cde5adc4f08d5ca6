import { ChevronRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Skeleton } from '#ui/base/skeleton.tsx';
import { cn } from '#ui/cn.ts';
import { useLabel, useT } from '#ui/i18n/i18n.ts';
import { useApp } from '#ui/shell/shell-context.tsx';
import { useDocumentTitle } from '#ui/shell/title.ts';
import { crumbsAt, pageAt } from './navigation.ts';
import { Link, usePath } from './url.tsx';

export interface PageHeaderProps {
  /** The record's name or the page's title; null while it loads. */
  title: ReactNode;
  /** Plain text for the document's title where `title` is not a string. */
  documentTitle?: string;
  /** Last crumb, usually the record's number; the page's own title when left out. */
  crumb?: ReactNode;
  /** Chips beside the title. */
  status?: ReactNode;
  /** One line under the title: number, plan, phone, place. */
  subtitle?: ReactNode;
  /** Buttons, the main one last. On a phone they move under the title. */
  actions?: ReactNode;
}

/** Crumbs from the page list, then title, status, subtitle and actions. Sets the document's title. */
export function PageHeader({ title, documentTitle, crumb, status, subtitle, actions }: PageHeaderProps) {
  const t = useT();
  const label = useLabel();
  const { pages, name } = useApp();
  const path = usePath();
  const page = pageAt(pages, path);
  const crumbs = crumbsAt(pages, path).map((above) => ({ ...above, title: label(above.title) }));
  const own = label(page?.title ?? name);
  useDocumentTitle(documentTitle ?? (typeof title === 'string' ? title : own), name, 1);
  const named = page?.nav?.group ?? (crumbs.length > 0 ? groupOf(pages, crumbs[0]?.to) : undefined);
  // A group called after its main page would stand there twice.
  const group = named && label(named) !== (crumbs[0]?.title ?? own) ? named : undefined;

  return (
    <header className="mb-4">
      <nav
        aria-label={t('shell.crumbs')}
        className="mb-1.5 flex min-h-[18px] flex-wrap items-center gap-1 text-sm text-ink-3"
      >
        <ol className="flex flex-wrap items-center gap-1">
          {group && <Step first>{label(group)}</Step>}
          {crumbs.map((above, at) => (
            <Step key={above.to} first={!group && at === 0}>
              <Link to={above.to} className="rounded-xs hover:text-ink hover:underline">
                {above.title}
              </Link>
            </Step>
          ))}
          {(crumbs.length > 0 || group) && (
            <Step>
              <span aria-current="page">{crumb ?? own}</span>
            </Step>
          )}
        </ol>
      </nav>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          <div className="flex min-h-8 flex-wrap items-center gap-x-2.5 gap-y-1">
            <h1 className="text-xl font-semibold tracking-[-0.012em] wrap-anywhere">
              {title ?? <Skeleton className="h-6 w-56" />}
            </h1>
            {status}
          </div>
          {subtitle && <div className="mt-0.5 text-ink-2">{subtitle}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2 max-sm:w-full max-sm:*:grow">{actions}</div>}
      </div>
    </header>
  );
}

const groupOf = (pages: ReturnType<typeof useApp>['pages'], to: string | undefined) =>
  to ? pageAt(pages, to)?.nav?.group : undefined;

const Step = ({ first = false, children }: { first?: boolean; children: ReactNode }) => (
  <li className="flex items-center gap-1">
    {!first && <ChevronRight aria-hidden className="size-3 rtl:rotate-180" />}
    {children}
  </li>
);

/** The frame of every page: one width, one padding. `wide` for tables and boards that use the whole screen. */
export const PageBody = ({
  wide = false,
  className,
  children,
}: {
  wide?: boolean;
  className?: string;
  children: ReactNode;
}) => <div className={cn('p-4 sm:px-5 sm:pt-4 sm:pb-6', !wide && 'max-w-[1480px]', className)}>{children}</div>;
