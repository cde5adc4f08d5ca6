export interface Palette {
  viz: string[];
  ink: string;
  ink2: string;
  ink3: string;
  line: string;
  panel: string;
  raised: string;
  tones: Record<'neutral' | 'ok' | 'warn' | 'bad' | 'info' | 'brand', string>;
}

const cache = new Map<string, Palette>();

/** The theme's colours as rgb text: the chart library's own colour parser knows neither variables nor oklch. */
export function readPalette(theme: string): Palette {
  const style = getComputedStyle(document.documentElement);
  const key = `${theme}|${style.getPropertyValue('--brand')}`;
  const known = cache.get(key);
  if (known) return known;
  const probe = document.createElement('span');
  // Where motion is reduced, every property changes over an instant, and reading at once would give the colour before.
  probe.style.setProperty('transition', 'none', 'important');
  document.body.append(probe);
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (name: string) => {
    probe.style.color = `var(${name})`;
    if (!context) return '#888';
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = getComputedStyle(probe).color;
    context.fillRect(0, 0, 1, 1);
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
    return `rgb(${red},${green},${blue})`;
  };
  const palette: Palette = {
    viz: [1, 2, 3, 4, 5, 6].map((index) => rgb(`--viz-${index}`)),
    ink: rgb('--ink'),
    ink2: rgb('--ink-2'),
    ink3: rgb('--ink-3'),
    line: rgb('--line'),
    panel: rgb('--panel'),
    raised: rgb('--raised'),
    tones: {
      neutral: rgb('--ink-3'),
      ok: rgb('--ok'),
      warn: rgb('--warn'),
      bad: rgb('--bad'),
      info: rgb('--info'),
      brand: rgb('--brand'),
    },
  };
  probe.remove();
  cache.set(key, palette);
  return palette;
}
