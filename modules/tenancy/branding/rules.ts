/** WCAG 2.2, success criterion 1.4.3: what text must have against what lies behind it. */
export const neededContrast = 4.5;

type Rgb = readonly [number, number, number];

const rgbOf = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};
const hexOf = (rgb: Rgb): string =>
  `#${rgb
    .map((part) =>
      Math.round(Math.min(255, Math.max(0, part)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
const mixed = (a: Rgb, b: Rgb, share: number): Rgb => [
  a[0] * share + b[0] * (1 - share),
  a[1] * share + b[1] * (1 - share),
  a[2] * share + b[2] * (1 - share),
];

/** Relative luminance as WCAG 2.2 defines it, 0 to 1. */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0);
}

/** Contrast of two colours `#rrggbb`, 1 to 21. */
export function contrast(a: string, b: string): number {
  const [low, high] = [luminance(rgbOf(a)), luminance(rgbOf(b))].sort((x, y) => x - y);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

export type Theme = 'light' | 'dark';
/** The surfaces that links and chips in the accent stand on (`ui/styles/tokens.css`), and how far the accent tints the last. */
const surfaces = {
  light: { of: ['#ffffff', '#f1f3f6'], panel: '#ffffff', tint: 0.09, named: 'the light pages' },
  dark: { of: ['#11151c', '#1a202a'], panel: '#11151c', tint: 0.17, named: 'the dark pages' },
} as const;

/** The least contrast that an accent has on the pages of a theme, as text. */
export function accentContrast(hex: string, theme: Theme): number {
  const { of, panel, tint } = surfaces[theme];
  const tinted = hexOf(mixed(rgbOf(hex), rgbOf(panel), tint));
  return Math.min(...[...of, tinted].map((surface) => contrast(hex, surface)));
}

/** The nearest colour of the same hue that can be read on the pages of a theme. */
export function legibleAccent(hex: string, theme: Theme): string {
  const towards: Rgb = theme === 'light' ? [0, 0, 0] : [255, 255, 255];
  for (let share = 1; share > 0; share -= 0.02) {
    const candidate = hexOf(mixed(rgbOf(hex), towards, share));
    if (accentContrast(candidate, theme) >= neededContrast) return candidate;
  }
  return theme === 'light' ? '#000000' : '#ffffff';
}

/** Why a colour cannot be the accent; undefined when it can. */
export function accentRefusal(hex: string, theme: Theme): string | undefined {
  const has = accentContrast(hex, theme);
  if (has >= neededContrast) return undefined;
  return `${hex} has a contrast of ${(Math.floor(has * 10) / 10).toFixed(1)}:1 on ${surfaces[theme].named}; text needs ${neededContrast}:1. ${legibleAccent(hex, theme)} is as near as can be read.`;
}

/** Black or white, whichever is read better on a colour; one of them always has 4.5:1. */
export const inkOn = (hex: string): string => (contrast(hex, '#ffffff') >= neededContrast ? '#ffffff' : '#000000');

/** The product's own accent, where a provider has none. */
export const ownAccent = { light: '#2b63cc', dark: '#7ea8f5' } as const;
