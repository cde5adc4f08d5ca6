/** Elements that draw and nothing else (SVG 2). */
const drawing = new Set(
  `svg g defs symbol use path rect circle ellipse line polyline polygon text tspan title desc
   linearGradient radialGradient stop clipPath mask pattern filter feGaussianBlur feOffset feBlend feColorMatrix feFlood
   feComposite feMerge feMergeNode feDropShadow marker style`.split(/\s+/),
);
const tag = /<(?:!--[\s\S]*?--|\/?([A-Za-z][\w:.-]*)((?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'))?)*)\s*\/?)>/g;
const attribute = /([\w:.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?/g;

/** Why an SVG is not taken; undefined when it only draws: no scripts, no events, no entities, nothing from elsewhere. */
export function svgRefusal(text: string): string | undefined {
  const withoutHead = text.replace(/^\s*<\?xml[^>]*\?>/, '');
  if (/<!DOCTYPE|<!ENTITY|<!\[CDATA\[|<\?/i.test(withoutHead))
    return 'This SVG holds a document type, an entity or an instruction; export it as plain SVG.';
  if (/<\s*(script|foreignObject|iframe|image|a|animate\w*|set)\b/i.test(withoutHead)) {
    const [, name] = /<\s*(script|foreignObject|iframe|image|a|animate\w*|set)\b/i.exec(withoutHead) ?? [];
    return `This SVG holds <${name}>, which a picture of ours may not; export it as plain shapes.`;
  }
  for (const [whole, name, attributes] of withoutHead.matchAll(tag)) {
    if (whole.startsWith('<!--')) continue;
    if (!name || !drawing.has(name)) return `This SVG holds <${name}>, which is not a shape; export it as plain SVG.`;
    for (const [, key, double, single] of (attributes ?? '').matchAll(attribute)) {
      const value = double ?? single ?? '';
      if (/^on/i.test(key ?? '')) return `This SVG runs something (${key}); remove it.`;
      if (/(^|:)href$/i.test(key ?? '') && !value.startsWith('#'))
        return 'This SVG refers to something outside itself; embed it as shapes.';
    }
  }
  if (/url\(\s*['"]?\s*(?!#)[^)]/i.test(withoutHead) || /@import|javascript:|expression\(/i.test(withoutHead))
    return 'This SVG loads something from elsewhere; embed it as shapes.';
  // Whatever is left after the tags that were understood must not be the beginning of another.
  if (/</.test(withoutHead.replaceAll(tag, ''))) return 'This SVG is not well formed; export it anew.';
  return undefined;
}
