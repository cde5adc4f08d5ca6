export interface Device {
  kind: 'computer' | 'phone' | 'program';
  /** "Firefox on Windows" */
  name: string;
}

const browsers: [RegExp, string][] = [
  [/Edg(?:e|A|iOS)?\//, 'Edge'],
  [/OPR\/|Opera/, 'Opera'],
  [/Firefox\/|FxiOS/, 'Firefox'],
  [/Chrome\/|CriOS/, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const systems: [RegExp, string][] = [
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Windows/, 'Windows'],
  [/Mac OS X|Macintosh/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];
const find = (table: [RegExp, string][], text: string) => table.find(([pattern]) => pattern.test(text))?.[1];

/** What a User-Agent header says, as a person would; good enough to recognise one's own laptop, no proof of anything. */
export function deviceOf(userAgent: string | null): Device {
  if (!userAgent) return { kind: 'program', name: 'Unknown device' };
  const browser = find(browsers, userAgent);
  const system = find(systems, userAgent);
  if (!browser) return { kind: 'program', name: userAgent.split(/[\s/(]/)[0] || 'Unknown program' };
  return {
    kind: /Mobile|iPhone|iPad|Android/.test(userAgent) ? 'phone' : 'computer',
    name: system ? `${browser} on ${system}` : browser,
  };
}
