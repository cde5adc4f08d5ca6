import { useResolvedTheme } from '#ui/shell/theme.ts';
import { useBrand } from './brand.ts';

/** The provider's logo for the theme on screen; `fallback` where it has none. */
export function BrandLogo({ className, fallback }: { className: string; fallback: React.ReactNode }) {
  const brand = useBrand();
  const dark = useResolvedTheme() === 'dark';
  const logo = (dark ? brand?.logoDark : undefined) ?? brand?.logoLight ?? brand?.logoDark;
  return brand && logo ? <img src={logo} alt={brand.productName} className={className} /> : fallback;
}
