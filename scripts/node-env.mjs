// Shared by what starts processes of this project. Uses nothing but Node, any from 20 on.

/** Environment that makes them, and what they start, load their modules quickly: compiled code is kept between starts. */
export function nodeEnv() {
  const hook = `--import=${new URL('./quick-imports.mjs', import.meta.url).href}`;
  const given = process.env.NODE_OPTIONS ?? '';
  return {
    NODE_OPTIONS: given.includes(hook) ? given : `${given} ${hook}`.trim(),
    NODE_COMPILE_CACHE:
      process.env.NODE_COMPILE_CACHE ??
      decodeURIComponent(new URL('../node_modules/.cache/dotmac-compile', import.meta.url).pathname),
  };
}
