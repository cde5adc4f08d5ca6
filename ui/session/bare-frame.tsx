import type { ReactNode } from 'react';
import { BrandLogo } from '#ui/brand/logo.tsx';
import { cn } from '#ui/cn.ts';
import { useT } from '#ui/i18n/i18n.ts';
import { BrandMark } from '#ui/shell/nav.tsx';
import { useDocumentTitle } from '#ui/shell/title.ts';

export interface BareFrameProps {
  /** Whose page it is; its first letter is the mark. */
  name: string;
  title: string;
  /** One sentence under the title. */
  lead?: ReactNode;
  /** Above everything. */
  before?: ReactNode;
  /** Below the card. */
  after?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

/** A page without the shell and with one thing to do: sign-in, invitation, new password. */
export function BareFrame({ name, title, lead, before, after, wide = false, children }: BareFrameProps) {
  const t = useT();
  useDocumentTitle(title === t('login.title', { name }) ? t('action.signIn') : title, name, 1);
  return (
    <>
      {before}
      <main className="grid min-h-dvh place-items-center px-4 py-10">
        <div className={cn('w-full', wide ? 'max-w-[560px]' : 'max-w-[372px]')}>
          <div className="mb-6 flex flex-col items-center text-center">
            <BrandLogo
              className="h-10 max-w-[220px] object-contain"
              fallback={<BrandMark name={name} className="size-10 rounded-lg text-lg" />}
            />
            <h1 className="mt-3 text-xl font-semibold tracking-[-0.012em]">{title}</h1>
            {lead && <p className="mt-1 text-pretty text-ink-2">{lead}</p>}
          </div>
          <div className="rounded-xl border border-line bg-panel p-5 shadow-card sm:p-6">{children}</div>
          {after}
        </div>
      </main>
    </>
  );
}

/** A labelled field of a page without a form library: two or three fields at most. */
export const Labelled = ({
  id,
  label,
  help,
  children,
}: {
  id: string;
  label: string;
  help?: string;
  children: ReactNode;
}) => (
  <div className="flex flex-col gap-1.5">
    <label htmlFor={id} className="text-sm font-medium text-ink-2">
      {label}
    </label>
    {children}
    {help && (
      <p id={`${id}-help`} className="text-sm text-pretty text-ink-3">
        {help}
      </p>
    )}
  </div>
);
