import { cn } from '#ui/cn.ts';

const initials = (name: string) =>
  name
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => word[0])
    .filter((_, at, all) => at === 0 || at === all.length - 1)
    .join('')
    .toUpperCase();

// A stable hue per name, so that one person looks the same everywhere.
const hue = (name: string) => [...name].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);

export function Avatar({ name, size = 24, className }: { name: string; size?: number; className?: string }) {
  return (
    <span
      aria-hidden
      data-letters={initials(name)}
      className={cn(
        'inline-grid shrink-0 place-items-center rounded-full font-semibold select-none before:content-[attr(data-letters)]',
        className,
      )}
      style={{
        width: size,
        height: size,
        fontSize: Math.round(size * 0.4),
        color: `light-dark(oklch(0.4 0.09 ${hue(name)}), oklch(0.87 0.07 ${hue(name)}))`,
        background: `light-dark(oklch(0.925 0.04 ${hue(name)}), oklch(0.35 0.06 ${hue(name)}))`,
      }}
    />
  );
}
