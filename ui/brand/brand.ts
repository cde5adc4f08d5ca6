import { useSyncExternalStore } from 'react';

/** How the provider looks whose pages these are; asked for by anyone, also before sign-in. */
export interface Brand {
  slug: string;
  productName: string;
  companyName: string;
  supportEmail: string | null;
  supportPhone: string | null;
  colourLight: string | null;
  colourDark: string | null;
  /** Of text on the colours. */
  inkLight: string | null;
  inkDark: string | null;
  termsUrl: string | null;
  privacyUrl: string | null;
  logoLight: string | null;
  logoDark: string | null;
  favicon: string | null;
  locale: string;
  status: 'active' | 'suspended' | 'closing' | 'closed';
}
type Door = 'isp' | 'customer';

/** Of pages that are no provider's. */
const nobodys = 'platform';
const keyOf = (door: Door) => `dotmac.brand.${door}`;
const pathOf: Record<Door, string> = { isp: '/api/v1/branding', customer: '/api/v1/customer/branding' };

let current: Brand | null = null;
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
/** The provider's branding; null on pages that are no provider's, and until it is known. */
export const useBrand = (): Brand | null => useSyncExternalStore(subscribe, () => current);

const rule = (colour: string | null, ink: string | null) =>
  colour && ink ? `--brand:${colour};--brand-ink:${ink};--brand-text:${colour}` : '';
/** The variables of both themes; empty without colours. */
export const brandStyle = (look: Pick<Brand, 'colourLight' | 'colourDark' | 'inkLight' | 'inkDark'>): string =>
  [
    [':root', rule(look.colourLight, look.inkLight)],
    ['[data-theme="dark"]', rule(look.colourDark, look.inkDark)],
  ]
    .filter(([, rules]) => rules !== '')
    .map(([selector, rules]) => `${selector}{${rules}}`)
    .join('');

function headLink(rel: string, href: string | null): void {
  const known = document.head.querySelector<HTMLLinkElement>(`link[rel="${rel}"]`);
  if (!known) {
    if (href) document.head.append(Object.assign(document.createElement('link'), { rel, href }));
    return;
  }
  known.dataset['own'] ??= known.href;
  known.href = href ?? known.dataset['own'];
  // The type that the page declares is of its own icon.
  if (href) known.removeAttribute('type');
}

function show(brand: Brand | null, door: Door): void {
  current = brand;
  const style =
    document.getElementById('brand') ??
    document.head.appendChild(Object.assign(document.createElement('style'), { id: 'brand' }));
  style.textContent = brand ? brandStyle(brand) : '';
  headLink('icon', brand?.favicon ?? null);
  if (door === 'customer' && brand) {
    headLink('manifest', `/customer-portal/manifest.webmanifest?provider=${brand.slug}`);
    for (const meta of document.head.querySelectorAll<HTMLMetaElement>('meta[name="theme-color"]')) {
      const colour = meta.media.includes('dark') ? brand.colourDark : brand.colourLight;
      if (colour) meta.content = colour;
    }
  }
  for (const tell of listeners) tell();
}

/** What was shown last time, so that a page does not begin in another's colours. */
function remembered(door: Door): Brand | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(door)) ?? 'null');
  } catch {
    return null;
  }
}

/** Asks how the provider looks, and shows it. @param provider its short name, where the address does not say it */
export async function loadBrand(door: Door, provider?: string): Promise<void> {
  const before = remembered(door);
  if (!current && before && (!provider || before.slug === provider)) show(before, door);
  try {
    const response = await fetch(`${pathOf[door]}${provider ? `?provider=${encodeURIComponent(provider)}` : ''}`);
    if (!response.ok) return;
    const brand: Brand = await response.json();
    const own = brand.slug === nobodys ? null : brand;
    localStorage.setItem(keyOf(door), JSON.stringify(own));
    show(own, door);
  } catch {
    // Offline: what was shown last time stays.
  }
}
