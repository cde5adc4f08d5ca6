import type { CSSProperties } from 'react';
import { Chip } from '#ui/base/badge.tsx';
import { cn } from '#ui/cn.ts';
import { inkOn, ownAccent, type Theme } from '../../rules.ts';
import type { BrandingView } from './branding-values.ts';

export interface Previewed {
  productName: string;
  companyName: string;
  colourLight: string | null;
  colourDark: string | null;
  supportEmail: string | null;
  supportPhone: string | null;
}

const variables = (colour: string): CSSProperties & Record<`--${string}`, string> => ({
  '--brand': colour,
  '--brand-ink': inkOn(colour),
  '--brand-text': colour,
});

function Sample({ theme, look, images }: { theme: Theme; look: Previewed; images: BrandingView }) {
  const colour = (theme === 'light' ? look.colourLight : look.colourDark) ?? ownAccent[theme];
  const logo = (theme === 'dark' ? images.logoDark : null) ?? images.logoLight ?? images.logoDark;
  return (
    <div
      data-theme={theme}
      style={variables(colour)}
      className={cn('overflow-hidden rounded-lg border border-line bg-bg text-ink')}
    >
      <div className="flex h-11 items-center gap-2.5 border-b border-line bg-panel px-3">
        {logo ? (
          <img src={logo} alt="" className="h-6 max-w-[150px] object-contain" />
        ) : (
          <>
            <span
              aria-hidden
              className="grid size-[22px] place-items-center rounded-sm bg-brand text-xs font-bold text-brand-ink"
            >
              {look.productName.charAt(0).toUpperCase()}
            </span>
            <span className="truncate font-semibold">{look.productName}</span>
          </>
        )}
      </div>
      <div className="flex flex-col items-start gap-2.5 p-4">
        <p className="text-sm text-ink-2">You are online since 08:12.</p>
        <Chip tone="brand">Fiber 100</Chip>
        <p className="text-sm">
          Your bill of March is <span className="text-brand-text underline">ready to be read</span>.
        </p>
        <span className="inline-flex h-9 items-center rounded-md bg-brand px-4 font-medium text-brand-ink">
          Pay now
        </span>
        <p className="text-xs text-ink-3">
          {[look.companyName, look.supportEmail, look.supportPhone].filter(Boolean).join(' · ')}
        </p>
      </div>
    </div>
  );
}

/** The look as it would be, on both themes, before it is saved. */
export const Preview = ({ look, images }: { look: Previewed; images: BrandingView }) => (
  <div className="grid gap-4 sm:grid-cols-2 xl:grid-cols-1">
    {(['light', 'dark'] as const).map((theme) => (
      <figure key={theme} aria-label={`Preview, ${theme}`}>
        <Sample theme={theme} look={look} images={images} />
        <figcaption className="mt-1 text-sm text-ink-3">{theme === 'light' ? 'Light' : 'Dark'}</figcaption>
      </figure>
    ))}
  </div>
);
